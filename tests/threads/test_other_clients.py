"""LangGraph's sync SDK and `RemoteGraph`, unmodified, on our server and on `langgraph dev`."""

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest
from langchain_core.messages import HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.pregel.remote import RemoteException, RemoteGraph
from langgraph_sdk import get_client, get_sync_client
from langgraph_sdk.client import SyncLangGraphClient
from langgraph_sdk.errors import NotFoundError
from typing_extensions import TypedDict

from tests.platforms.postgres import Database
from tests.threads.both import ORACLE, OURS, both_servers
from tests.threads.calls import HELLO, WISH, saying, words

pytestmark = pytest.mark.heavy

NODES = ["router", "detect_intent", "look_up_lead", "note_details", "answer"]
NODES += ["compose_reply", "commit"]
UNREADABLE: dict[str, Any] = {"platform": "telegram", "payload": {"no": "message"}}
"""What the router refuses: a run that fails."""


@dataclass(frozen=True, kw_only=True)
class Server:
    name: str
    url: str


@pytest.fixture(scope="module")
def urls(database: Database, another_database: Database) -> Iterator[Mapping[str, str]]:
    with both_servers(database, another_database) as urls:
        yield urls


@pytest.fixture(scope="module", params=[OURS, ORACLE])
def server(request: pytest.FixtureRequest, urls: Mapping[str, str]) -> Server:
    return Server(name=request.param, url=urls[request.param])


@pytest.fixture(scope="module")
def sdk(server: Server) -> Iterator[SyncLangGraphClient]:
    with get_sync_client(url=server.url, api_key=None) as client:
        yield client


@pytest.fixture
async def remote(server: Server, sdk: SyncLangGraphClient) -> AsyncIterator[RemoteGraph]:
    async with get_client(url=server.url, api_key=None) as client:
        yield RemoteGraph("pipewise", client=client, sync_client=sdk)


@pytest.fixture
def thread_id(sdk: SyncLangGraphClient) -> str:
    return sdk.threads.create()["thread_id"]


@pytest.fixture
def thread(thread_id: str) -> RunnableConfig:
    return on(thread_id)


def on(thread_id: str) -> RunnableConfig:
    return {"configurable": {"thread_id": thread_id}}


# --- the sync SDK -------------------------------------------------------------------------------


def test_which_server_answers(server: Server, sdk: SyncLangGraphClient) -> None:
    info: Any = sdk.http.get("/info")

    assert (info.get("server") == "pipewise") == (server.name == OURS)


def test_a_waited_turn_is_in_the_state_the_history_and_the_list_of_runs(
    sdk: SyncLangGraphClient, thread_id: str
) -> None:
    ended: Any = sdk.runs.wait(thread_id, "pipewise", input=saying(HELLO))
    state: Any = sdk.threads.get_state(thread_id)
    past: Any = sdk.threads.get_history(thread_id, limit=50)
    (run,) = sdk.runs.list(thread_id)

    assert [each["type"] for each in ended["messages"]] == ["human", "ai"]
    assert (state["next"], words(state["values"])) == ([], words(ended))
    assert [each["metadata"]["step"] for each in past] == list(range(6, -2, -1))
    assert (run["status"], sdk.runs.get(thread_id, run["run_id"])["status"]) == ("success",) * 2


def test_a_streamed_turn_tells_each_node_and_then_the_whole(
    sdk: SyncLangGraphClient, thread_id: str
) -> None:
    parts = list(
        sdk.runs.stream(
            thread_id, "pipewise", input=saying(HELLO), stream_mode=["updates", "values"]
        )
    )

    updates = [node for part in parts if part.event == "updates" for node in part.data]
    assert parts[0].event == "metadata"
    assert sorted(updates) == sorted(NODES)
    assert words(parts[-1].data) == words(sdk.threads.get_state(thread_id)["values"])


def test_a_run_is_found_by_the_stream_that_began_it(
    sdk: SyncLangGraphClient, thread_id: str
) -> None:
    begun: list[Any] = []

    stream = sdk.runs.stream(
        thread_id, "pipewise", input=saying(HELLO), on_run_created=begun.append
    )
    told = next(iter(stream)).data["run_id"]
    sdk.runs.join(thread_id, told)

    assert [run["run_id"] for run in begun] == [told]
    assert [run["run_id"] for run in sdk.runs.list(thread_id)] == [told]


def test_a_run_in_the_background_is_joined(sdk: SyncLangGraphClient, thread_id: str) -> None:
    run = sdk.runs.create(thread_id, "pipewise", input=saying(HELLO))

    joined: Any = sdk.runs.join(thread_id, run["run_id"])

    assert run["status"] == "pending"
    assert words(joined) == words(sdk.threads.get_state(thread_id)["values"])


def test_a_run_that_waits_for_others_is_canceled_and_they_are_not(
    sdk: SyncLangGraphClient, thread_id: str
) -> None:
    first, second, third = (
        sdk.runs.create(thread_id, "pipewise", input=saying(WISH)) for _ in range(3)
    )

    sdk.runs.cancel(thread_id, third["run_id"], wait=True)
    for run in (first, second):
        sdk.runs.join(thread_id, run["run_id"])

    ended = {run["run_id"]: run["status"] for run in sdk.runs.list(thread_id)}
    assert [ended[run["run_id"]] for run in (first, second, third)] == [
        "success",
        "success",
        "interrupted",
    ]


def test_a_failed_run_raises_when_it_is_waited_for(
    sdk: SyncLangGraphClient, thread_id: str
) -> None:
    with pytest.raises(Exception, match=r"^Rejected: "):
        sdk.runs.wait(thread_id, "pipewise", input=UNREADABLE)

    assert [run["status"] for run in sdk.runs.list(thread_id)] == ["error"]
    assert sdk.threads.get(thread_id)["status"] == "error"


def test_a_failed_run_is_told_to_whom_it_must_not_raise(
    sdk: SyncLangGraphClient, thread_id: str
) -> None:
    told: Any = sdk.runs.wait(thread_id, "pipewise", input=UNREADABLE, raise_error=False)
    *_, last = sdk.runs.stream(thread_id, "pipewise", input=UNREADABLE)

    assert told["__error__"]["error"] == "Rejected"
    assert (last.event, last.data["error"]) == ("error", "Rejected")


def test_what_is_not_there_raises_not_found(sdk: SyncLangGraphClient, thread_id: str) -> None:
    nowhere = str(uuid4())

    for ask in (
        lambda: sdk.threads.get(nowhere),
        lambda: sdk.threads.get_state(nowhere),
        lambda: sdk.runs.get(thread_id, nowhere),
        lambda: sdk.runs.create(nowhere, "pipewise", input=saying(HELLO)),
    ):
        with pytest.raises(NotFoundError):
            ask()
    with pytest.raises(httpx.HTTPStatusError, match="404"):  # this call alone: the SDK's own way
        sdk.runs.wait(nowhere, "pipewise", input=saying(HELLO))


# --- RemoteGraph ------------------------------------------------------------------------------


async def test_it_is_invoked_with_and_without_waiting_for_the_loop(
    remote: RemoteGraph, thread: RunnableConfig
) -> None:
    first: Any = remote.invoke(saying(HELLO), thread)
    then: Any = await remote.ainvoke(saying(WISH), thread)

    assert [each["type"] for each in then["messages"]] == ["human", "ai"] * 2
    assert words(then)[:2] == words(first)


async def test_without_a_thread_each_call_is_another_lead(remote: RemoteGraph) -> None:
    one: Any = await remote.ainvoke(saying(HELLO))
    other: Any = await remote.ainvoke(saying(HELLO))

    assert words(one) == words(other)
    assert len(words(one)) == 2


async def test_one_mode_streams_bare_and_several_with_their_names(
    remote: RemoteGraph, sdk: SyncLangGraphClient, thread: RunnableConfig
) -> None:
    updates = [part async for part in remote.astream(saying(HELLO), thread, stream_mode="updates")]
    again = on(sdk.threads.create()["thread_id"])
    both: Any = list(remote.stream(saying(HELLO), again, stream_mode=["updates", "values"]))

    assert sorted(node for part in updates for node in part) == sorted(NODES)
    assert {part[0] for part in both} == {"updates", "values"}
    assert [part[0] for part in both].count("updates") == len(NODES)


async def test_the_finer_modes_have_langgraphs_own_shapes(
    remote: RemoteGraph, thread: RunnableConfig
) -> None:
    modes: Any = ["tasks", "checkpoints", "debug"]

    parts: Any = list(remote.stream(saying(HELLO), thread, stream_mode=modes))

    keys = {mode: set(part) for mode, part, _ in reversed(parts)}
    assert keys["tasks"] >= {"id", "name", "input"}
    assert keys["checkpoints"] >= {"config", "parent_config", "values", "next", "tasks"}
    assert keys["debug"] >= {"step", "timestamp", "type", "payload"}


async def test_messages_come_with_what_they_are_about(
    remote: RemoteGraph, thread: RunnableConfig
) -> None:
    parts: Any = list(remote.stream(saying(HELLO), thread, stream_mode="messages"))

    told = [(about["langgraph_node"], message["type"]) for message, about in parts]
    assert told[-1] == ("compose_reply", "ai")


async def test_subgraphs_stream_under_their_names(
    remote: RemoteGraph, thread: RunnableConfig
) -> None:
    parts: Any = list(remote.stream(saying(WISH), thread, stream_mode="updates", subgraphs=True))

    inside = [node for namespace, part in parts if namespace for node in part]
    assert {each.partition(":")[0] for names, _ in parts for each in names} == {"scheduler"}
    assert (inside[0], inside[-1]) == ("prepare_brief", "conclude")


async def test_state_and_history_are_read_as_of_a_local_graph(
    remote: RemoteGraph, thread: RunnableConfig
) -> None:
    ended: Any = await remote.ainvoke(saying(HELLO), thread)

    state = await remote.aget_state(thread)
    past = list(remote.get_state_history(thread, limit=50))
    earlier = remote.get_state(past[2].config)

    assert (state.next, words(state.values)) == ((), words(ended))
    assert past[0].config == state.config
    assert past[0].parent_config == past[1].config
    assert (earlier.next, earlier.config) == (past[2].next, past[2].config)


async def test_a_changed_state_is_where_the_next_run_begins(
    remote: RemoteGraph, thread: RunnableConfig
) -> None:
    remote.invoke(saying(HELLO), thread, interrupt_before=["compose_reply"])
    stopped = remote.get_state(thread)

    changed = remote.update_state(thread, {"intent": None}, as_node="answer")
    state = await remote.aget_state(changed)
    ended: Any = await remote.ainvoke(None, thread)

    assert stopped.next == state.next == ("compose_reply",)
    assert (state.values["intent"], state.metadata and state.metadata["source"]) == (None, "update")
    assert [each["type"] for each in ended["messages"]] == ["human", "ai"]


async def test_a_failed_run_raises_with_its_class(
    remote: RemoteGraph, thread: RunnableConfig
) -> None:
    with pytest.raises(RemoteException, match="Rejected"):
        await remote.ainvoke(UNREADABLE, thread)


async def test_it_draws_the_graph_with_what_is_inside(remote: RemoteGraph) -> None:
    plain, inside = remote.get_graph(), await remote.aget_graph(xray=True)

    assert {*NODES, "scheduler", "__start__", "__end__"} <= set(plain.nodes)
    assert {"scheduler:prepare_brief", "scheduler:conclude"} <= set(inside.nodes)


# --- RemoteGraph as a node of somebody's graph ----------------------------------------------------


def office(remote: RemoteGraph, *, memory: bool) -> CompiledStateGraph[Any]:
    """Somebody's own graph, in which we are the node that answers."""
    graph = StateGraph(MessagesState)
    graph.add_node("pipewise", remote)
    graph.add_edge(START, "pipewise")
    return graph.compile(checkpointer=InMemorySaver() if memory else None)


def hello() -> MessagesState:
    return {"messages": [HumanMessage(HELLO, id=str(uuid4()))]}


@pytest.mark.parametrize("memory", [False, True])
async def test_as_a_node_it_answers_into_the_parents_state(
    remote: RemoteGraph, memory: bool
) -> None:
    said: Any = await office(remote, memory=memory).ainvoke(hello(), on(str(uuid4())))

    assert [message.type for message in said["messages"]] == ["human", "ai"]


async def test_as_a_node_its_steps_are_told_in_the_parents_stream(remote: RemoteGraph) -> None:
    parts: Any = list(
        office(remote, memory=False).stream(
            hello(), on(str(uuid4())), stream_mode="updates", subgraphs=True
        )
    )

    inside = [node for namespace, part in parts if namespace for node in part]
    assert sorted(inside) == sorted(NODES)
    assert list(parts[-1][1]) == ["pipewise"]


async def test_as_a_node_its_failure_is_the_parents(remote: RemoteGraph) -> None:
    class Delivery(TypedDict):
        platform: str
        payload: dict[str, str]

    graph = StateGraph(Delivery)
    graph.add_node("pipewise", remote)
    graph.add_edge(START, "pipewise")

    with pytest.raises(RemoteException, match="Rejected"):
        await graph.compile().ainvoke({"platform": "telegram", "payload": {}}, on(str(uuid4())))


async def test_a_parent_that_remembers_hands_on_the_newest_message(remote: RemoteGraph) -> None:
    async def ask(state: MessagesState, config: RunnableConfig) -> dict[str, Any]:
        own = on(config["configurable"]["thread_id"])
        said: Any = await remote.ainvoke({"messages": state["messages"][-1:]}, own)
        return {"messages": said["messages"][-1:]}

    graph = StateGraph(MessagesState)
    graph.add_node("pipewise", ask)
    graph.add_edge(START, "pipewise")
    parent, thread = graph.compile(checkpointer=InMemorySaver()), on(str(uuid4()))

    await parent.ainvoke(hello(), thread)
    said: Any = await parent.ainvoke(hello(), thread)

    assert [message.type for message in said["messages"]] == ["human", "ai"] * 2


async def test_a_parent_that_remembers_may_hand_on_the_whole_talk(remote: RemoteGraph) -> None:
    parent, thread = office(remote, memory=True), on(str(uuid4()))
    await parent.ainvoke(hello(), thread)

    said: Any = await parent.ainvoke(hello(), thread)

    assert [message.type for message in said["messages"]] == ["human", "ai"] * 2
