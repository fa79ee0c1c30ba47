"""`pipewise replay` on a thread of a real database: what it prints, and how it ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import LiteralString
from uuid import uuid4

import psycopg
import pytest
from pydantic import SecretStr
from rich.console import Console

from evaluation.dialogues import talk_of
from server.dialogue import Dialogue, Line
from server.replay import compare_thread, replay_thread
from server.settings import Settings
from server.wiring import Wired
from tests.platforms.postgres import Database
from tools.errors import Rejected

LEAD = Dialogue(name="", turns=(Line(say="Hola"),), outcome="replied", phone="+34600000001")


@pytest.fixture(scope="module")
def settings(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    home = tmp_path_factory.mktemp("home")
    return Settings(database_url=SecretStr(database.admin_url), home=home)


@pytest.fixture(scope="module")
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


@contextmanager
def changed(database: Database, change: LiteralString, back: LiteralString) -> Iterator[None]:
    with psycopg.connect(database.admin_url, autocommit=True) as admin:
        admin.execute(change)
        yield
        admin.execute(back)


async def test_turns_that_are_equal_are_said_to_be(settings: Settings, thread: str) -> None:
    assert await printed(settings, thread) == "turn 1  equal\nturn 2  equal\n"


async def test_a_turn_that_goes_another_way_ends_with_one(
    settings: Settings, thread: str, database: Database
) -> None:
    renamed = changed(
        database,
        "update public.recordings set tape = replace(tape, 'Product Demo', 'Prod Demo')",
        "update public.recordings set tape = replace(tape, 'Prod Demo', 'Product Demo')",
    )
    # The state that was left is on the tape, and its hash beside it.
    with renamed, pytest.raises(SystemExit) as ended:
        await printed(settings, thread)

    assert ended.value.code == 1


async def test_where_the_person_was_erased_a_sentence_says_why_not(
    settings: Settings, thread: str, database: Database
) -> None:
    erased = changed(
        database,
        "update public.threads set replay_ended = true",
        "update public.threads set replay_ended = false",
    )

    with erased, pytest.raises(Rejected, match="erased"):
        await printed(settings, thread)


async def test_a_thread_without_recordings_is_told_apart_from_none(settings: Settings) -> None:
    thread = str(uuid4())
    async with Wired(settings).open() as parts:
        await parts.crm.create_thread(parts.home, thread, {})

    with pytest.raises(Rejected, match="Nothing was recorded"):
        await printed(settings, thread)


async def test_what_is_no_id_is_refused(settings: Settings) -> None:
    with pytest.raises(Rejected, match="Give the conversation's id"):
        await printed(settings, "abc")


async def test_another_version_is_compared_reply_by_reply(
    settings: Settings, thread: str, tmp_path: Path
) -> None:
    file, page = tmp_path / "other.yaml", StringIO()
    file.write_text("act_from: 0.99\nmodel: none")

    await compare_thread(settings, Console(file=page, width=200), thread, file)

    assert "turn 1  the lead: Hola, quiero agendar una demo" in page.getvalue()
    assert "of 2 turns would have gone another way" in page.getvalue()
