"""Threads: made, found, labelled, and never another workspace's."""

from dataclasses import replace
from typing import Any, cast
from uuid import uuid4

import httpx
import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import CheckpointTuple
from langgraph_sdk.client import LangGraphClient
from langgraph_sdk.errors import (
    ConflictError,
    InternalServerError,
    NotFoundError,
    UnprocessableEntityError,
)

from server.parts import TurnParts
from server.saver import PooledPostgresSaver
from tests.threads.small import small_app

HELLO: dict[str, Any] = {"messages": [{"role": "user", "content": "hello"}]}


async def test_a_fresh_thread_has_no_values(sdk: LangGraphClient) -> None:
    made = await sdk.threads.create(metadata={"team": "sales"})

    assert made["values"] is None
    assert (made["status"], made["metadata"]) == ("idle", {"team": "sales"})
    assert await sdk.threads.get(made["thread_id"]) == made


async def test_a_client_may_choose_the_id_once(sdk: LangGraphClient) -> None:
    chosen = str(uuid4())
    first = await sdk.threads.create(thread_id=chosen)

    assert first["thread_id"] == chosen
    assert await sdk.threads.create(thread_id=chosen, if_exists="do_nothing") == first
    with pytest.raises(ConflictError, match="already exists"):
        await sdk.threads.create(thread_id=chosen)


async def test_an_id_that_is_no_uuid_is_refused(sdk: LangGraphClient) -> None:
    with pytest.raises(UnprocessableEntityError):
        await sdk.threads.create(thread_id="mine")
    with pytest.raises(UnprocessableEntityError):
        await sdk.threads.get("mine")


async def test_metadata_is_merged_key_by_key(sdk: LangGraphClient) -> None:
    made = await sdk.threads.create(metadata={"a": 1})

    changed = await sdk.threads.update(made["thread_id"], metadata={"b": 2})

    assert changed["metadata"] == {"a": 1, "b": 2}


async def test_threads_are_found_by_metadata_newest_first(
    sdk: LangGraphClient, http: httpx.AsyncClient
) -> None:
    label = {"label": str(uuid4())}
    ids = [(await sdk.threads.create(metadata=label))["thread_id"] for _ in range(3)]

    found = await sdk.threads.search(metadata=label, limit=2)
    page = await http.post("/threads/search", json={"metadata": label, "limit": 1})

    assert [thread["thread_id"] for thread in found] == [ids[2], ids[1]]
    assert page.headers["X-Pagination-Total"] == "3"
    assert await sdk.threads.count(metadata=label) == 3


async def test_threads_are_found_by_id_and_in_any_order(sdk: LangGraphClient) -> None:
    label = {"label": str(uuid4())}
    ids = [(await sdk.threads.create(metadata=label))["thread_id"] for _ in range(3)]

    oldest_first = await sdk.threads.search(metadata=label, sort_by="created_at", sort_order="asc")
    by_id = await sdk.threads.search(ids=ids[1:], sort_by="thread_id", sort_order="desc")

    assert [thread["thread_id"] for thread in oldest_first] == ids
    assert [thread["thread_id"] for thread in by_id] == sorted(ids[1:], reverse=True)


class Counting(PooledPostgresSaver):
    """How many of its readers were ever inside at once."""

    inside = most = 0

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        self.inside += 1
        self.most = max(self.most, self.inside)
        try:
            return await super().aget_tuple(config)
        finally:
            self.inside -= 1


async def test_a_search_leaves_the_connections_to_the_turns(parts: TurnParts) -> None:
    saver = Counting(cast(PooledPostgresSaver, parts.graph.checkpointer).pool)
    app = small_app(replace(parts, graph=parts.graph.copy(update={"checkpointer": saver})))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as http:
        for _ in range(3):
            await http.post("/threads", json={})
        await http.post("/threads/search", json={})

    assert saver.most == 1


async def test_every_thread_is_of_our_graph(sdk: LangGraphClient) -> None:
    label = {"label": str(uuid4())}
    await sdk.threads.create(metadata=label)

    assert len(await sdk.threads.search(metadata={**label, "graph_id": "pipewise"})) == 1
    assert await sdk.threads.search(metadata={**label, "graph_id": "other"}) == []


async def test_a_search_may_leave_the_state_unread(sdk: LangGraphClient) -> None:
    label = {"label": str(uuid4())}
    await sdk.threads.create(metadata=label)

    found = await sdk.threads.search(metadata=label, select=["thread_id", "metadata"])

    assert [set(thread) for thread in found] == [{"thread_id", "metadata"}]


async def test_the_state_of_a_fresh_thread_is_empty(sdk: LangGraphClient) -> None:
    made = await sdk.threads.create()

    state: Any = await sdk.threads.get_state(made["thread_id"])

    assert not state["values"]
    assert not state["next"]
    assert not state["checkpoint"]
    assert await sdk.threads.get_history(made["thread_id"]) == []


async def test_the_state_is_read_now_and_at_every_checkpoint(sdk: LangGraphClient) -> None:
    thread_id = (await sdk.threads.create())["thread_id"]
    values = await sdk.runs.wait(thread_id, "pipewise", input=HELLO)

    now = await sdk.threads.get_state(thread_id)
    past = await sdk.threads.get_history(thread_id)
    first = await sdk.threads.get_state(thread_id, checkpoint=past[-1]["checkpoint"])
    by_id = await sdk.threads.get_state(
        thread_id, checkpoint_id=past[-2]["checkpoint"]["checkpoint_id"]
    )

    assert now["values"] == values
    assert past[0] == now
    assert (first["next"], by_id["next"]) == (["__start__"], ["understanding"])
    assert now["parent_checkpoint"] == past[1]["checkpoint"]


async def test_history_comes_in_pages(sdk: LangGraphClient) -> None:
    thread_id = (await sdk.threads.create())["thread_id"]
    await sdk.runs.wait(thread_id, "pipewise", input=HELLO)

    newest = await sdk.threads.get_history(thread_id, limit=1)
    older = await sdk.threads.get_history(thread_id, before=newest[0]["checkpoint"])

    assert len(newest) == 1
    assert newest[0]["parent_checkpoint"] == older[0]["checkpoint"]


async def test_a_checkpoint_of_another_thread_is_not_reached(
    sdk: LangGraphClient, http: httpx.AsyncClient
) -> None:
    mine = (await sdk.threads.create())["thread_id"]
    other = (await sdk.threads.create())["thread_id"]
    await sdk.runs.wait(other, "pipewise", input=HELLO)
    theirs = (await sdk.threads.get_state(other))["checkpoint"]

    answered = await http.post(f"/threads/{mine}/state/checkpoint", json={"checkpoint": theirs})

    assert answered.status_code == 404


async def test_charlie_sees_none_of_alices_threads(
    sdk: LangGraphClient, http: httpx.AsyncClient
) -> None:
    label = {"label": str(uuid4())}
    thread_id = (await sdk.threads.create(metadata=label))["thread_id"]
    run = await sdk.runs.create(thread_id, "pipewise", input=HELLO)
    http.headers["x-user"] = "charlie"

    assert await sdk.threads.search(metadata=label) == []
    for path in ("", "/state", "/history", "/runs", f"/runs/{run['run_id']}"):
        assert (await http.get(f"/threads/{thread_id}{path}")).status_code == 404
    with pytest.raises(NotFoundError):
        await sdk.threads.update(thread_id, metadata={"stolen": True})
    with pytest.raises(NotFoundError):
        await sdk.runs.create(thread_id, "pipewise", input=HELLO)
    with pytest.raises(ConflictError, match="already exists"):
        await sdk.threads.create(thread_id=thread_id, if_exists="do_nothing")
    with pytest.raises(ConflictError):
        await sdk.runs.create(thread_id, "pipewise", input=HELLO, if_not_exists="create")


async def test_what_is_not_served_says_so(sdk: LangGraphClient) -> None:
    thread_id = (await sdk.threads.create())["thread_id"]

    with pytest.raises(InternalServerError, match="not copied"):
        await sdk.threads.copy(thread_id)
    with pytest.raises(InternalServerError, match="not served"):
        await sdk.threads.search(values={"intent": "other"})


@pytest.mark.parametrize(
    "body",
    [
        {"metadata": {"a": "\0"}},
        {"metadata": "text"},
        {"if_exists": "maybe"},
        {"thread_id": 7},
        [],
    ],
)
async def test_a_body_of_another_shape_is_refused(http: httpx.AsyncClient, body: object) -> None:
    assert (await http.post("/threads", json=body)).status_code == 422
