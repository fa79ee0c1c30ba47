"""One workspace and its Calendly: connected, replaced, refused, well again, and told of."""

import asyncio
import io
import logging
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from psycopg.rows import dict_row
from rich.console import Console

from emulator.accounts import SCOPES, token_id
from server.doctor import examine
from server.settings import Settings
from server.wiring import Wired, workspace_of
from tests.facade.calendly_account import PAGES, Calendly, connect, operator
from tools.errors import Rejected

STATUS = "/api/integrations/calendly/status"


async def status(http: httpx.AsyncClient) -> dict[str, Any]:
    answered = await http.get(STATUS)
    assert answered.status_code == 200, answered.text
    return dict(answered.json()["data"])


async def hooks(theirs: Calendly, token: str) -> list[str]:
    account = await theirs.store.account_of("token", token_id(token))
    assert account is not None
    async with theirs.store.transaction(account) as tx:
        return [hook["id"] for hook in await tx.find("hook")]


async def links(theirs: Calendly, token: str) -> int:
    account = await theirs.store.account_of("token", token_id(token))
    assert account is not None
    async with theirs.store.transaction(account) as tx:
        return len(await tx.find("link"))


def rows(settings: Settings) -> list[dict[str, Any]]:
    """The workspace's Calendly accounts that are not disconnected."""
    assert settings.database_url is not None
    url = settings.database_url.get_secret_value()
    with psycopg.connect(url, row_factory=dict_row) as admin:
        return admin.execute(
            "select * from integrations where workspace_id = %s and platform = 'calendly'"
            " and (status <> 'disconnected' or sealed <> '{}')",
            (workspace_of(settings.local_user),),
        ).fetchall()


def only(*missing: str) -> list[str]:
    """All scopes but these."""
    return [scope for scope in SCOPES if scope.partition(":")[0] not in missing]


# --- one account at a time ---


async def test_another_account_ends_the_webhooks_of_the_first(
    http: httpx.AsyncClient, theirs: Calendly, settings: Settings
) -> None:
    first, second = [await theirs.open_account(name) for name in ("Alice Álvarez", "Ana Torres")]

    await connect(http, first)
    await connect(http, second)

    [row] = rows(settings)
    assert row["config"]["user_name"] == "Ana Torres"
    assert (await hooks(theirs, first), len(await hooks(theirs, second))) == ([], 1)


async def test_a_token_pasted_with_the_end_of_its_line_is_taken(
    http: httpx.AsyncClient, theirs: Calendly
) -> None:
    token = await theirs.open_account("Alice Álvarez")

    await connect(http, f"{token}\n")

    assert len(await hooks(theirs, token)) == 1


async def test_accounts_that_connect_at_once_end_in_one_with_its_webhooks(
    settings: Settings, theirs: Calendly
) -> None:
    tokens = [await theirs.open_account(f"Alice {number}") for number in range(4)]
    async with operator(settings) as one, operator(settings) as other:
        answers = await asyncio.gather(
            *(connect(http, token) for token in tokens for http in (one, other))
        )
        known = await status(one)

    [row] = rows(settings)
    live = {token: await hooks(theirs, token) for token in tokens}
    assert [answer.status_code for answer in answers] == [200] * 8
    assert known["status"] == "connected"
    assert sum(map(len, live.values())) == 1
    [[hook]] = [ids for ids in live.values() if ids]
    assert row["config"]["subscription"].endswith(hook)
    assert row["config"]["user_name"] == known["user_name"]


async def test_connecting_and_disconnecting_at_once_leaves_nothing_half_done(
    http: httpx.AsyncClient, theirs: Calendly, settings: Settings
) -> None:
    token = await theirs.open_account("Alice Álvarez")
    await connect(http, token)

    await asyncio.gather(
        *(connect(http, token) for _ in range(3)),
        *(http.delete("/api/integrations/calendly") for _ in range(3)),
    )

    assert len(await hooks(theirs, token)) == len(rows(settings))


@pytest.mark.parametrize(("moved_to", "left"), [("https://new.example.com", 1), (None, 0)])
async def test_connecting_again_from_another_address_leaves_no_webhooks_at_the_old_one(
    http: httpx.AsyncClient,
    theirs: Calendly,
    settings: Settings,
    moved_to: str | None,
    left: int,
) -> None:
    token = await theirs.open_account("Alice Álvarez")
    await connect(http, token)

    async with operator(settings.model_copy(update={"public_url": moved_to})) as elsewhere:
        await connect(elsewhere, token)

    assert len(await hooks(theirs, token)) == left


async def test_an_account_taken_away_while_it_is_opened_is_refused(
    http: httpx.AsyncClient, theirs: Calendly, settings: Settings
) -> None:
    await connect(http, await theirs.open_account("Alice Álvarez"))

    async with Wired(settings).open() as parts:
        seen = await parts.calendars.integration(parts.home)
        assert seen is not None
        await http.delete("/api/integrations/calendly")
        with pytest.raises(Rejected, match="not connected any more"):
            await parts.calendars.own(seen)

    assert (await status(http))["status"] == "disconnected"


@pytest.mark.parametrize("lacks", ["event_types", "users"])
async def test_a_refused_connect_leaves_the_account_of_before_with_its_webhooks(
    http: httpx.AsyncClient, theirs: Calendly, settings: Settings, lacks: str
) -> None:
    good = await theirs.open_account("Alice Álvarez")
    await connect(http, good)
    [before], hooked = rows(settings), await hooks(theirs, good)
    poor = await theirs.open_account("Ana Torres", scopes=only(lacks))

    refused = await connect(http, poor)

    assert refused.status_code == 400
    assert f"{lacks}:read" in refused.json()["detail"]
    assert rows(settings) == [before]
    assert (await hooks(theirs, good), await hooks(theirs, poor)) == (hooked, [])


# --- what a token may not ---


async def test_a_token_that_can_make_no_meeting_at_all_is_refused(
    http: httpx.AsyncClient, theirs: Calendly, settings: Settings
) -> None:
    token = await theirs.open_account("Alice", scopes=only("scheduling_links", "scheduled_events"))

    refused = await connect(http, token)

    assert refused.status_code == 400
    assert "scheduling_links:write, scheduled_events:write" in refused.json()["detail"]
    assert rows(settings) == []


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("scheduling_links", "scheduling_links:write: There are no booking links"),
        ("scheduled_events", "scheduled_events:write: Nothing is booked"),
    ],
)
async def test_a_token_that_can_do_a_part_is_taken_with_a_warning(
    http: httpx.AsyncClient, theirs: Calendly, missing: str, said: str
) -> None:
    token = await theirs.open_account("Alice Álvarez", scopes=only(missing))

    connected = (await connect(http, token)).json()["data"]

    assert connected["status"] == "connected"
    assert any(lack.startswith(said) for lack in connected["lacks"])


async def test_leads_get_links_where_the_token_may_not_book(
    http: httpx.AsyncClient, theirs: Calendly
) -> None:
    await connect(http, await theirs.open_account("Alice", scopes=only("scheduled_events")))
    session = (await http.post("/api/chat/sessions", json={"language": "en"})).json()

    async def say(text: str) -> str:
        answered = await http.post(
            f"/api/chat/sessions/{session['session_id']}/messages?wait=true",
            json={"client_msg_id": str(uuid4()), "text": text},
            headers={"authorization": f"Bearer {session['token']}"},
        )
        return str(answered.json()["replies"][-1]["text"])

    await say("I am Jane Roe, jane@example.com. I want a meeting.")
    told = await say("the first one")

    assert "not booked yet" in told
    assert PAGES in told


async def test_a_whole_token_lacks_nothing_and_its_probes_leave_nothing(
    http: httpx.AsyncClient, theirs: Calendly
) -> None:
    token = await theirs.open_account("Alice Álvarez")

    connected = (await connect(http, token)).json()["data"]

    assert connected["lacks"] == []
    assert await links(theirs, token) == 0


@pytest.mark.parametrize(
    ("public", "plan", "missing", "why"),
    [
        (True, "standard", "", None),
        (True, "basic", "", "The plan of this Calendly has no webhooks"),
        (True, "standard", "webhooks", "lacks the scope webhooks:write"),
        (False, "standard", "", "PIPEWISE_PUBLIC_URL is not set"),
    ],
)
async def test_the_status_says_how_news_come_and_why(
    settings: Settings, theirs: Calendly, public: bool, plan: str, missing: str, why: str | None
) -> None:
    token = await theirs.open_account("Alice", plan=plan, scopes=only(missing))
    url = settings.public_url if public else None
    async with operator(settings.model_copy(update={"public_url": url})) as http:
        updates = (await connect(http, token)).json()["data"]["updates"]

    assert updates["by"] == ("webhooks" if why is None else "polling")
    assert (why or "") in (updates["why"] or "")


async def test_without_a_calendly_the_built_in_calendar_tells_its_news(
    http: httpx.AsyncClient,
) -> None:
    assert (await status(http))["updates"] == {"by": "webhooks", "why": None}


# --- refused, and well again ---


async def test_a_refused_token_is_told_to_the_operator_everywhere_until_it_works_again(
    http: httpx.AsyncClient,
    theirs: Calendly,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    token = await theirs.open_account("Alice Álvarez")
    await connect(http, token)
    healthy = await figures(http)

    await theirs.take_back(token)
    refused = await status(http)
    ill, doctor = await figures(http), await doctors_words(settings)
    await theirs.give_back(token)
    well = await status(http)

    assert (refused["status"], refused["mode"]) == ("error", "full")
    assert "Calendly answered 401" in refused["error"]
    assert refused["what_to_do"] == "Connect Calendly again, with a new token."
    assert "fix calendar Calendly answered 401" in doctor
    assert "with a new token." in doctor
    assert logging.ERROR in [each.levelno for each in caplog.records]
    assert ill["error"] == healthy.get("error", 0) + 1
    assert (well["status"], well["error"], well["what_to_do"]) == ("connected", None, None)
    assert await figures(http) == healthy


async def test_the_test_makes_it_well_again_too(http: httpx.AsyncClient, theirs: Calendly) -> None:
    token = await theirs.open_account("Alice Álvarez")
    await connect(http, token)
    await theirs.take_back(token)
    refused = await http.post("/api/integrations/calendly/test")
    shown = (await http.get("/api/integrations")).json()["data"][0]["status"]

    await theirs.give_back(token)
    tested = await http.post("/api/integrations/calendly/test")

    assert (refused.status_code, shown, tested.status_code) == (400, "error", 200)
    assert (await http.get("/api/integrations")).json()["data"][0]["status"] == "connected"


async def figures(http: httpx.AsyncClient) -> dict[str, float]:
    """How many Calendly accounts there are in each state."""
    lines = (await http.get("/metrics")).text.splitlines()
    start = 'pipewise_integrations{platform="calendly",status="'
    mine = [line.removeprefix(start) for line in lines if line.startswith(start)]
    counted = {line.partition('"')[0]: float(line.rpartition(" ")[2]) for line in mine}
    return {state: count for state, count in counted.items() if state != "disconnected"}


async def doctors_words(settings: Settings) -> str:
    out = io.StringIO()
    with pytest.raises(SystemExit):
        await examine(settings, Console(file=out, width=300))
    return " ".join(out.getvalue().split())


# --- the test ---


async def test_the_test_works_in_both_modes_and_counts_nothing(
    http: httpx.AsyncClient, theirs: Calendly
) -> None:
    fallback = (await http.post("/api/integrations/calendly/test")).json()["data"]
    token = await theirs.open_account("Alice Álvarez")
    await connect(http, token)
    full = (await http.post("/api/integrations/calendly/test")).json()["data"]

    assert (fallback["mode"], full["mode"]) == ("fallback", "full")
    assert "calendly.com" not in fallback["test_link"]
    assert fallback["available_times"] > 0
    assert full["available_times"] > 0
    assert await links(theirs, token) == 1
    stats = (await status(http))["stats"]
    assert (stats["links_created"], stats["meetings_scheduled"]) == (0, 0)


# --- whose token it is ---


async def test_a_token_copied_into_another_workspaces_row_opens_nothing(
    http: httpx.AsyncClient, theirs: Calendly, settings: Settings
) -> None:
    alices = await theirs.open_account("Alice Álvarez")
    await connect(http, alices)
    charlie = settings.model_copy(update={"local_user": f"charlie-{uuid4()}"})
    async with operator(charlie) as his:
        await connect(his, await theirs.open_account("Charlie"))
        copy_secrets(settings, charlie)
        theirs.asked.clear()

        known = await status(his)
        tested = await his.post("/api/integrations/calendly/test")

    assert known["status"] == "error"
    assert "does not open" in known["error"]
    assert "Alice" not in str(known)
    assert tested.status_code == 400
    assert theirs.asked == []
    assert (await status(http))["status"] == "connected"


async def test_nor_does_it_under_the_account_it_was_sealed_for(
    http: httpx.AsyncClient, theirs: Calendly, settings: Settings
) -> None:
    alices = await theirs.open_account("Alice Álvarez")
    await connect(http, alices)
    charlie = settings.model_copy(update={"local_user": f"charlie-{uuid4()}"})
    async with operator(charlie) as his:
        await connect(his, await theirs.open_account("Charlie"))
        copy_secrets(settings, charlie, account=True)
        theirs.asked.clear()

        known = await status(his)

    assert known["status"] == "error"
    assert theirs.asked == []


def copy_secrets(alice: Settings, charlie: Settings, *, account: bool = False) -> None:
    assert alice.database_url is not None
    [row] = rows(alice)
    mine = workspace_of(charlie.local_user)
    with psycopg.connect(alice.database_url.get_secret_value(), autocommit=True) as admin:
        admin.execute(
            "update integrations t set sealed = s.sealed,"
            " account = case when %s then s.account else t.account end"
            " from integrations s where s.id = %s and t.workspace_id = %s"
            " and t.platform = 'calendly'",
            (account, row["id"], mine),
        )
