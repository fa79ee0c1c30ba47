// A chat as a front end would build it: LangGraph's own hook, unmodified, on our thread API.

import { type Message } from "@langchain/langgraph-sdk";
import { useStream } from "@langchain/langgraph-sdk/react";
import { type FormEvent, useState } from "react";
import { createRoot } from "react-dom/client";

type PipeWise = { messages: Message[]; intent?: string | null; meeting?: { state: string } | null };

const address = new URL(window.location.href);
const apiUrl = address.searchParams.get("api") ?? "";

function remember(threadId: string) {
  address.searchParams.set("thread", threadId);
  window.history.replaceState(null, "", address);
}

function Chat() {
  const [threadId, setThreadId] = useState(address.searchParams.get("thread"));
  const [text, setText] = useState("");
  const thread = useStream<PipeWise>({
    apiUrl,
    assistantId: "pipewise",
    threadId,
    fetchStateHistory: true,
    reconnectOnMount: () => window.localStorage,
    onThreadId: (id) => {
      setThreadId(id);
      remember(id);
    },
  });

  function say(event: FormEvent) {
    event.preventDefault();
    void thread.submit({ messages: [{ type: "human", content: text }] });
    setText("");
  }

  function sayInstead(message: Message, index: number) {
    const before = thread.getMessagesMetadata(message, index)?.firstSeenState?.parent_checkpoint;
    void thread.submit({ messages: [{ type: "human", content: text }] }, { checkpoint: before });
    setText("");
  }

  return (
    <main aria-busy={thread.isLoading}>
      <ol>
        {thread.messages.map((message, index) => (
          <li key={message.id} data-role={message.type}>
            {String(message.content)}
            {message.type === "human" && (
              <button onClick={() => sayInstead(message, index)}>Say this instead</button>
            )}
          </li>
        ))}
      </ol>
      <form onSubmit={say}>
        <input aria-label="Message" value={text} onChange={(event) => setText(event.target.value)} />
        <button>Send</button>
      </form>
      <output>{thread.values.meeting?.state ?? ""}</output>
      <p role="alert">{thread.error ? String(thread.error) : ""}</p>
    </main>
  );
}

createRoot(document.getElementById("root") as HTMLElement).render(<Chat />);
