"""Replacing the key that seals secrets, and what is said of it."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo
from pydantic import SecretStr
from rich.console import Console

from server.doctor import examine
from server.keys import review, rotate_now
from server.parts import Parts
from server.settings import Settings
from server.wiring import Wired
from tests.cli.program import on
from tests.contracts.connections import consent_of
from tests.platforms.postgres import Database
from tests.running import free_port
from tools.crypto import new_key
from tools.errors import Forged, Rejected
from tools.ports.connections import SealedBlob
from tools.ports.records import Integration

OLD, NEW, FOREIGN = (new_key(name) for name in ("k1", "k2", "k9"))
SECRETS = {"access_token": "made-up-access", "app_secret": "made-up-app"}


@pytest.fixture
def bare(postgres_url: str, migrated_template: str) -> Database:
    """A database of the test's own: keys are counted over all workspaces."""
    name = f"keys{uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        admin.execute(
            sql.SQL("create database {} template {}").format(
                sql.Identifier(name), sql.Identifier(migrated_template)
            )
        )
    url = make_conninfo(postgres_url, dbname=name)
    return Database(admin_url=url, app_url=url)


def settings(bare: Database, folder: Path, *keys: str) -> Settings:
    return Settings(
        database_url=SecretStr(bare.admin_url), home=folder, token_keys=SecretStr(",".join(keys))
    )


@asynccontextmanager
async def opened(given: Settings) -> AsyncIterator[Parts]:
    async with Wired(given).open() as parts:
        yield parts


async def sealed_with(given: Settings) -> Integration:
    """An account with two secrets, and a consent under way."""
    async with opened(given) as parts:
        sealed = await parts.vault.seal(
            {"verifier": "made-up"}, workspace=parts.home, provider="calendly"
        )
        consent = {**consent_of(parts.home), "sealed_verifier": sealed["verifier"]}
        await parts.crm.begin_consent(consent, seconds=600)  # type: ignore[arg-type]  # a TypedDict, changed
        return await parts.vault.save(
            parts.home, "whatsapp", account="1", config={}, secrets=SECRETS
        )


async def rotated(given: Settings, *, check: bool = False) -> tuple[str, int]:
    """The words, and the exit status."""
    out, status = io.StringIO(), 0
    try:
        await rotate_now(given, Console(file=out, width=400), check=check)
    except SystemExit as ended:
        status = int(ended.code or 0)
    return out.getvalue(), status


async def test_everything_sealed_with_an_older_key_is_sealed_again(
    bare: Database, tmp_path: Path
) -> None:
    account = await sealed_with(settings(bare, tmp_path, OLD))
    both = settings(bare, tmp_path, NEW, OLD)

    before = await rotated(both, check=True)
    first, second = await rotated(both), await rotated(both)
    async with opened(settings(bare, tmp_path, NEW)) as parts:
        secrets = await parts.vault.open_for(account)

    assert "with an older one: 3." in before[0]
    assert "Sealed again: 3." in first[0]
    assert "Sealed again: 0." in second[0]
    assert "not needed any more" in first[0]
    assert [before[1], first[1], second[1]] == [1, 0, 0]
    assert secrets.values == SECRETS


async def test_what_no_key_opens_is_counted_and_left(bare: Database, tmp_path: Path) -> None:
    await sealed_with(settings(bare, tmp_path, OLD))

    words, status = await rotated(settings(bare, tmp_path, FOREIGN))
    healed, fine = await rotated(settings(bare, tmp_path, FOREIGN, OLD))

    assert "3 do not open with these keys" in words
    assert "not needed" not in words
    assert (status, fine) == (1, 0)
    assert "Sealed again: 3." in healed


async def test_a_secret_that_changes_while_keys_rotate_keeps_its_new_value(
    bare: Database, tmp_path: Path
) -> None:
    account = await sealed_with(settings(bare, tmp_path, OLD))
    async with opened(settings(bare, tmp_path, NEW, OLD)) as parts:
        slow = _Slow(parts, account)
        found = await review(slow, parts.vault, reseal=True)  # type: ignore[arg-type]  # the two calls it makes
        secrets = await parts.vault.open_for(account)

    assert found.older == 3
    assert secrets.values == {**SECRETS, "app_secret": "newer"}


class _Slow:
    """Between reading the secrets and sealing them again, the operator connects again."""

    def __init__(self, parts: Parts, account: Integration) -> None:
        self._parts, self._account = parts, account

    async def sealed_blobs(self, *, after: str, limit: int) -> list[SealedBlob]:
        page = await self._parts.crm.sealed_blobs(after=after, limit=limit)
        if page:
            await self._parts.vault.save(
                self._account["workspace"],
                "whatsapp",
                account="1",
                config={},
                secrets={**SECRETS, "app_secret": "newer"},
            )
        return page

    async def reseal(self, blob: SealedBlob, fresh: str) -> bool:
        return await self._parts.crm.reseal(blob, fresh)


async def test_doctor_says_which_secrets_need_a_hand(bare: Database, tmp_path: Path) -> None:
    await sealed_with(settings(bare, tmp_path, OLD))

    said = {}
    for name, keys in (("fine", (OLD,)), ("older", (NEW, OLD)), ("closed", (FOREIGN,))):
        out = io.StringIO()
        try:
            await examine(settings(bare, tmp_path, *keys), Console(file=out, width=300))
        except SystemExit:
            out.write("ended with 1")
        said[name] = " ".join(out.getvalue().split())

    assert "note secrets 4 are sealed with an older key; `pipewise keys rotate`" in said["older"]
    assert "do not open with these keys" in said["closed"]
    assert "fix secrets" in said["closed"]
    assert said["closed"].endswith("ended with 1")
    assert "ok secrets sealed with PIPEWISE_TOKEN_KEYS" in said["fine"]


async def test_a_secret_moved_into_another_row_does_not_open(
    bare: Database, tmp_path: Path
) -> None:
    given = settings(bare, tmp_path, OLD)
    await sealed_with(given)
    async with opened(given) as parts:
        other = await parts.vault.save(
            parts.home, "whatsapp", account="2", config={}, secrets=SECRETS
        )
        with psycopg.connect(bare.admin_url, autocommit=True) as admin:
            admin.execute(
                "update integrations set sealed = (select sealed from integrations"
                " where account = '1') where account = '2'"
            )

        with pytest.raises(Forged):
            await parts.vault.open_for(other)
    words, _ = await rotated(given)

    assert "2 do not open with these keys" in words


def test_the_command_makes_a_key_and_rotates(bare: Database, tmp_path: Path) -> None:
    pipewise = on(bare, tmp_path)

    made = pipewise.run("keys", "new", "k2")
    refused = pipewise.run("keys", "new", "k 2")
    rotated = pipewise.run("keys", "rotate", PIPEWISE_TOKEN_KEYS=made.out.strip())

    assert made.out.startswith("k2:")
    assert (refused.status, refused.out) == (1, "")
    assert (rotated.status, rotated.err) == (0, "")
    assert "Keys after the first are not needed any more." in " ".join(rotated.out.split())


def test_nothing_starts_with_keys_that_cannot_be_read(bare: Database, tmp_path: Path) -> None:
    ended = on(bare, tmp_path).run(
        "serve", PIPEWISE_TOKEN_KEYS="k1:made-up", PIPEWISE_PORT=str(free_port())
    )

    assert ended.status == 1
    assert "PIPEWISE_TOKEN_KEYS: the key k1 is not base64." in " ".join(ended.err.split())
    assert "made-up" not in ended.err


async def test_a_folder_that_cannot_hold_the_key_is_one_sentence(
    bare: Database, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    given = Settings(database_url=SecretStr(bare.admin_url), home=tmp_path / "file")

    async with opened(given) as parts:
        with pytest.raises(Rejected, match="can be neither read nor made"):
            await parts.vault.check()
