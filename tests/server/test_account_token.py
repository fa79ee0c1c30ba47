"""A token that ends is renewed once, whoever needs it, and never in a loop."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from pydantic import SecretStr

from server.keys import review
from server.parts import Parts
from server.settings import Settings
from server.wiring import Around, Port, Wired
from tests.facade.calendly_account import Calendly, calendly
from tests.platforms.consents import HERE, App, browser, open_app, sign_in
from tests.platforms.postgres import Database
from tools.crypto import new_key
from tools.errors import PipeWiseError, Rejected, Unavailable
from tools.ports.channels import Secrets
from tools.ports.records import Integration

REFRESH = "POST /oauth/token"
Happens = Callable[[], Awaitable[None]]


@pytest.fixture
async def theirs() -> AsyncIterator[Calendly]:
    async with calendly() as theirs:
        await theirs.open_account("Alice Álvarez")
        yield theirs


@pytest.fixture
async def app(theirs: Calendly) -> App:
    return await open_app(theirs, HERE)


@pytest.fixture
async def settings(database: Database, tmp_path: Path, theirs: Calendly, app: App) -> Settings:
    """Alice has connected Calendly with OAuth."""
    given = Settings(
        database_url=SecretStr(database.admin_url),
        home=tmp_path,
        local_user=f"alice-{uuid4()}",
        calendly_url=theirs.url,
    )
    known = app.known_to(given, theirs)
    async with browser(known) as http:
        assert (await sign_in(http)).status_code == 303
    theirs.asked.clear()
    return known


@pytest.fixture
async def parts(settings: Settings) -> AsyncIterator[Parts]:
    async with Wired(settings).open() as parts:
        yield parts


async def account(parts: Parts) -> Integration:
    found = await parts.calendars.integration(parts.home)
    assert found
    return found


async def secrets(parts: Parts) -> Secrets:
    return await parts.vault.open_for(await account(parts))


async def ends(theirs: Calendly, parts: Parts) -> Secrets:
    """Calendly takes the access token no more; what is stored now."""
    stored = await secrets(parts)
    await theirs.take_back(stored.values["access_token"])
    return stored


async def burn(theirs: Calendly, app: App, parts: Parts) -> None:
    """Somebody has used the refresh token, and died before the new one was stored."""
    token = (await secrets(parts)).values["refresh_token"]
    form = {
        "grant_type": "refresh_token",
        "refresh_token": token,
        "client_id": app.client_id,
        "client_secret": app.secret,
    }
    async with httpx.AsyncClient(base_url=theirs.url) as http:
        assert (await http.post("/oauth/token", data=form)).status_code == 200


async def ask(parts: Parts) -> str:
    return (await (await parts.calendars.of(parts.home)).me()).name


async def test_an_ended_token_is_renewed_and_the_call_goes_on(
    parts: Parts, theirs: Calendly
) -> None:
    before = await ends(theirs, parts)

    name = await ask(parts)

    after = await secrets(parts)
    assert name == "Alice Álvarez"
    assert theirs.asked.count(REFRESH) == 1
    assert before.values["access_token"] != after.values["access_token"]
    assert before.values["refresh_token"] != after.values["refresh_token"]
    assert before.values["signing_key"] == after.values["signing_key"]
    assert (await account(parts))["status"] == "connected"


async def test_a_token_near_its_end_is_renewed_before_it_is_tried(
    parts: Parts, theirs: Calendly
) -> None:
    soon = (datetime.now(UTC) + timedelta(seconds=30)).isoformat()
    await parts.crm.update_integration((await account(parts))["id"], {"expires_at": soon})

    await ask(parts)
    await ask(parts)

    assert theirs.asked == [REFRESH, "GET /users/me", "GET /users/me"]


async def test_a_token_that_still_opens_is_used_where_renewing_fails(
    parts: Parts, theirs: Calendly, settings: Settings
) -> None:
    soon = (datetime.now(UTC) + timedelta(seconds=30)).isoformat()
    await parts.crm.update_integration((await account(parts))["id"], {"expires_at": soon})
    away = settings.model_copy(update={"calendly_auth_url": "http://127.0.0.1:9"})

    async with Wired(away).open() as elsewhere:
        name = await ask(elsewhere)

    assert name == "Alice Álvarez"


async def test_ten_workers_at_once_renew_a_token_once(
    settings: Settings, parts: Parts, theirs: Calendly
) -> None:
    before = await ends(theirs, parts)
    async with AsyncExitStack() as stack:
        workers = [await stack.enter_async_context(Wired(settings).open()) for _ in range(10)]
        names = await asyncio.gather(*(ask(worker) for worker in workers for _ in range(3)))
        again = await asyncio.gather(*(ask(worker) for worker in workers))

    after = await secrets(parts)
    assert {*names, *again} == {"Alice Álvarez"}
    assert theirs.asked.count(REFRESH) == 1
    assert after.values["refresh_token"] != before.values["refresh_token"]
    assert (await account(parts))["status"] == "connected"


async def test_the_next_renewal_uses_what_the_last_one_brought(
    parts: Parts, theirs: Calendly
) -> None:
    for _ in range(3):
        await ends(theirs, parts)
        await ask(parts)

    assert theirs.asked.count(REFRESH) == 3


async def test_a_refresh_token_that_was_used_up_is_an_error_and_asked_once(
    parts: Parts,
    theirs: Calendly,
    app: App,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await burn(theirs, app, parts)
    await ends(theirs, parts)
    theirs.asked.clear()

    with pytest.raises(Rejected, match="has to be connected again") as lost:
        await ask(parts)
    with pytest.raises(Rejected):
        await ask(parts)
    async with browser(settings) as http:
        known = (await http.get("/api/integrations/calendly/status")).json()["data"]

    assert lost.value.reason == "token"
    assert (known["status"], known["mode"]) == ("error", "full")
    assert "Calendly answered 400" in known["error"]
    assert "/oauth/start" in known["what_to_do"]
    assert [each.message for each in caplog.records if each.levelno == logging.ERROR] == [
        "Calendly's token is of no use",
        "Calendly's token is of no use",
    ]
    assert theirs.asked.count(REFRESH) == 2  # once here, once by the server that was asked


async def test_connecting_again_ends_the_error(
    parts: Parts, theirs: Calendly, app: App, settings: Settings
) -> None:
    await burn(theirs, app, parts)
    await ends(theirs, parts)
    with pytest.raises(Rejected):
        await ask(parts)

    async with browser(settings) as http:
        await sign_in(http)

    assert await ask(parts) == "Alice Álvarez"


async def test_a_calendly_that_does_not_answer_is_no_lost_token(
    parts: Parts, theirs: Calendly, settings: Settings
) -> None:
    before = await ends(theirs, parts)
    away = settings.model_copy(update={"calendly_auth_url": "http://127.0.0.1:9"})
    async with Wired(away).open() as elsewhere:
        with pytest.raises(PipeWiseError):
            await ask(elsewhere)

    known = await account(parts)
    assert (known["status"], (await secrets(parts)).values) == ("connected", before.values)
    assert await ask(parts) == "Alice Álvarez"


async def test_a_program_that_lost_its_app_says_what_to_set(
    parts: Parts, theirs: Calendly, settings: Settings
) -> None:
    await ends(theirs, parts)
    without = settings.model_copy(update={"calendly_client_id": None})

    async with Wired(without).open() as elsewhere:
        with pytest.raises(Rejected, match="PIPEWISE_CALENDLY_CLIENT_ID"):
            await ask(elsewhere)


async def test_a_key_replaced_while_a_token_is_renewed_costs_no_token(
    settings: Settings, parts: Parts, theirs: Calendly
) -> None:
    await ends(theirs, parts)
    old = (settings.data_home / "keys").read_text().strip()
    both = settings.model_copy(update={"token_keys": SecretStr(f"{new_key('k2')},{old}")})
    async with Wired(both).open() as rotated:

        async def rotate() -> None:
            await review(rotated.crm, rotated.vault, reseal=True)

        async with Wired(both, around=just_before("renew_secrets", rotate)).open() as renewing:
            name = await ask(renewing)
        again = await ask(rotated)

    assert (name, again) == ("Alice Álvarez", "Alice Álvarez")
    assert theirs.asked.count(REFRESH) == 1


async def test_a_disconnect_while_a_token_is_renewed_leaves_no_token_anywhere(
    settings: Settings, parts: Parts, theirs: Calendly
) -> None:
    await ends(theirs, parts)

    async def disconnect() -> None:
        await parts.crm.remove_integration(parts.home, (await account(parts))["id"])

    async with Wired(settings, around=just_before("renew_secrets", disconnect)).open() as renewing:
        with pytest.raises(Rejected, match="not connected any more"):
            await ask(renewing)

    assert "POST /oauth/revoke" in theirs.asked
    assert await parts.calendars.integration(parts.home) is None


async def test_an_answer_of_the_database_that_got_lost_costs_no_token(
    settings: Settings, parts: Parts, theirs: Calendly
) -> None:
    await ends(theirs, parts)

    async def lose() -> None:
        raise Unavailable("CRM: TimeoutError")

    async with Wired(settings, around=just_after("renew_secrets", lose)).open() as renewing:
        name = await ask(renewing)

    assert name == "Alice Álvarez"
    assert await ask(parts) == "Alice Álvarez"
    assert theirs.asked.count(REFRESH) == 1


async def test_an_app_that_calendly_does_not_know_any_more_is_said_to_be_the_fault(
    parts: Parts, theirs: Calendly, settings: Settings
) -> None:
    await ends(theirs, parts)
    wrong = settings.model_copy(update={"calendly_client_secret": SecretStr("made-up-wrong")})

    async with Wired(wrong).open() as elsewhere:
        with pytest.raises(Rejected, match="PIPEWISE_CALENDLY_CLIENT_SECRET") as refused:
            await ask(elsewhere)

    assert refused.value.reason == "token"
    assert "connected again" not in str(refused.value)
    async with browser(settings) as http:
        known = (await http.get("/api/integrations/calendly/status")).json()["data"]
    assert known["status"] == "connected"


async def test_whoever_asks_may_give_up_and_the_new_token_is_kept(
    parts: Parts, theirs: Calendly, settings: Settings
) -> None:
    before = await ends(theirs, parts)
    async with Wired(settings).open() as hasty:
        asking = asyncio.create_task(ask(hasty))
        while REFRESH not in theirs.asked:  # noqa: ASYNC110 - the other side of a socket
            await asyncio.sleep(0.001)
        asking.cancel()
        await asyncio.wait([asking])

    after = await secrets(parts)
    assert asking.cancelled()
    assert before.values["refresh_token"] != after.values["refresh_token"]
    assert await ask(parts) == "Alice Álvarez"
    assert theirs.asked.count(REFRESH) == 1


async def test_disconnecting_takes_the_tokens_back_at_calendly(
    settings: Settings, parts: Parts, theirs: Calendly
) -> None:
    before = await secrets(parts)

    async with browser(settings) as http:
        removed = (await http.delete("/api/integrations/calendly")).json()["data"]

    async with httpx.AsyncClient(base_url=theirs.url) as outside:
        token = before.values["access_token"]
        opened = await outside.get("/users/me", headers={"authorization": f"Bearer {token}"})
    assert removed == {"disconnected": True}
    assert opened.status_code == 401
    assert await parts.calendars.integration(parts.home) is None


def just_before(method: str, happens: Happens) -> Around:
    """Something happens before the first call of this method of the CRM."""
    return _around(lambda crm: Interrupted(crm, method, before=happens))


def just_after(method: str, happens: Happens) -> Around:
    """Or after it was done, and before anybody hears of it."""
    return _around(lambda crm: Interrupted(crm, method, after=happens))


def _around(interrupt: Callable[[object], object]) -> Around:
    def around(name: str, port: Port) -> Port:
        if name != "crm":
            return port
        interrupted: Any = interrupt(port)  # quacks like the port
        made: Port = interrupted
        return made

    return around


async def nothing() -> None:
    return None


class Interrupted:
    def __init__(
        self, port: object, method: str, *, before: Happens = nothing, after: Happens = nothing
    ) -> None:
        self._port, self._method, self._before, self._after = port, method, before, after
        self._happened = False

    def __getattr__(self, name: str) -> Any:  # whatever the port has
        called = getattr(self._port, name)
        if name != self._method or self._happened:
            return called
        self._happened = True

        async def call(*args: object, **kwargs: object) -> object:
            await self._before()
            answer: object = await called(*args, **kwargs)
            await self._after()
            return answer

        return call
