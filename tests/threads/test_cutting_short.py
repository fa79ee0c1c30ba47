"""Runs cut short: by a client, by a newer message, by whoever hangs up. No message is lost."""

import asyncio
from typing import Any, Literal

import httpx
import psycopg
import pytest
from langgraph_sdk.client import LangGraphClient
from langgraph_sdk.errors import ConflictError, NotFoundError

from server.jobs import turn
from server.parts import TurnParts
from tests.platforms.postgres import Database
from tests.platforms.serving import served
from tests.threads.small import ALICE, saying, small_app

Strategy = Literal["interrupt", "rollback"]


async def texts(sdk: LangGraphClient, thread_id: str) -> list[str]:
    state: Any = await sdk.threads.get_state(thread_id)
    return [m["content"] for m in state["values"].get("messages", [])]


async def statuses(sdk: LangGraphClient, thread_id: str) -> list[str]:
    return [run["status"] for run in await sdk.runs.list(thread_id)]


async def running(sdk: LangGraphClient, thread_id: str) -> tuple[asyncio.Task[Any], str]:
    """A turn that would take long, and its run's id."""
    waiting = asyncio.create_task(sdk.runs.wait(thread_id, "pipewise", input=saying("wait60")))
    while "running" not in await statuses(sdk, thread_id):  # noqa: ASYNC110 - the event is elsewhere
        await asyncio.sleep(0.02)
    return waiting, (await sdk.runs.list(thread_id))[0]["run_id"]


@pytest.mark.parametrize("strategy", ["interrupt", "rollback"])
async def test_a_newer_message_cuts_the_turn_short_and_both_are_answered(
    sdk: LangGraphClient, thread_id: str, strategy: Strategy
) -> None:
    first, _ = await running(sdk, thread_id)

    values: Any = await sdk.runs.wait(
        thread_id, "pipewise", input=saying("never mind"), multitask_strategy=strategy
    )
    await first

    assert values["messages"][-1]["content"] == "You said wait60 and never mind"
    left = {"interrupt": ["success", "interrupted"], "rollback": ["success"]}
    assert await statuses(sdk, thread_id) == left[strategy]


@pytest.mark.parametrize("strategy", ["interrupt", "rollback"])
async def test_a_message_whose_run_has_not_begun_is_answered_with_the_newer_one(
    sdk: LangGraphClient, thread_id: str, strategy: Strategy
) -> None:
    await sdk.runs.create(thread_id, "pipewise", input=saying("one"))

    values: Any = await sdk.runs.wait(
        thread_id, "pipewise", input=saying("two"), multitask_strategy=strategy
    )

    assert values["messages"][-1]["content"] == "You said one and two"
    assert (await statuses(sdk, thread_id))[0] == "success"


async def test_a_raw_payload_keeps_its_place_for_it_stands_in_its_run_alone(
    sdk: LangGraphClient, thread_id: str
) -> None:
    payload: Any = {"platform": "whatsapp", "payload": {"from": "+1", "message": {"text": "hi"}}}
    await sdk.runs.create(thread_id, "pipewise", input=payload)

    await sdk.runs.create(
        thread_id, "pipewise", input=saying("two"), multitask_strategy="interrupt"
    )

    assert await statuses(sdk, thread_id) == ["pending", "pending"]


async def test_of_many_that_want_the_thread_for_themselves_one_gets_it(
    sdk: LangGraphClient, thread_id: str, parts: TurnParts
) -> None:
    two: Any = {"messages": [{"role": "user", "content": word} for word in ("one", "two")]}

    asked = await asyncio.gather(
        *(
            sdk.runs.create(
                thread_id,
                "pipewise",
                input=two,
                multitask_strategy="reject",
            )
            for _ in range(8)
        ),
        return_exceptions=True,
    )

    assert sum(isinstance(each, dict) for each in asked) == 1
    assert sum(isinstance(each, ConflictError) for each in asked) == 7
    assert len(await parts.crm.unanswered(ALICE, thread_id)) == 2


@pytest.mark.parametrize("wait", [True, False])
async def test_a_canceled_run_stops_and_its_message_is_answered_next_time(
    sdk: LangGraphClient, thread_id: str, wait: bool
) -> None:
    waiting, run_id = await running(sdk, thread_id)

    await sdk.runs.cancel(thread_id, run_id, wait=wait)
    values = await waiting
    then: Any = await sdk.runs.wait(thread_id, "pipewise", input=saying("next"))

    assert values["messages"][-1]["content"] == "wait60"
    assert (await sdk.runs.get(thread_id, run_id))["status"] == "interrupted"
    assert then["messages"][-1]["content"] == "You said wait60 and next"


async def test_a_run_rolled_back_leaves_nothing_but_its_message(
    sdk: LangGraphClient, thread_id: str, parts: TurnParts
) -> None:
    before = await sdk.runs.wait(thread_id, "pipewise", input=saying("hello"))
    waiting, run_id = await running(sdk, thread_id)

    await sdk.runs.cancel(thread_id, run_id, wait=True, action="rollback")
    await waiting

    assert (await sdk.threads.get_state(thread_id))["values"] == before
    with pytest.raises(NotFoundError):
        await sdk.runs.get(thread_id, run_id)
    (message,) = await parts.crm.unanswered(ALICE, thread_id)
    assert message["text"] == "wait60"


async def test_a_run_of_another_process_is_canceled_too(
    sdk: LangGraphClient, sdk_elsewhere: LangGraphClient, thread_id: str
) -> None:
    waiting, run_id = await running(sdk_elsewhere, thread_id)

    await sdk.runs.cancel(thread_id, run_id, wait=True)
    await waiting

    assert await statuses(sdk, thread_id) == ["interrupted"]


async def test_a_canceled_run_whose_process_died_is_ended_by_whoever_finds_it(
    sdk: LangGraphClient, thread_id: str, parts: TurnParts, elsewhere: TurnParts
) -> None:
    run = await sdk.runs.create(thread_id, "pipewise", input=saying("hello"))
    claimed = await parts.crm.claim_run(conversation_id=thread_id, run_id=None, owner="dead")
    assert claimed is not None
    await sdk.runs.cancel(thread_id, run["run_id"])
    await parts.crm.hand_back(claimed["id"], claimed["attempt"])

    await turn(elsewhere, thread_id)

    assert await statuses(sdk, thread_id) == ["interrupted"]
    assert await texts(sdk, thread_id) == []


async def test_an_ended_run_cannot_be_canceled(sdk: LangGraphClient, thread_id: str) -> None:
    await sdk.runs.wait(thread_id, "pipewise", input=saying("hello"))
    (run,) = await sdk.runs.list(thread_id)

    with pytest.raises(NotFoundError):
        await sdk.runs.cancel(thread_id, run["run_id"])


async def test_many_runs_are_canceled_at_once(sdk: LangGraphClient, thread_id: str) -> None:
    runs = [await sdk.runs.create(thread_id, "pipewise", input=saying(n)) for n in "abc"]

    await sdk.runs.cancel_many(thread_id=thread_id, run_ids=[run["run_id"] for run in runs[:2]])

    assert await statuses(sdk, thread_id) == ["pending", "interrupted", "interrupted"]


async def test_who_hangs_up_and_said_so_before_cancels_the_run(
    sdk: LangGraphClient, thread_id: str, parts: TurnParts
) -> None:
    async with served(small_app(parts)) as url, httpx.AsyncClient(base_url=url) as client:
        asked = {"assistant_id": "pipewise", "input": saying("wait60"), "on_disconnect": "cancel"}
        async with client.stream("POST", f"/threads/{thread_id}/runs/stream", json=asked) as stream:
            await anext(stream.aiter_lines())

    async with asyncio.timeout(10):
        while await statuses(sdk, thread_id) != ["interrupted"]:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.05)


async def test_a_deleted_run_is_gone_and_what_it_said_stays(
    sdk: LangGraphClient, thread_id: str
) -> None:
    await sdk.runs.wait(thread_id, "pipewise", input=saying("hello"))
    (run,) = await sdk.runs.list(thread_id)

    await sdk.runs.delete(thread_id, run["run_id"])

    assert await sdk.runs.list(thread_id) == []
    assert await texts(sdk, thread_id) == ["hello", "You said hello"]


async def test_an_open_run_is_not_deleted(sdk: LangGraphClient, thread_id: str) -> None:
    run = await sdk.runs.create(thread_id, "pipewise", input=saying("hello"))

    with pytest.raises(ConflictError, match="cancel it first"):
        await sdk.runs.delete(thread_id, run["run_id"])


async def test_two_who_cancel_at_once_take_the_threads_in_one_order(
    sdk: LangGraphClient, parts: TurnParts, database: Database
) -> None:
    first, second = sorted([(await sdk.threads.create())["thread_id"] for _ in range(2)])
    runs = [
        (await sdk.runs.create(each, "pipewise", input=saying("hi")))["run_id"]
        for each in (second, first)
    ]
    locked = "select id from threads where id = %s for no key update nowait"
    with psycopg.connect(database.admin_url) as one, psycopg.connect(database.admin_url) as other:
        one.execute(locked, (first,))
        canceling = asyncio.create_task(
            parts.crm.cancel_runs(ALICE, run_ids=runs, action="interrupt")
        )
        while not other.execute("select from pg_locks where not granted").fetchall():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        other.execute(locked, (second,))

    assert await canceling == 2
