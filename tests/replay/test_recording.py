"""A conversation on the real graph and database is recorded, and taken again the same."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from uuid import uuid4

import psycopg
import pytest
from pydantic import SecretStr

from evaluation.dialogues import talk_of
from server.dialogue import Dialogue, Line
from server.erasing import erase
from server.parts import Parts
from server.recording.again import Again, Outcome, turns_of
from server.settings import Settings
from server.wiring import Wired, graph_of, workspace_of
from tests.platforms.postgres import Database
from tools.errors import Rejected
from tools.ports.recordings import Recording

LINES = ("Hola, quiero agendar una demo", "la segunda", "Soy Alice Moreno, alice@example.com")


@pytest.fixture(scope="module")
def settings(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    home = tmp_path_factory.mktemp("home")
    return Settings(database_url=SecretStr(database.admin_url), home=home)


@dataclass(frozen=True, kw_only=True)
class Office:
    wired: Wired
    parts: Parts


@pytest.fixture(scope="module")
async def office(settings: Settings) -> AsyncIterator[Office]:
    """Opened once for all."""
    wired = Wired(settings)
    async with wired.open() as parts:
        yield Office(wired=wired, parts=parts)


@dataclass(frozen=True, kw_only=True)
class Talked:
    workspace: str
    thread: str
    recordings: list[Recording]


async def talked(office: Office, *lines: str) -> Talked:
    """A conversation with a business of its own, and what was kept of it."""
    owner = str(uuid4())
    await office.wired.ensure_workspace(owner)
    workspace = workspace_of(owner)
    lead = Dialogue(name="", turns=(Line(say="Hola"),), outcome="replied", phone="+34600000001")
    say = talk_of(lead, office.parts, workspace, door="cli")
    for line in lines:
        answered = await say(line, None)
    thread = answered.state["turn"]["conversation"]
    recordings = await office.parts.crm.recordings(workspace, thread)
    return Talked(workspace=workspace, thread=thread, recordings=recordings)


async def again(office: Office, talk: Talked) -> list[Outcome]:
    replay = Again(partial(graph_of, channels=office.parts.channels))
    turns = turns_of(talk.recordings)
    took = replay.take_all(turns, workspace=talk.workspace, thread=talk.thread)
    return [outcome async for outcome in took]


async def test_every_turn_of_a_booking_is_taken_again_and_is_equal(office: Office) -> None:
    talk = await talked(office, *LINES)

    outcomes = await again(office, talk)

    assert [outcome.turn.said for outcome in outcomes] == list(LINES)
    assert [(outcome.difference, outcome.skipped) for outcome in outcomes] == [(None, None)] * 3
    assert "reservada" in outcomes[2].turn.replies[0]
    assert [bool(each["began"]) for each in talk.recordings] == [True, False, False]


async def test_an_answer_that_is_changed_on_the_tape_is_seen(office: Office) -> None:
    talk = await talked(office, *LINES[:1])
    talk.recordings[0]["tape"] = talk.recordings[0]["tape"].replace('"fallback"', '"full"')

    [outcome] = await again(office, talk)

    assert outcome.difference is not None


async def test_no_secret_is_on_a_tape(office: Office) -> None:
    """Tokens and keys stay below the ports that are recorded."""
    talk = await talked(office, *LINES)
    sealed = await office.parts.crm.integrations(talk.workspace)
    opened = [await office.parts.vault.open_for(each) for each in sealed]

    told = json.dumps(talk.recordings)

    secrets = [value for each in opened for value in each.values.values()]
    assert secrets
    assert not [value for value in secrets if value in told]
    assert "built-in-" not in told


async def test_erasing_a_person_takes_their_tapes_and_ends_the_replay(
    office: Office, database: Database
) -> None:
    talk = await talked(office, *LINES)
    conversation = await office.parts.crm.conversation(talk.workspace, talk.thread)
    assert conversation is not None

    await erase(office.parts, talk.workspace, conversation["lead_id"])

    with psycopg.connect(database.admin_url) as admin:
        kept = admin.execute(
            "select from public.recordings where workspace_id = %s", (talk.workspace,)
        )
        assert kept.rowcount == 0
    with pytest.raises(Rejected, match="erased"):
        await office.parts.crm.recordings(talk.workspace, talk.thread)


async def test_recording_can_be_switched_off(settings: Settings) -> None:
    wired = Wired(settings.model_copy(update={"record_turns": False}))
    async with wired.open() as parts:
        talk = await talked(Office(wired=wired, parts=parts), "Hola")

    assert talk.recordings == []
