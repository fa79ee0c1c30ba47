"""A conversation on the real graph and database is recorded, and taken again the same."""

import json
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import SecretStr

from evaluation.dialogues import talk_of
from server.dialogue import Dialogue, Line
from server.parts import Parts
from server.recording.again import Again, Outcome, turns_of
from server.settings import Settings
from server.wiring import Wired, graph_of, workspace_of
from tests.platforms.postgres import Database
from tools.ports.recordings import Recording

LINES = ("Hola, quiero agendar una demo", "la segunda", "Soy Alice Moreno, alice@example.com")


@pytest.fixture
async def wired(database: Database, tmp_path: Path) -> Wired:
    return Wired(Settings(database_url=SecretStr(database.admin_url), home=tmp_path))


@pytest.fixture
async def parts(wired: Wired) -> AsyncIterator[Parts]:
    async with wired.open() as parts:
        yield parts


async def talked(parts: Parts, *lines: str) -> tuple[str, list[Recording]]:
    """The thread of a conversation with a business of its own, and what was kept of it."""
    lead = Dialogue(name="", turns=(Line(say="Hola"),), outcome="replied", phone="+34600000001")
    say = talk_of(lead, parts, parts.home, door="cli")
    for line in lines:
        answered = await say(line, None)
    thread = answered.state["turn"]["conversation"]
    return thread, await parts.crm.recordings(parts.home, thread)


async def again(parts: Parts, thread: str, recordings: list[Recording]) -> list[Outcome]:
    replay = Again(partial(graph_of, channels=parts.channels))
    took = replay.take_all(turns_of(recordings), workspace=parts.home, thread=thread)
    return [outcome async for outcome in took]


async def test_every_turn_of_a_booking_is_taken_again_and_is_equal(parts: Parts) -> None:
    thread, recordings = await talked(parts, *LINES)

    outcomes = await again(parts, thread, recordings)

    assert [outcome.turn.said for outcome in outcomes] == list(LINES)
    assert [(outcome.difference, outcome.skipped) for outcome in outcomes] == [(None, None)] * 3
    assert "reservada" in outcomes[2].turn.replies[0]
    assert [bool(each["began"]) for each in recordings] == [True, False, False]


async def test_an_answer_that_is_changed_on_the_tape_is_seen(parts: Parts) -> None:
    thread, recordings = await talked(parts, *LINES[:1])
    tape = recordings[0]["tape"].replace('"fallback"', '"full"')

    [outcome] = await again(parts, thread, [{**recordings[0], "tape": tape}])

    assert outcome.difference is not None


async def test_no_secret_is_on_a_tape(parts: Parts) -> None:
    """Tokens and keys stay below the ports that are recorded."""
    _, recordings = await talked(parts, *LINES)
    sealed = await parts.crm.integrations(parts.home)
    opened = [await parts.vault.open_for(each) for each in sealed]

    told = json.dumps(recordings)

    secrets = [value for each in opened for value in each.values.values()]
    assert secrets
    assert not [value for value in secrets if value in told]
    assert "built-in-" not in told


async def test_recording_can_be_switched_off(database: Database, tmp_path: Path) -> None:
    settings = Settings(
        database_url=SecretStr(database.admin_url),
        home=tmp_path,
        record_turns=False,
        local_user=str(uuid4()),
    )
    async with Wired(settings).open() as parts:
        _, recordings = await talked(parts, "Hola")

    assert recordings == []
    assert parts.home == workspace_of(settings.local_user)
