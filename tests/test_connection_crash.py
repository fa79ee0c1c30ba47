"""A process killed while it connects Calendly or renews its token: all is well then, or said."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.consented import Consented, let_in
from tests.people import Business, open_business
from tests.platforms.calendly import TOKEN, own_calendly, subscriptions
from tests.platforms.consents import START, answer
from tests.platforms.postgres import Database
from tests.running import OURSELVES, running

pytestmark = pytest.mark.heavy

STATUS = "/api/integrations/calendly/status"
DISCONNECT = "/api/integrations/calendly/disconnect"


@dataclass(kw_only=True)
class Laboratory:
    """A business whose server dies where it is told, and its account at Calendly."""

    business: Business
    consented: Consented
    calendly: str
    crash_file: Path

    async def dies_at(self, point: str, method: str, path: str, **more: Any) -> None:
        """The request that kills the server; then it is started again."""
        self.crash_file.write_text(point)
        with suppress(httpx.TransportError):
            await self.business.http.request(method, path, **more)
        assert await asyncio.to_thread(self.business.server.process.wait, 15) == -9
        self.crash_file.unlink()
        self.business.server.start()

    async def signs_in(self) -> int:
        page = (await self.business.http.get(START)).headers["location"]
        return (await self.business.http.get(await answer(page))).status_code

    async def status(self) -> dict[str, Any]:
        return dict((await self.business.http.get(STATUS, timeout=60)).json()["data"])

    async def live_accounts(self) -> list[dict[str, Any]]:
        return await self.business.rows(
            "select * from integrations where platform = 'calendly' and sealed <> '{}'"
        )

    async def settles(self) -> None:
        """One account with one subscription, the one it knows; the watch may make a new one yet."""
        for _ in range(100):
            [account] = await self.live_accounts()
            if [account["config"]["subscription"]] == [
                s["uri"] for s in subscriptions(self.calendly)
            ]:
                return
            await asyncio.sleep(0.1)
        raise AssertionError(f"{account['config']} {subscriptions(self.calendly)}")


@pytest.fixture(scope="module")
def calendly() -> Iterator[str]:
    with own_calendly() as url:
        yield url


@pytest.fixture(scope="module")
async def laboratory(
    tmp_path_factory: pytest.TempPathFactory, database: Database, calendly: str
) -> AsyncIterator[Laboratory]:
    folder = tmp_path_factory.mktemp("connection crash")
    settings = {
        "PIPEWISE_CRASH_FILE": str(folder / "crash"),
        "PIPEWISE_PUBLIC_URL": OURSELVES,
        "PIPEWISE_CALENDLY_URL": calendly,
        "PIPEWISE_CALENDLY_AUTH_URL": calendly,
        "PIPEWISE_CALENDLY_CLIENT_ID": "crash-app",
        "PIPEWISE_CALENDLY_CLIENT_SECRET": "made-up-secret",
    }
    command = (sys.executable, "-m", "tests.crashing")
    async with open_business(folder, database, settings=settings, command=command) as alice:
        yield Laboratory(
            business=alice,
            consented=await let_in(alice, calendly),
            calendly=calendly,
            crash_file=folder / "crash",
        )


@pytest.mark.parametrize(
    ("point", "state"),
    [
        ("authorization.refresh:after", "error"),  # Calendly's answer died with the process
        ("authorization.refresh:before", "connected"),
        ("crm.renew_secrets:before", "error"),
        ("crm.renew_secrets:after", "connected"),
        ("crm.take_lease:after", "connected"),
    ],
)
async def test_a_death_while_a_token_is_renewed_costs_a_sign_in_at_most(
    laboratory: Laboratory, point: str, state: str
) -> None:
    assert await laboratory.signs_in() == 303
    await laboratory.consented.time_passes()

    await laboratory.dies_at(point, "GET", STATUS)
    known = await laboratory.status()
    again = await laboratory.signs_in()

    assert known["status"] == state
    assert ("has to be connected again" in (known["error"] or "")) == (state == "error")
    assert (again, (await laboratory.status())["status"]) == (303, "connected")
    assert len(await laboratory.live_accounts()) == 1


@pytest.mark.parametrize(
    "point",
    [
        "calendar.subscribe:after",
        "calendar.subscribe:before",
        "crm.save_integration:before",
        "crm.save_integration:after",
        "crm.set_default_event_type:before",
    ],
)
async def test_a_death_while_connecting_is_made_good_by_the_next_connect(
    laboratory: Laboratory, point: str
) -> None:
    business = laboratory.business
    await business.http.post(DISCONNECT, timeout=60)
    form = {"access_token": TOKEN, "default_event_type": "Sales Call", "timezone": "UTC"}

    await laboratory.dies_at(point, "POST", "/api/integrations/calendly/connect", json=form)
    answered = await business.connect_calendly(TOKEN)

    assert answered.json()["data"]["status"] == "connected"
    await laboratory.settles()


@pytest.mark.parametrize(
    "point",
    ["calendar.unsubscribe:after", "crm.remove_integration:before", "authorization.revoke:before"],
)
async def test_a_death_while_disconnecting_is_made_good_by_the_next_try(
    laboratory: Laboratory, point: str
) -> None:
    assert await laboratory.signs_in() == 303

    await laboratory.dies_at(point, "POST", DISCONNECT)
    await laboratory.business.http.post(DISCONNECT, timeout=60)

    assert (await laboratory.status())["status"] == "disconnected"
    assert await laboratory.live_accounts() == []
    assert subscriptions(laboratory.calendly) == []


async def test_two_programs_that_need_a_token_at_once_burn_one_refresh_token(
    laboratory: Laboratory, database: Database, tmp_path: Path
) -> None:
    """A second renewal would be refused, and the account an error from then on."""
    assert await laboratory.signs_in() == 303
    ours = laboratory.business.server
    shared = {name: value for name, value in ours.settings.items() if "PORT" not in name}
    with running(tmp_path, database, settings=shared) as second:
        for _ in range(3):
            await laboratory.consented.time_passes()
            async with httpx.AsyncClient(timeout=60) as http:
                asked = [http.get(f"{url}{STATUS}") for url in (ours.url, second.url) * 5]
                answers = await asyncio.gather(*asked)

            said = [answer.json()["data"]["status"] for answer in answers]
            assert said == ["connected"] * 10
