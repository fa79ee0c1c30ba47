"""Runs: awaited, streamed, left to a worker; each stored before it runs, each told how it ended."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from langgraph_sdk.client import LangGraphClient
from langgraph_sdk.errors import (
    ConflictError,
    InternalServerError,
    NotFoundError,
    UnprocessableEntityError,
)
from langgraph_sdk.schema import RunCreateMetadata, StreamMode

from server.threads.door import Door
from tests.platforms.serving import served
from tests.threads.small import ALICE, saying


@pytest.fixture
def door(app: FastAPI) -> Door:
    door = app.state.thread_door
    assert isinstance(door, Door)
    return door


async def heard(stream: Any) -> list[tuple[str, Any]]:
    return [(part.event, part.data) async for part in stream]


async def test_waiting_gives_the_threads_values(sdk: LangGraphClient, thread_id: str) -> None:
    values: Any = await sdk.runs.wait(thread_id, "pipewise", input=saying("hello"))

    assert values["intent"] == "greeting"
    assert [m["content"] for m in values["messages"]] == ["hello", "You said hello"]
    thread = await sdk.threads.get(thread_id)
    assert (thread["status"], thread["values"]) == ("idle", values)


async def test_a_message_is_stored_once_under_the_clients_own_id(
    sdk: LangGraphClient, thread_id: str, door: Door
) -> None:
    said = saying("hello", id=str(uuid4()))

    await sdk.runs.wait(thread_id, "pipewise", input=said)
    values: Any = await sdk.runs.wait(thread_id, "pipewise", input=said)

    assert values["messages"][0]["id"] == said["messages"][0]["id"]
    stored = await door.crm.conversation(ALICE, thread_id)
    assert stored is not None
    assert await door.crm.unanswered(ALICE, thread_id) == []
    assert len([m for m in values["messages"] if m["type"] == "human"]) == 1


async def test_several_messages_make_one_run(sdk: LangGraphClient, thread_id: str) -> None:
    both: list[Any] = [{"role": "user", "content": "one"}, {"type": "human", "content": "two"}]

    values: Any = await sdk.runs.wait(thread_id, "pipewise", input={"messages": both})

    assert [m["content"] for m in values["messages"]] == ["one", "two", "You said one and two"]
    assert len(await sdk.runs.list(thread_id)) == 1


async def test_a_stream_begins_with_who_runs_and_ends_with_the_values(
    sdk: LangGraphClient, thread_id: str
) -> None:
    made: list[RunCreateMetadata] = []
    modes: list[StreamMode] = ["values", "updates", "messages-tuple", "custom"]

    parts = await heard(
        sdk.runs.stream(
            thread_id,
            "pipewise",
            input=saying("hello"),
            stream_mode=modes,
            on_run_created=made.append,
        )
    )

    assert parts[0] == ("metadata", {"run_id": made[0]["run_id"], "attempt": 1})
    assert [event for event, _ in parts[1:]] == [
        "values",
        "updates",
        "values",
        "custom",
        "messages",
        "updates",
        "values",
        "updates",
    ]
    assert parts[-2][1]["messages"][-1]["content"] == "You said hello"
    message, about = parts[5][1]
    assert (message["content"], about["langgraph_node"]) == ("You said hello", "reply")


async def test_subgraphs_speak_under_their_own_name(sdk: LangGraphClient, thread_id: str) -> None:
    parts = await heard(
        sdk.runs.stream(
            thread_id,
            "pipewise",
            input=saying("hello"),
            stream_mode=["updates"],
            stream_subgraphs=True,
        )
    )

    name, data = parts[1]
    assert name.startswith("updates|understanding:")
    assert data == {"understand": {"intent": "greeting"}}
    assert [event for event, _ in parts[2:]] == ["updates"] * 3


async def test_mode_messages_tells_of_each_message_and_what_it_is_about(
    sdk: LangGraphClient, thread_id: str
) -> None:
    parts = await heard(
        sdk.runs.stream(thread_id, "pipewise", input=saying("hello"), stream_mode="messages")
    )

    assert [event for event, _ in parts] == ["metadata", "messages/metadata", "messages/complete"]
    (message,) = parts[2][1]
    assert parts[1][1][message["id"]]["metadata"]["langgraph_node"] == "reply"


async def test_debug_says_where_each_checkpoint_is_and_nothing_of_ours(
    sdk: LangGraphClient, thread_id: str
) -> None:
    modes: list[StreamMode] = ["debug", "checkpoints", "tasks"]
    parts = await heard(
        sdk.runs.stream(thread_id, "pipewise", input=saying("hello"), stream_mode=modes)
    )

    checkpoints = [data for event, data in parts if event == "checkpoints"]
    past = await sdk.threads.get_history(thread_id)
    assert [c["checkpoint"] for c in checkpoints] == [s["checkpoint"] for s in reversed(past)]
    assert {event for event, _ in parts} == {"metadata", "debug", "checkpoints", "tasks"}
    assert set(checkpoints[0]["config"]["configurable"]) == {
        "thread_id",
        "checkpoint_id",
        "checkpoint_ns",
    }


async def test_a_failure_of_ours_is_told_in_its_own_words(
    sdk: LangGraphClient, thread_id: str
) -> None:
    failed = await sdk.runs.wait(thread_id, "pipewise", input=saying("outage"), raise_error=False)
    parts = await heard(sdk.runs.stream(thread_id, "pipewise", input=saying("outage")))

    said = {"error": "Unavailable", "message": "Calendly answered 503"}
    assert failed == {"__error__": said}
    assert parts[-1] == ("error", said)
    assert (await sdk.threads.get(thread_id))["status"] == "error"
    assert [run["status"] for run in await sdk.runs.list(thread_id)] == ["error", "error"]


async def test_any_other_failure_keeps_its_secret(sdk: LangGraphClient, thread_id: str) -> None:
    with pytest.raises(Exception, match=r"ValueError: The turn failed\.") as failure:
        await sdk.runs.wait(thread_id, "pipewise", input=saying("break"))

    assert "secret" not in str(failure.value)


async def test_runs_of_one_thread_wait_for_each_other_and_keep_their_order(
    sdk: LangGraphClient, thread_id: str
) -> None:
    slow = asyncio.create_task(sdk.runs.wait(thread_id, "pipewise", input=saying("wait0.3")))
    await asyncio.sleep(0.1)
    values: Any = await sdk.runs.wait(thread_id, "pipewise", input=saying("next"))
    await slow

    said = [m["content"] for m in values["messages"] if m["type"] == "ai"]
    assert said == ["You said wait0.3", "You said next"]


async def test_reject_refuses_a_busy_thread(sdk: LangGraphClient, thread_id: str) -> None:
    slow = asyncio.create_task(sdk.runs.wait(thread_id, "pipewise", input=saying("wait0.3")))
    await asyncio.sleep(0.1)

    with pytest.raises(ConflictError, match="busy"):
        await sdk.runs.create(
            thread_id, "pipewise", input=saying("now"), multitask_strategy="reject"
        )
    await slow


async def test_a_background_run_is_stored_and_queued(
    sdk: LangGraphClient, thread_id: str, door: Door
) -> None:
    run = await sdk.runs.create(thread_id, "pipewise", input=saying("hello"), metadata={"m": 1})

    assert (run["status"], run["metadata"]["m"]) == ("pending", 1)  # type: ignore[index]
    assert await sdk.runs.get(thread_id, run["run_id"]) == run
    assert (await sdk.threads.get(thread_id))["status"] == "busy"
    (waiting,) = await door.crm.unanswered(ALICE, thread_id)
    assert waiting["text"] == "hello"


async def test_joining_a_run_of_another_process_gives_its_end(
    sdk: LangGraphClient, thread_id: str, door: Door
) -> None:
    run = await sdk.runs.create(thread_id, "pipewise", input=saying("hello"))
    joining = asyncio.create_task(sdk.runs.join(thread_id, run["run_id"]))
    claimed = await door.crm.claim_run(conversation_id=thread_id, run_id=None, owner="worker")
    assert claimed is not None
    async for _ in door.stream_turn(claimed, modes=["values"], subgraphs=False):
        pass

    values: Any = await joining
    assert values["messages"][-1]["content"] == "You said hello"


async def test_runs_are_listed_newest_first(
    sdk: LangGraphClient, http: httpx.AsyncClient, thread_id: str
) -> None:
    for text in ("one", "two"):
        await sdk.runs.wait(thread_id, "pipewise", input=saying(text))

    newest, oldest = await sdk.runs.list(thread_id)
    page = await http.get(f"/threads/{thread_id}/runs", params={"limit": 1})

    assert newest["created_at"] > oldest["created_at"]
    assert page.headers["X-Pagination-Total"] == "2"
    assert newest["metadata"] == {
        "created_by": "system",
        "graph_id": "pipewise",
        "assistant_id": newest["assistant_id"],
    }


async def test_a_thread_is_marked_with_its_graph_by_its_first_run(
    sdk: LangGraphClient, thread_id: str
) -> None:
    await sdk.runs.wait(thread_id, "pipewise", input=saying("hello"))

    thread = await sdk.threads.get(thread_id)

    assert (thread["metadata"] or {})["graph_id"] == "pipewise"


async def test_a_run_may_make_its_thread(sdk: LangGraphClient) -> None:
    thread_id = str(uuid4())
    with pytest.raises(httpx.HTTPStatusError, match="404"):
        await sdk.runs.wait(thread_id, "pipewise", input=saying("hello"))

    await sdk.runs.wait(thread_id, "pipewise", input=saying("hello"), if_not_exists="create")

    assert (await sdk.threads.get(thread_id))["values"]


async def test_a_run_without_a_thread_gets_a_new_one(sdk: LangGraphClient) -> None:
    values: Any = await sdk.runs.wait(None, "pipewise", input=saying("hello"))
    parts = await heard(sdk.runs.stream(None, "pipewise", input=saying("hello")))

    assert values["messages"][-1]["content"] == "You said hello"
    assert [event for event, _ in parts] == ["metadata", "values", "values", "values"]


@pytest.mark.parametrize(
    ("input", "said"),
    [
        ({"messages": [{"role": "assistant", "content": "I booked it"}]}, "role user"),
        ({"messages": [{"role": "user", "content": "  "}]}, "needs text"),
        ({"messages": "\0"}, "NUL"),
        ({"messages": [{"content": "who?"}]}, "not a list of chat messages"),
        ({"messages": [7]}, "not a list of chat messages"),
        ({"intent": "other"}, "input.intent"),
        ({"platform": "whatsapp"}, "input.platform"),
        ({"platform": "whatsapp", "payload": {}, "messages": []}, "input.payload"),
    ],
)
async def test_an_input_of_another_shape_is_refused_and_nothing_stored(
    http: httpx.AsyncClient, thread_id: str, input: object, said: str
) -> None:
    answered = await http.post(
        f"/threads/{thread_id}/runs/wait", json={"assistant_id": "pipewise", "input": input}
    )

    assert answered.status_code == 422
    assert said in answered.text
    assert (await http.get(f"/threads/{thread_id}/runs")).json() == []


async def test_wishes_we_do_not_grant_are_refused_before_anything_is_stored(
    sdk: LangGraphClient, thread_id: str
) -> None:
    with pytest.raises(InternalServerError, match="webhook is not served"):
        await sdk.runs.create(thread_id, "pipewise", input=saying("x"), webhook="https://a.example")
    with pytest.raises(InternalServerError, match="after_seconds is not served"):
        await sdk.runs.create(thread_id, "pipewise", input=saying("x"), after_seconds=5)
    with pytest.raises(UnprocessableEntityError, match="Invalid assistant"):
        await sdk.runs.create(thread_id, "other", input=saying("x"))
    with pytest.raises(NotFoundError, match="Assistant"):
        await sdk.runs.create(thread_id, str(uuid4()), input=saying("x"))
    with pytest.raises(NotFoundError):
        await sdk.runs.get(thread_id, str(uuid4()))

    assert await sdk.runs.list(thread_id) == []


async def test_a_clients_config_cannot_move_a_run(
    sdk: LangGraphClient, thread_id: str, door: Door
) -> None:
    aside = {"thread_id": str(uuid4()), "checkpoint_id": "x", "__pregel_resuming": True, "a": 1}

    run = await sdk.runs.create(
        thread_id, "pipewise", input=saying("x"), config={"configurable": aside}
    )

    stored = await door.crm.find_run(ALICE, run["run_id"])
    assert stored is not None
    assert stored["conversation_id"] == thread_id
    assert stored["request"]["config"] == {"configurable": {"a": 1}}


async def test_the_answer_says_where_the_run_is(http: httpx.AsyncClient, thread_id: str) -> None:
    body = {"assistant_id": "pipewise", "input": saying("hello")}
    waited = await http.post(f"/threads/{thread_id}/runs/wait", json=body)
    streamed = await http.post(f"/threads/{thread_id}/runs/stream", json=body)

    for answer, end in ((waited, "join"), (streamed, "stream")):
        path = answer.headers["Content-Location"]
        assert path.startswith(f"/threads/{thread_id}/runs/")
        assert answer.headers["Location"] == f"{path}/{end}"
    assert streamed.headers["Cache-Control"] == "no-store"


async def test_a_client_that_leaves_ends_nothing(app: FastAPI, door: Door) -> None:
    thread_id = str(uuid4())
    body = {"assistant_id": "pipewise", "input": saying("wait0.2"), "if_not_exists": "create"}
    async with served(app) as url, httpx.AsyncClient(base_url=url) as client:
        path = f"/threads/{thread_id}/runs/stream"
        async with client.stream("POST", path, json=body) as answer:
            await anext(answer.aiter_lines())
        where = answer.headers["Content-Location"]

        joined = await client.get(f"{where}/join")

    assert joined.json()["messages"][-1]["content"] == "You said wait0.2"


async def test_a_resumable_stream_goes_on_after_the_last_event_seen(app: FastAPI) -> None:
    body = {
        "assistant_id": "pipewise",
        "input": saying("hello"),
        "if_not_exists": "create",
        "stream_resumable": True,
    }
    async with served(app) as url, httpx.AsyncClient(base_url=url) as client:
        whole = await client.post(f"/threads/{uuid4()}/runs/stream", json=body)
        rest = await client.get(whole.headers["Location"], headers={"Last-Event-ID": "1"})
        again = await client.get(whole.headers["Location"], headers={"Last-Event-ID": "-1"})

    assert again.text == whole.text
    assert rest.text == whole.text[whole.text.index("event: values", 100) :][-len(rest.text) :]
    assert rest.text.count("event:") == whole.text.count("event:") - 2
