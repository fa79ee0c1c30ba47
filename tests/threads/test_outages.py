"""A database that is away for a moment ends no run and no stream."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, cast

import pytest
from langgraph_sdk.client import LangGraphClient

from server.jobs import turn
from server.parts import TurnParts
from server.threads.door import Door, open_door
from server.threads.playing import claimed, elsewhere, ending
from tests.threads.small import ALICE, saying
from tools.errors import Unavailable
from tools.ports.crm import Crm


class Away:
    """The CRM, but the first call of one name meets no database."""

    def __init__(self, crm: Crm, call: str, error: Exception | None = None) -> None:
        self._crm = crm
        self._error = error or Unavailable("The database does not answer")
        self.waits = {call}

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        async def call(*args: Any, **kwargs: Any) -> Any:
            if name in self.waits:
                self.waits.remove(name)
                raise self._error
            return await getattr(self._crm, name)(*args, **kwargs)

        return call


def without(call: str, parts: TurnParts) -> Door:
    return replace(open_door(parts), crm=cast(Crm, Away(parts.crm, call)))


async def test_who_waits_for_their_run_gets_it_after_an_outage(
    sdk: LangGraphClient, thread_id: str, parts: TurnParts
) -> None:
    made = await sdk.runs.create(thread_id, "pipewise", input=saying("hello"))
    asked = await parts.crm.find_run(ALICE, made["run_id"])
    assert asked is not None

    run = await claimed(without("claim_run", parts), asked)

    assert run is not None
    assert run["id"] == made["run_id"]


async def test_who_follows_a_run_hears_it_after_an_outage(
    sdk: LangGraphClient, thread_id: str, parts: TurnParts
) -> None:
    made = await sdk.runs.create(
        thread_id, "pipewise", input=saying("hello"), stream_resumable=True, stream_mode="updates"
    )
    await turn(parts, thread_id)
    run = await parts.crm.find_run(ALICE, made["run_id"])
    assert run is not None

    listening = elsewhere(without("read_events", parts), run, after=-1)
    told = [item[1].name async for item in listening if item is not None]

    assert told == ["metadata", "updates", "updates", "updates"]


async def test_who_follows_a_run_of_another_process_does_not_hold_up_a_stop(
    sdk: LangGraphClient, thread_id: str, parts: TurnParts
) -> None:
    made = await sdk.runs.create(thread_id, "pipewise", input=saying("hello"))
    run = await parts.crm.find_run(ALICE, made["run_id"])
    assert run is not None
    door = replace(open_door(parts), closing=lambda: True)

    for listening in (elsewhere(door, run, after=-1), ending(door, run)):
        with pytest.raises(ConnectionAbortedError):
            await anext(listening)


async def test_a_watch_that_fails_for_any_reason_keeps_watching(
    sdk: LangGraphClient, thread_id: str, parts: TurnParts
) -> None:
    made = await sdk.runs.create(thread_id, "pipewise", input=saying("wait60"))
    away = Away(parts.crm, "watch_run", LookupError())
    working = asyncio.create_task(turn(replace(parts, crm=cast(Crm, away)), thread_id))

    while away.waits:  # noqa: ASYNC110 - the event is elsewhere
        await asyncio.sleep(0.02)
    await sdk.runs.cancel(thread_id, made["run_id"], wait=True)
    await working

    assert (await sdk.runs.get(thread_id, made["run_id"]))["status"] == "interrupted"
