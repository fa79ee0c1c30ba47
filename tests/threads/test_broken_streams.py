"""A stream that breaks on its way to the client leaves no run running."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from langgraph_sdk.client import LangGraphClient

from server.parts import TurnParts
from server.threads.door import open_door
from server.threads.playing import translate
from server.turns import Part, stream_turn
from tests.threads.small import saying
from tools.ports.arrivals import Run


class Unspeakable:
    def __str__(self) -> str:
        raise LookupError


async def claimed(sdk: LangGraphClient, thread_id: str, parts: TurnParts) -> Run:
    await sdk.runs.create(thread_id, "pipewise", input=saying("hello"))
    run = await parts.crm.claim_run(conversation_id=thread_id, run_id=None, owner="here")
    assert run is not None
    return run


async def test_a_turn_whose_steps_nobody_takes_any_more_is_ended(
    sdk: LangGraphClient, thread_id: str, parts: TurnParts
) -> None:
    run = await claimed(sdk, thread_id, parts)

    steps = stream_turn(parts, run, modes=["updates"], subgraphs=False)
    await anext(steps)
    await steps.aclose()

    assert (await sdk.runs.get(thread_id, run["id"]))["status"] == "error"


async def test_what_cannot_be_said_closes_the_turn_at_once(
    sdk: LangGraphClient, thread_id: str, parts: TurnParts
) -> None:
    closed: list[Any] = []

    async def turn(run: Run, /, *, modes: Sequence[str], subgraphs: bool) -> AsyncGenerator[Part]:
        try:
            yield (), "custom", Unspeakable()
        finally:
            closed.append(run["id"])

    run = await claimed(sdk, thread_id, parts)
    events = translate(replace(open_door(parts), stream_turn=turn), run, ["custom"], False)

    with pytest.raises(ValueError, match="LookupError"):
        await anext(events)
    assert closed == [run["id"]]
