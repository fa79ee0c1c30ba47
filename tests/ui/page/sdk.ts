// LangGraph's own JavaScript client, unmodified, on our thread API: what it read, as JSON on stdout.

import { Client } from "@langchain/langgraph-sdk";

const client = new Client({ apiUrl: process.argv[2] ?? "", apiKey: null });
const greeting = { messages: [{ role: "user", content: "Hola, quiero una demo" }] };

const thread = await client.threads.create();
const events: string[] = [];
for await (const event of client.runs.stream(thread.thread_id, "pipewise", {
  input: greeting,
  streamMode: ["values", "updates", "messages-tuple"],
})) {
  events.push(event.event);
}
const state = await client.threads.getState<{ messages: unknown[] }>(thread.thread_id);
const history = await client.threads.getHistory(thread.thread_id);
const [run] = await client.runs.list(thread.thread_id);

console.log(
  JSON.stringify({
    events: [...new Set(events)],
    messages: state.values.messages.length,
    history: history.length,
    run: run?.status,
  }),
);
