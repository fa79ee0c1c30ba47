"""What doctor says of a program, in words."""

import io
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pydantic import SecretStr
from rich.console import Console

from server.doctor import examine, migrate_now
from server.migrate import MigrationError
from server.settings import Settings
from tests.platforms.postgres import Database


def settings(database: Database, folder: Path, **more: Any) -> Settings:
    given = {"database_url": SecretStr(database.admin_url), "home": folder, **more}
    return Settings(local_user=f"alice-{uuid4()}", **given)


async def said(given: Settings) -> tuple[str, int]:
    """The words, spaces evened, and the exit status."""
    out = io.StringIO()
    status = 0
    try:
        await examine(given, Console(file=out, width=200))
    except SystemExit as ended:
        status = int(ended.code or 0)
    return " ".join(out.getvalue().split()), status


async def test_what_is_configured_and_what_is_missing(database: Database, tmp_path: Path) -> None:
    words, status = await said(settings(database, tmp_path))

    assert status == 0
    assert "ok database DATABASE_URL; up to date" in words
    assert "note calendar fallback: the built-in calendar" in words
    assert "note model none: rules only" in words
    assert "note address reachable from this machine only" in words
    assert f"note secrets sealed with the key file in {tmp_path}" in words
    assert "note whatsapp not connected (docs/channels/whatsapp.md)" in words


async def test_what_has_to_be_fixed_ends_with_1(database: Database, tmp_path: Path) -> None:
    faulty = settings(database, tmp_path, fallback=False, token_keys=SecretStr("s3cret"))

    words, status = await said(faulty)

    assert status == 1
    assert "fix calendar no Calendly is connected, and fallback is off" in words
    assert "fix secrets PIPEWISE_TOKEN_KEYS: " in words
    assert "s3cret" not in words


async def test_a_login_that_does_not_own_the_database_is_told_so(
    database: Database, tmp_path: Path
) -> None:
    theirs = Settings(database_url=SecretStr(database.app_url), home=tmp_path)

    with pytest.raises(MigrationError, match="may not look after the database"):
        await migrate_now(theirs, Console(file=io.StringIO()))
