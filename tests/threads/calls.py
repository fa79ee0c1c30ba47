"""Calls of LangGraph's Python SDK, in an order that makes sense, each with what to compare."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import uuid4

import httpx
from langgraph_sdk.client import LangGraphClient
from langgraph_sdk.errors import LangGraphError

from tests.threads.masks import masked

HELLO = "Hola, ¿qué tal?"
WISH = "Hola, quiero agendar una demo"


@dataclass(kw_only=True)
class Caller:
    """One server's client, and what the calls before have left."""

    sdk: LangGraphClient
    label: str = field(default_factory=lambda: str(uuid4()))
    thread: str = ""
    other: str = ""
    run: str = ""
    assistant: str = ""
    checkpoints: list[Any] = field(default_factory=list)

    async def fresh(self) -> str:
        made = await self.sdk.threads.create(metadata={"label": self.label})
        return made["thread_id"]

    async def say(self, text: str, **how: Any) -> Any:
        return await self.sdk.runs.wait(self.thread, "pipewise", input=saying(text), **how)

    async def stream(self, text: str, **how: Any) -> list[str]:
        """The events of a turn on a new thread, by name, in the order of their first coming."""
        stream = self.sdk.runs.stream(await self.fresh(), "pipewise", input=saying(text), **how)
        return await names_of(stream)


Act = Callable[[Caller], Awaitable[Any]]
CALLS: dict[str, Act] = {}
A = TypeVar("A", bound=Act)


def call(act: A) -> A:
    """Register a call: its name says what is asked for."""
    CALLS[act.__name__] = act
    return act


async def answers_of(sdk: LangGraphClient) -> dict[str, Any]:
    """What a server answers to all calls, masked; a refusal is its status."""
    caller, answers = Caller(sdk=sdk), {}
    for name, act in CALLS.items():
        answers[name] = await answer_of(act(caller))
    return answers


async def answer_of(asked: Awaitable[Any]) -> Any:
    try:
        return masked(await asked)
    except httpx.HTTPStatusError as error:
        return f"refused: {error.response.status_code}"
    except LangGraphError as error:
        return f"refused: {type(error).__name__}"
    except httpx.TransportError as error:
        return f"broken off: {type(error).__name__}"


def saying(text: str) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": text}]}


async def names_of(stream: AsyncIterator[Any]) -> list[str]:
    return list(dict.fromkeys([masked(part.event) async for part in stream]))


def words(state: Any) -> list[str]:
    """What both have said."""
    return [f"{each['type']}: {each['content']}" for each in state["messages"]]


def thread_of(thread: Any) -> dict[str, Any]:
    """A thread without its label and what is in it."""
    told = {name: thread.get(name) for name in ("status", "values", "interrupts")}
    return told | {"metadata": sorted(thread["metadata"])}


# --- assistants -----------------------------------------------------------------------------------


@call
async def search_assistants(caller: Caller) -> Any:
    found = await caller.sdk.assistants.search()
    caller.assistant = found[0]["assistant_id"]
    return found


@call
async def search_assistants_of_the_graph(caller: Caller) -> Any:
    return await caller.sdk.assistants.search(graph_id="pipewise")


@call
async def search_assistants_of_another_graph(caller: Caller) -> Any:
    return await caller.sdk.assistants.search(graph_id="other")


@call
async def search_assistants_by_metadata(caller: Caller) -> Any:
    return await caller.sdk.assistants.search(metadata={"created_by": "system"})


@call
async def search_assistants_beyond_the_last(caller: Caller) -> Any:
    return await caller.sdk.assistants.search(limit=5, offset=5)


@call
async def count_assistants(caller: Caller) -> Any:
    return await caller.sdk.assistants.count()


@call
async def get_an_assistant(caller: Caller) -> Any:
    return await caller.sdk.assistants.get(caller.assistant)


@call
async def get_an_unknown_assistant(caller: Caller) -> Any:
    return await caller.sdk.assistants.get(str(uuid4()))


@call
async def get_the_graph(caller: Caller) -> Any:
    drawn = await caller.sdk.assistants.get_graph(caller.assistant)
    return sorted(str(node["id"]) for node in drawn["nodes"])


@call
async def get_the_graphs_edges(caller: Caller) -> Any:
    drawn = await caller.sdk.assistants.get_graph(caller.assistant)
    return sorted((edge["source"], edge["target"]) for edge in drawn["edges"])


@call
async def get_the_graph_opened(caller: Caller) -> Any:
    drawn = await caller.sdk.assistants.get_graph(caller.assistant, xray=True)
    return sorted(str(node["id"]) for node in drawn["nodes"])


@call
async def get_the_graph_opened_one_level(caller: Caller) -> Any:
    drawn = await caller.sdk.assistants.get_graph(caller.assistant, xray=1)
    return sorted(str(node["id"]) for node in drawn["nodes"])


@call
async def get_schemas(caller: Caller) -> Any:
    schemas: Any = await caller.sdk.assistants.get_schemas(caller.assistant)
    return {
        name: sorted(schemas[name]["properties"])
        for name in ("input_schema", "output_schema", "state_schema", "context_schema")
    }


@call
async def get_subgraphs(caller: Caller) -> Any:
    return sorted(await caller.sdk.assistants.get_subgraphs(caller.assistant))


@call
async def get_one_subgraph(caller: Caller) -> Any:
    return sorted(await caller.sdk.assistants.get_subgraphs(caller.assistant, "scheduler"))


@call
async def get_subgraphs_all_the_way_down(caller: Caller) -> Any:
    return sorted(await caller.sdk.assistants.get_subgraphs(caller.assistant, recurse=True))


# --- threads --------------------------------------------------------------------------------------


@call
async def create_a_thread(caller: Caller) -> Any:
    made = await caller.sdk.threads.create(metadata={"label": caller.label})
    caller.thread = made["thread_id"]
    return thread_of(made)


@call
async def create_a_thread_under_an_id_of_ones_own(caller: Caller) -> Any:
    caller.other = str(uuid4())
    made = await caller.sdk.threads.create(thread_id=caller.other)
    return made["thread_id"] == caller.other


@call
async def create_a_thread_twice(caller: Caller) -> Any:
    return await caller.sdk.threads.create(thread_id=caller.other)


@call
async def create_a_thread_if_it_is_not_there(caller: Caller) -> Any:
    again = await caller.sdk.threads.create(thread_id=caller.other, if_exists="do_nothing")
    return again["thread_id"] == caller.other


@call
async def create_a_thread_for_the_graph(caller: Caller) -> Any:
    made = await caller.sdk.threads.create(graph_id="pipewise")
    return made["metadata"]


@call
async def get_a_thread(caller: Caller) -> Any:
    return thread_of(await caller.sdk.threads.get(caller.thread))


@call
async def get_an_unknown_thread(caller: Caller) -> Any:
    return await caller.sdk.threads.get(str(uuid4()))


@call
async def get_a_thread_by_a_name(caller: Caller) -> Any:
    return await caller.sdk.threads.get("mine")


@call
async def update_a_thread(caller: Caller) -> Any:
    return thread_of(await caller.sdk.threads.update(caller.thread, metadata={"stage": "two"}))


@call
async def update_an_unknown_thread(caller: Caller) -> Any:
    return await caller.sdk.threads.update(str(uuid4()), metadata={"a": 1})


@call
async def search_threads_by_label(caller: Caller) -> Any:
    found = await caller.sdk.threads.search(metadata={"label": caller.label})
    return [thread_of(thread) for thread in found]


@call
async def search_threads_by_label_and_status(caller: Caller) -> Any:
    found = await caller.sdk.threads.search(metadata={"label": caller.label}, status="busy")
    return found


@call
async def search_threads_a_page_at_a_time(caller: Caller) -> Any:
    await caller.fresh()
    pages = [
        await caller.sdk.threads.search(metadata={"label": caller.label}, limit=1, offset=offset)
        for offset in (0, 1, 2)
    ]
    return [len(page) for page in pages]


@call
async def search_threads_oldest_first(caller: Caller) -> Any:
    found = await caller.sdk.threads.search(
        metadata={"label": caller.label}, sort_by="created_at", sort_order="asc"
    )
    return [thread["thread_id"] == caller.thread for thread in found]


@call
async def search_threads_by_id(caller: Caller) -> Any:
    found = await caller.sdk.threads.search(ids=[caller.thread])
    return [thread["thread_id"] == caller.thread for thread in found]


@call
async def count_threads(caller: Caller) -> Any:
    return await caller.sdk.threads.count(metadata={"label": caller.label})


@call
async def count_threads_by_status(caller: Caller) -> Any:
    return await caller.sdk.threads.count(metadata={"label": caller.label}, status="idle")


@call
async def get_the_state_of_a_fresh_thread(caller: Caller) -> Any:
    state: Any = await caller.sdk.threads.get_state(caller.thread)
    return {name: state[name] for name in ("values", "next", "tasks", "checkpoint")}


@call
async def get_the_history_of_a_fresh_thread(caller: Caller) -> Any:
    return await caller.sdk.threads.get_history(caller.thread)


@call
async def delete_a_thread(caller: Caller) -> Any:
    return await caller.sdk.threads.delete(caller.other)


@call
async def get_a_deleted_thread(caller: Caller) -> Any:
    return await caller.sdk.threads.get(caller.other)


@call
async def delete_a_thread_twice(caller: Caller) -> Any:
    return await caller.sdk.threads.delete(caller.other)


# --- runs -----------------------------------------------------------------------------------------


@call
async def wait_for_a_run(caller: Caller) -> Any:
    return words(await caller.say(HELLO, metadata={"by": "us"}))


@call
async def list_runs(caller: Caller) -> Any:
    (run,) = await caller.sdk.runs.list(caller.thread)
    caller.run = run["run_id"]
    return [run["status"], run["multitask_strategy"]]


@call
async def get_a_run(caller: Caller) -> Any:
    run = await caller.sdk.runs.get(caller.thread, caller.run)
    return [run["status"], (run["metadata"] or {}).get("by"), run["run_id"] == caller.run]


@call
async def get_an_unknown_run(caller: Caller) -> Any:
    return await caller.sdk.runs.get(caller.thread, str(uuid4()))


@call
async def list_runs_by_status(caller: Caller) -> Any:
    return await caller.sdk.runs.list(caller.thread, status="error")


@call
async def list_runs_beyond_the_last(caller: Caller) -> Any:
    return await caller.sdk.runs.list(caller.thread, limit=5, offset=5)


@call
async def join_a_run_that_is_over(caller: Caller) -> Any:
    return words(await caller.sdk.runs.join(caller.thread, caller.run))


@call
async def cancel_a_run_that_is_over(caller: Caller) -> Any:
    return await caller.sdk.runs.cancel(caller.thread, caller.run)


@call
async def get_a_thread_that_has_run(caller: Caller) -> Any:
    thread = await caller.sdk.threads.get(caller.thread)
    return [thread["status"], words(thread["values"])]


@call
async def get_the_state(caller: Caller) -> Any:
    state: Any = await caller.sdk.threads.get_state(caller.thread)
    return [words(state["values"]), state["next"], state["metadata"]["source"]]


@call
async def get_the_state_with_subgraphs(caller: Caller) -> Any:
    state: Any = await caller.sdk.threads.get_state(caller.thread, subgraphs=True)
    return [words(state["values"]), state["tasks"]]


@call
async def get_the_history(caller: Caller) -> Any:
    caller.checkpoints = await caller.sdk.threads.get_history(caller.thread, limit=50)
    return [sorted(state["next"]) for state in caller.checkpoints]


@call
async def get_two_of_the_history(caller: Caller) -> Any:
    return len(await caller.sdk.threads.get_history(caller.thread, limit=2))


@call
async def get_the_history_before_a_checkpoint(caller: Caller) -> Any:
    before = caller.checkpoints[1]["checkpoint"]
    rest = await caller.sdk.threads.get_history(caller.thread, limit=50, before=before)
    return len(caller.checkpoints) - len(rest)


@call
async def get_the_history_of_inputs(caller: Caller) -> Any:
    inputs = await caller.sdk.threads.get_history(caller.thread, metadata={"source": "input"})
    return len(inputs)


@call
async def get_an_earlier_state(caller: Caller) -> Any:
    earlier = caller.checkpoints[3]
    state: Any = await caller.sdk.threads.get_state(
        caller.thread, checkpoint_id=earlier["checkpoint"]["checkpoint_id"]
    )
    return [sorted(state["next"]), state["checkpoint"] == earlier["checkpoint"]]


@call
async def get_an_earlier_state_by_its_checkpoint(caller: Caller) -> Any:
    earlier = caller.checkpoints[3]
    state: Any = await caller.sdk.threads.get_state(caller.thread, checkpoint=earlier["checkpoint"])
    return [sorted(state["next"]), state["checkpoint"] == earlier["checkpoint"]]


@call
async def wait_with_another_durability(caller: Caller) -> Any:
    caller.thread = await caller.fresh()
    return words(await caller.say(HELLO, durability="exit"))


@call
async def wait_with_a_config(caller: Caller) -> Any:
    caller.thread = await caller.fresh()
    return words(await caller.say(HELLO, config={"tags": ["probe"], "recursion_limit": 50}))


@call
async def wait_on_an_unknown_thread(caller: Caller) -> Any:
    return await caller.sdk.runs.wait(str(uuid4()), "pipewise", input=saying(HELLO))


@call
async def wait_on_a_thread_to_be_made(caller: Caller) -> Any:
    state = await caller.sdk.runs.wait(
        str(uuid4()), "pipewise", input=saying(HELLO), if_not_exists="create"
    )
    return words(state)


@call
async def wait_for_an_unknown_assistant(caller: Caller) -> Any:
    return await caller.sdk.runs.wait(caller.thread, "other", input=saying(HELLO))


@call
async def wait_by_the_assistants_id(caller: Caller) -> Any:
    thread = await caller.fresh()
    return words(await caller.sdk.runs.wait(thread, caller.assistant, input=saying(HELLO)))


@call
async def wait_without_a_thread(caller: Caller) -> Any:
    return words(await caller.sdk.runs.wait(None, "pipewise", input=saying(HELLO)))


@call
async def create_a_run_and_join_it(caller: Caller) -> Any:
    caller.thread = await caller.fresh()
    run = await caller.sdk.runs.create(caller.thread, "pipewise", input=saying(HELLO))
    return [run["status"], words(await caller.sdk.runs.join(caller.thread, run["run_id"]))]


@call
async def create_a_run_without_a_thread(caller: Caller) -> Any:
    run = await caller.sdk.runs.create(None, "pipewise", input=saying(HELLO))
    return run["status"]


@call
async def create_runs_in_a_batch(caller: Caller) -> Any:
    runs = await caller.sdk.runs.create_batch(
        [{"assistant_id": "pipewise", "input": saying(HELLO)}] * 2  # type: ignore[typeddict-item]
    )
    return [run["status"] for run in runs]


@call
async def create_a_run_and_join_its_stream(caller: Caller) -> Any:
    thread = await caller.fresh()
    run = await caller.sdk.runs.create(
        thread, "pipewise", input=saying(HELLO), stream_mode="values", stream_resumable=True
    )
    return set_of(await names_of(caller.sdk.runs.join_stream(thread, run["run_id"])))


@call
async def delete_a_run(caller: Caller) -> Any:
    (run,) = await caller.sdk.runs.list(caller.thread)
    return await caller.sdk.runs.delete(caller.thread, run["run_id"])


@call
async def list_runs_after_the_deletion(caller: Caller) -> Any:
    return await caller.sdk.runs.list(caller.thread)


# --- streams --------------------------------------------------------------------------------------


def set_of(names: list[str]) -> list[str]:
    return sorted({name.partition(":")[0] for name in names} - {"metadata"})


@call
async def stream_values(caller: Caller) -> Any:
    return await caller.stream(HELLO, stream_mode="values")


@call
async def stream_updates(caller: Caller) -> Any:
    return await caller.stream(HELLO, stream_mode="updates")


@call
async def stream_messages(caller: Caller) -> Any:
    return await caller.stream(HELLO, stream_mode="messages")


@call
async def stream_messages_as_tuples(caller: Caller) -> Any:
    return await caller.stream(HELLO, stream_mode="messages-tuple")


@call
async def stream_custom(caller: Caller) -> Any:
    return await caller.stream(HELLO, stream_mode="custom")


@call
async def stream_debug(caller: Caller) -> Any:
    return await caller.stream(HELLO, stream_mode="debug")


@call
async def stream_tasks(caller: Caller) -> Any:
    return await caller.stream(HELLO, stream_mode="tasks")


@call
async def stream_checkpoints(caller: Caller) -> Any:
    return await caller.stream(HELLO, stream_mode="checkpoints")


@call
async def stream_events(caller: Caller) -> Any:
    return await caller.stream(HELLO, stream_mode="events")


@call
async def stream_several_modes(caller: Caller) -> Any:
    return set_of(await caller.stream(HELLO, stream_mode=["values", "updates", "tasks"]))


@call
async def stream_the_subgraphs_too(caller: Caller) -> Any:
    return set_of(await caller.stream(WISH, stream_mode="updates", stream_subgraphs=True))


@call
async def stream_without_a_thread(caller: Caller) -> Any:
    stream = caller.sdk.runs.stream(None, "pipewise", input=saying(HELLO), stream_mode="values")
    return await names_of(stream)


# --- stopping, going on, forking ------------------------------------------------------------------


@call
async def stop_before_a_node(caller: Caller) -> Any:
    caller.thread = await caller.fresh()
    await caller.say(HELLO, interrupt_before=["compose_reply"])
    state: Any = await caller.sdk.threads.get_state(caller.thread)
    thread = await caller.sdk.threads.get(caller.thread)
    return [state["next"], thread["status"]]


@call
async def go_on_without_input(caller: Caller) -> Any:
    return words(await caller.sdk.runs.wait(caller.thread, "pipewise", input=None))


@call
async def stop_after_a_node(caller: Caller) -> Any:
    caller.thread = await caller.fresh()
    await caller.say(HELLO, interrupt_after=["compose_reply"])
    state: Any = await caller.sdk.threads.get_state(caller.thread)
    return state["next"]


@call
async def resume_by_a_command(caller: Caller) -> Any:
    command: Any = {"resume": "go on"}
    return words(await caller.sdk.runs.wait(caller.thread, "pipewise", command=command))


@call
async def update_the_state(caller: Caller) -> Any:
    given = {"intent": {"name": "thanks_or_bye", "confidence": 1.0}}
    changed = await caller.sdk.threads.update_state(caller.thread, given)
    return sorted(changed)


@call
async def get_the_updated_state(caller: Caller) -> Any:
    state: Any = await caller.sdk.threads.get_state(caller.thread)
    return [state["values"]["intent"], state["metadata"]["source"]]


@call
async def update_the_state_as_a_node(caller: Caller) -> Any:
    await caller.sdk.threads.update_state(caller.thread, {"intent": None}, as_node="router")
    state: Any = await caller.sdk.threads.get_state(caller.thread)
    return sorted(state["next"])


@call
async def update_an_earlier_state(caller: Caller) -> Any:
    past: Any = await caller.sdk.threads.get_history(caller.thread, limit=50)
    changed = await caller.sdk.threads.update_state(
        caller.thread, {"intent": None}, checkpoint=past[-1]["checkpoint"], as_node="router"
    )
    return sorted(changed)


@call
async def update_the_state_as_an_unknown_node(caller: Caller) -> Any:
    return await caller.sdk.threads.update_state(caller.thread, {}, as_node="nobody")


@call
async def run_again_from_an_earlier_checkpoint(caller: Caller) -> Any:
    caller.thread = await caller.fresh()
    await caller.say(HELLO)
    past: Any = await caller.sdk.threads.get_history(caller.thread, limit=50)
    (start,) = [each for each in past if each["metadata"]["source"] == "input"]
    state = await caller.sdk.runs.wait(
        caller.thread, "pipewise", input=saying(WISH), checkpoint=start["checkpoint"]
    )
    return words(state)[-2:-1]


@call
async def copy_a_thread(caller: Caller) -> Any:
    await caller.sdk.threads.copy(caller.thread)


# --- double texting -------------------------------------------------------------------------------


@call
async def enqueue_two(caller: Caller) -> Any:
    caller.thread = await caller.fresh()
    runs = [
        await caller.sdk.runs.create(caller.thread, "pipewise", input=saying(text))
        for text in (HELLO, WISH)
    ]
    await asyncio.gather(*(caller.sdk.runs.join(caller.thread, run["run_id"]) for run in runs))
    ended = await caller.sdk.runs.list(caller.thread)
    return sorted(run["status"] for run in ended)


@call
async def cancel_a_run_and_wait(caller: Caller) -> Any:
    caller.thread = await caller.fresh()
    run = await caller.sdk.runs.create(caller.thread, "pipewise", input=saying(WISH))
    await caller.sdk.runs.cancel(caller.thread, run["run_id"], wait=True)
    thread = await caller.sdk.threads.get(caller.thread)
    return thread["status"] == "busy"  # how far it came, nobody knows


# --- what has no place here -----------------------------------------------------------------------


@call
async def put_into_the_store(caller: Caller) -> Any:
    return await caller.sdk.store.put_item(["a"], "b", {"c": 1})


@call
async def search_crons(caller: Caller) -> Any:
    return await caller.sdk.crons.search()


@call
async def create_an_assistant(caller: Caller) -> Any:
    made = await caller.sdk.assistants.create("pipewise", name=caller.label)
    return made["graph_id"]


@call
async def prune_threads(caller: Caller) -> Any:
    return await caller.sdk.threads.prune([caller.thread])
