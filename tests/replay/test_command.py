"""`pipewise replay` on a thread of a real database: what it prints, and how it ends."""

from io import StringIO
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr
from rich.console import Console

from evaluation.dialogues import talk_of
from server.dialogue import Dialogue, Line
from server.replay import replay_thread
from server.settings import Settings
from server.wiring import Wired
from tests.platforms.postgres import Database
from tools.errors import Rejected

LEAD = Dialogue(name="", turns=(Line(say="Hola"),), outcome="replied", phone="+34600000001")


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    return Settings(database_url=SecretStr(database.admin_url), home=tmp_path)


@pytest.fixture
async def thread(settings: Settings) -> str:
    """Of a lead who has asked for a meeting and picked a time."""
    async with Wired(settings).open() as parts:
        say = talk_of(LEAD, parts, parts.home, door="cli")
        for line in ("Hola, quiero agendar una demo", "la segunda"):
            answered = await say(line, None)
    return answered.state["turn"]["conversation"]


async def printed(settings: Settings, thread: str) -> str:
    page = StringIO()
    await replay_thread(settings, Console(file=page, width=200), thread, understand=True)
    return page.getvalue()


def told(database: Database, statement: str) -> None:
    with psycopg.connect(database.admin_url, autocommit=True) as admin:
        admin.execute(statement.encode())


async def test_turns_that_are_equal_are_said_to_be(settings: Settings, thread: str) -> None:
    assert await printed(settings, thread) == "turn 1  equal\nturn 2  equal\n"


async def test_a_turn_that_goes_another_way_ends_with_one(
    settings: Settings, thread: str, database: Database
) -> None:
    told(database, "update public.recordings set tape = replace(tape, 'Product Demo', 'Chat')"
         " where began is null")  # fmt: skip

    with pytest.raises(SystemExit) as ended:
        await printed(settings, thread)

    assert ended.value.code == 1


async def test_where_the_person_was_erased_a_sentence_says_why_not(
    settings: Settings, thread: str, database: Database
) -> None:
    told(database, "update public.threads set replay_ended = true")

    with pytest.raises(Rejected, match="erased"):
        await printed(settings, thread)


async def test_a_thread_without_recordings_is_told_apart_from_none(
    settings: Settings, thread: str, database: Database
) -> None:
    told(database, "delete from public.recordings")

    with pytest.raises(Rejected, match="Nothing was recorded"):
        await printed(settings, thread)
