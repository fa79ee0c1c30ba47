"""`pipewise audit verify` and `pipewise erase`, as an operator sees them."""

import io
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr
from rich.console import Console

from server.anchors import anchor_all
from server.audit import verify_now
from server.erase import erase_now
from server.keys import rotate_now
from server.settings import Settings
from server.wiring import Wired
from tests.platforms.postgres import Database
from tools.crypto import new_key
from tools.errors import Rejected
from tools.ports.arrivals import Arrival
from tools.ports.channels import Alias

OLD, NEW = new_key("k1"), new_key("k2")
pytestmark = pytest.mark.heavy  # the whole program is opened for each command


def settings(database: Database, home: Path, *keys: str) -> Settings:
    given = SecretStr(",".join(keys or (OLD,)))
    return Settings(database_url=SecretStr(database.admin_url), home=home, token_keys=given)


async def verified(given: Settings, *, kept: str | None = None) -> tuple[str, int]:
    """The words, and the exit status."""
    out, status = io.StringIO(), 0
    try:
        await verify_now(given, Console(file=out), kept=kept)
    except SystemExit as ended:
        status = int(ended.code or 0)
    return out.getvalue(), status


async def talked(given: Settings) -> tuple[str, str]:
    """A lead who has written, and the conversation."""
    async with Wired(given).open() as parts:
        said = await parts.crm.ingest(
            Arrival(
                workspace=parts.home,
                channel="api",
                integration_id=None,
                event_id="1",
                aliases=(Alias(kind="phone", value="+34600000001", attested=True),),
                text="hello",
            )
        )
        await anchor_all(parts.ledger, parts.vault)
    return said["lead_id"], said["conversation_id"]


async def test_an_operator_verifies_and_erases(database: Database, tmp_path: Path) -> None:
    given, out = settings(database, tmp_path), io.StringIO()
    lead, _ = await talked(given)

    fine, status = await verified(given)
    [anchor] = [line.split()[-1] for line in fine.splitlines() if "last anchor" in line]
    await erase_now(given, Console(file=out), lead, sure=True)
    after = await verified(given, kept=anchor)
    lost = await verified(given, kept="0" * 64)

    assert "all is as it was written. Conversations: 1, events: 1, anchors: 1." in fine
    assert "Conversations that cannot be replayed any more: 1." in out.getvalue()
    assert "events: 2" in after[0]
    assert "what it had seen was taken away" in lost[0]
    assert [status, after[1], lost[1]] == [0, 0, 1]
    with pytest.raises(Rejected, match="no such lead"):
        await erase_now(given, Console(file=out), lead, sure=True)


async def test_what_is_broken_ends_with_1(another_database: Database, tmp_path: Path) -> None:
    given = settings(another_database, tmp_path)
    _, conversation = await talked(given)
    with psycopg.connect(another_database.admin_url) as admin:
        admin.execute("delete from public.ledger")

    words, status = await verified(given)

    assert f"Conversation {conversation}: event 1 is missing, which" in words
    assert status == 1


async def test_an_anchor_outlives_the_key_that_signed_it(
    database: Database, tmp_path: Path
) -> None:
    await talked(settings(database, tmp_path, OLD))
    await rotate_now(
        settings(database, tmp_path, NEW, OLD), Console(file=io.StringIO()), check=False
    )

    assert (await verified(settings(database, tmp_path, NEW)))[1] == 0
    assert (await verified(settings(database, tmp_path, OLD)))[1] == 1
