"""The same conversations by LangGraph's unmodified SDK, on our server and on `langgraph dev`."""

import importlib.metadata
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from langgraph.pregel.remote import RemoteGraph
from langgraph_sdk import get_client
from langgraph_sdk.client import LangGraphClient
from langgraph_sdk.errors import ConflictError, NotFoundError, UnprocessableEntityError
from langgraph_sdk.schema import StreamMode

from tests.platforms.postgres import Database
from tests.threads.servers import langgraph_dev, pipewise

pytestmark = pytest.mark.slow

SERVERS = {"pipewise": pipewise, "langgraph dev": langgraph_dev}
TURNS = 10  # a lead who is asked more often than this is not being helped

SPANISH = {
    "hello": "Hola, quiero agendar una demo esta semana",
    "slot": "la primera",
    "day": "mañana por la tarde",
    "name": "Me llamo Ana Pérez",
    "email": "ana.perez@example.com",
    "zone": "hora de Bogotá",
    "agree_book": "sí, perfecto",
}
ENGLISH = {
    "hello": "Hi, I'd like to book a demo this week",
    "slot": "the first one",
    "day": "tomorrow afternoon",
    "name": "My name is Ann Miller",
    "email": "ann.miller@example.com",
    "zone": "New York time",
    "agree_book": "yes, please",
}


@dataclass(frozen=True, kw_only=True)
class Server:
    name: str
    url: str


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest, database: Database) -> Iterator[Server]:
    settings = {"DATABASE_URL": database.admin_url}
    start = SERVERS[request.param]
    with (
        tempfile.TemporaryDirectory(prefix="pipewise-server-") as folder,
        start(Path(folder), settings=settings) as url,
    ):
        yield Server(name=request.param, url=url)


@pytest.fixture
async def sdk(server: Server) -> AsyncIterator[LangGraphClient]:
    async with get_client(url=server.url, api_key=None) as client:
        yield client


@pytest.fixture
async def thread_id(sdk: LangGraphClient) -> str:
    return (await sdk.threads.create())["thread_id"]


def saying(text: str) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": text}]}


async def talk(sdk: LangGraphClient, thread_id: str, lead: dict[str, str]) -> dict[str, Any]:
    """The lead answers what was asked until a meeting is booked; the state at the end."""
    text = lead["hello"]
    for _ in range(TURNS):
        state: Any = await sdk.runs.wait(thread_id, "pipewise", input=saying(text))
        if (state.get("meeting") or {}).get("state") == "booked":
            return dict(state)
        asked = state["agenda"]["asked"]
        assert asked in lead, f"asked for {asked}: {state['messages'][-1]['content']}"
        text = lead[asked]
    raise AssertionError(f"not booked after {TURNS} turns: {state['messages'][-1]['content']}")


async def heard(stream: Any) -> list[tuple[str, Any]]:
    return [(part.event, part.data) async for part in stream]


def test_the_server_that_was_asked_is_the_one_that_answers(server: Server) -> None:
    info = httpx.get(f"{server.url}/info").json()
    oracle = importlib.metadata.version("langgraph-api")

    assert (info["version"] == oracle) == (server.name == "langgraph dev")
    assert (info.get("server") == "pipewise") == (server.name == "pipewise")
    assert info["flags"]["assistants"] is True


# --- assistants ---


async def test_the_assistant_is_found_and_described(sdk: LangGraphClient) -> None:
    (found,) = await sdk.assistants.search(graph_id="pipewise")
    again = await sdk.assistants.get(found["assistant_id"])

    assert again == found
    assert found["assistant_id"] == "d6f4aab4-7789-5630-8b16-6893d86ace49"
    assert (found["name"], found["metadata"]) == ("pipewise", {"created_by": "system"})
    assert await sdk.assistants.count() == 1


async def test_the_graph_is_drawn_with_its_scheduler_opened(sdk: LangGraphClient) -> None:
    (found,) = await sdk.assistants.search()
    flat = await sdk.assistants.get_graph(found["assistant_id"])
    opened = await sdk.assistants.get_graph(found["assistant_id"], xray=True)

    names = {node["id"] for node in flat["nodes"]}
    assert {"router", "detect_intent", "look_up_lead", "scheduler", "commit"} <= names
    assert any(str(node["id"]).startswith("scheduler:") for node in opened["nodes"])
    assert list(await sdk.assistants.get_subgraphs(found["assistant_id"])) == ["scheduler"]


async def test_schemas_tell_a_form_what_to_ask(sdk: LangGraphClient) -> None:
    (found,) = await sdk.assistants.search()
    schemas: Any = await sdk.assistants.get_schemas(found["assistant_id"])

    assert set(schemas["input_schema"]["properties"]) == {"messages", "platform", "payload"}
    assert {"messages", "intent", "lead", "meeting", "result"} <= set(
        schemas["state_schema"]["properties"]
    )
    assert "workspace" in schemas["context_schema"]["properties"]


async def test_an_unknown_assistant_is_not_found(sdk: LangGraphClient) -> None:
    with pytest.raises(NotFoundError):
        await sdk.assistants.get(str(uuid4()))
    with pytest.raises(UnprocessableEntityError):
        await sdk.assistants.get("other")


# --- threads ---


async def test_a_thread_is_made_once_and_found_by_its_label(sdk: LangGraphClient) -> None:
    label = {"label": str(uuid4())}
    made = await sdk.threads.create(metadata=label)
    again = await sdk.threads.create(thread_id=made["thread_id"], if_exists="do_nothing")
    found = await sdk.threads.search(metadata=label)

    assert (made["status"], made["values"], made["metadata"]) == ("idle", None, label)
    assert again["created_at"] == made["created_at"]
    assert [thread["thread_id"] for thread in found] == [made["thread_id"]]
    assert await sdk.threads.count(metadata=label) == 1
    with pytest.raises(ConflictError):
        await sdk.threads.create(thread_id=made["thread_id"])


async def test_metadata_is_merged(sdk: LangGraphClient) -> None:
    made = await sdk.threads.create(metadata={"a": 1})

    changed = await sdk.threads.update(made["thread_id"], metadata={"b": 2})

    assert changed["metadata"] == {"a": 1, "b": 2}


async def test_a_fresh_thread_has_an_empty_state(sdk: LangGraphClient, thread_id: str) -> None:
    state: Any = await sdk.threads.get_state(thread_id)

    assert (state["values"], list(state["next"]), list(state["tasks"])) == ({}, [], [])
    assert state["checkpoint"] is None
    assert await sdk.threads.get_history(thread_id) == []


async def test_a_thread_that_does_not_exist_is_not_found(sdk: LangGraphClient) -> None:
    with pytest.raises(NotFoundError):
        await sdk.threads.get(str(uuid4()))
    with pytest.raises(UnprocessableEntityError):
        await sdk.threads.get("mine")
    with pytest.raises(httpx.HTTPStatusError, match="404"):
        await sdk.runs.wait(str(uuid4()), "pipewise", input=saying("hello"))


# --- conversations ---


@pytest.mark.parametrize("lead", [SPANISH, ENGLISH], ids=["es", "en"])
async def test_a_lead_books_a_meeting(
    sdk: LangGraphClient, thread_id: str, lead: dict[str, str]
) -> None:
    state = await talk(sdk, thread_id, lead)

    assert state["meeting"]["state"] == "booked"
    assert state["result"]["success"] is True
    assert state["result"]["mode"] == "fallback"
    assert state["lead"]["email"] == lead["email"]
    assert state["messages"][-1]["type"] == "ai"
    thread = await sdk.threads.get(thread_id)
    assert (thread["status"], thread["values"]) == ("idle", state)


async def test_every_answer_has_what_the_contract_names(
    sdk: LangGraphClient, thread_id: str
) -> None:
    state: Any = await sdk.runs.wait(thread_id, "pipewise", input=saying("Hola, ¿qué tal?"))

    assert {"messages", "intent", "lead", "meeting", "result"} <= set(state)
    assert [message["type"] for message in state["messages"]] == ["human", "ai"]
    assert state["intent"]["name"] == "greeting"


async def test_the_guides_simple_payload_is_understood(
    sdk: LangGraphClient, thread_id: str
) -> None:
    payload = {"from": "+5491155550000", "message": {"text": "Hola, quiero agendar una demo"}}
    given: Any = {"platform": "whatsapp", "payload": payload}

    state: Any = await sdk.runs.wait(thread_id, "pipewise", input=given)

    assert state["intent"]["name"] == "schedule_meeting"
    assert state["messages"][0]["content"] == "Hola, quiero agendar una demo"
    assert state["conversation"]["simulated"] is True
    assert state.get("payload") is None


async def test_a_simulated_conversation_goes_on_in_plain_words(
    sdk: LangGraphClient, thread_id: str
) -> None:
    payload = {"from": "+5491155550001", "message": {"text": "Hola, quiero agendar una demo"}}
    given: Any = {"platform": "whatsapp", "payload": payload}
    first: Any = await sdk.runs.wait(thread_id, "pipewise", input=given)

    then: Any = await sdk.runs.wait(thread_id, "pipewise", input=saying("la primera"))

    assert then["lead"]["id"] == first["lead"]["id"]
    assert then["agenda"]["picked"] == first["agenda"]["offers"][0]["id"]


async def test_a_stream_tells_each_step_and_ends_with_the_state(
    sdk: LangGraphClient, thread_id: str
) -> None:
    modes: list[StreamMode] = ["values", "updates", "messages-tuple"]
    parts = await heard(
        sdk.runs.stream(thread_id, "pipewise", input=saying("Hello!"), stream_mode=modes)
    )

    names = [name for name, _ in parts]
    steps = [step for name, data in parts if name == "updates" for step in data]
    assert names[0] == "metadata"
    assert set(names[1:]) <= {"values", "updates", "messages"}
    assert steps[0] == "router"
    assert {"detect_intent", "look_up_lead", "compose_reply", "commit"} <= set(steps)
    thread = await sdk.threads.get(thread_id)
    assert [data for name, data in parts if name == "values"][-1] == thread["values"]


async def test_subgraphs_are_streamed_under_their_name(
    sdk: LangGraphClient, thread_id: str
) -> None:
    parts = await heard(
        sdk.runs.stream(
            thread_id,
            "pipewise",
            input=saying(ENGLISH["hello"]),
            stream_mode="updates",
            stream_subgraphs=True,
        )
    )

    assert any(name.startswith("updates|scheduler:") for name, _ in parts)


async def test_the_state_is_readable_at_every_checkpoint(
    sdk: LangGraphClient, thread_id: str
) -> None:
    values = await sdk.runs.wait(thread_id, "pipewise", input=saying("Hello!"))

    now: Any = await sdk.threads.get_state(thread_id)
    past: Any = await sdk.threads.get_history(thread_id, limit=50)
    earlier: Any = await sdk.threads.get_state(thread_id, checkpoint=past[1]["checkpoint"])

    assert (now["values"], now["next"]) == (values, [])
    assert past[0]["checkpoint"] == now["checkpoint"]
    assert earlier["checkpoint"] == past[1]["checkpoint"]
    assert past[-1]["metadata"]["source"] == "input"


async def test_runs_are_listed_and_known_by_their_id(sdk: LangGraphClient, thread_id: str) -> None:
    await sdk.runs.wait(thread_id, "pipewise", input=saying("Hello!"), metadata={"by": "us"})

    (run,) = await sdk.runs.list(thread_id)

    assert (run["status"], run["multitask_strategy"]) == ("success", "enqueue")
    assert (run["metadata"] or {})["by"] == "us"
    assert await sdk.runs.get(thread_id, run["run_id"]) == run
    joined = await sdk.runs.join(thread_id, run["run_id"])
    assert joined == (await sdk.threads.get(thread_id))["values"]


async def test_a_background_run_is_done_by_a_worker(sdk: LangGraphClient, thread_id: str) -> None:
    run = await sdk.runs.create(thread_id, "pipewise", input=saying("Hello!"))

    state: Any = await sdk.runs.join(thread_id, run["run_id"])

    assert run["status"] == "pending"
    assert state["messages"][-1]["type"] == "ai"
    assert (await sdk.runs.get(thread_id, run["run_id"]))["status"] == "success"


async def test_a_run_without_a_thread_answers_too(sdk: LangGraphClient) -> None:
    state: Any = await sdk.runs.wait(None, "pipewise", input=saying("Hello!"))

    assert state["messages"][-1]["type"] == "ai"


async def test_a_run_that_cannot_be_answered_says_so(sdk: LangGraphClient, thread_id: str) -> None:
    given: Any = {"platform": "whatsapp", "payload": {"from": 7, "message": {"text": "hi"}}}

    failed: Any = await sdk.runs.wait(thread_id, "pipewise", input=given, raise_error=False)

    assert failed["__error__"]["error"] == "Rejected"
    assert (await sdk.threads.get(thread_id))["status"] == "error"
    parts = await heard(sdk.runs.stream(thread_id, "pipewise", input=given))
    assert parts[-1][0] == "error"


async def test_an_unknown_assistant_runs_nothing(sdk: LangGraphClient, thread_id: str) -> None:
    with pytest.raises(UnprocessableEntityError):
        await sdk.runs.create(thread_id, "other", input=saying("Hello!"))

    assert await sdk.runs.list(thread_id) == []


async def test_a_remote_graph_is_a_graph(sdk: LangGraphClient, thread_id: str) -> None:
    remote = RemoteGraph("pipewise", client=sdk)
    config: Any = {"configurable": {"thread_id": thread_id}}

    state: Any = await remote.ainvoke(saying("Hello!"), config)
    snapshot = await remote.aget_state(config)
    drawn = await remote.aget_graph()

    assert state["messages"][-1]["type"] == "ai"
    assert snapshot.values == state
    assert "router" in drawn.nodes
