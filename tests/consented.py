"""A Calendly account that lets our app in, and every secret that passes on the way."""

from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.people import Business
from tests.platforms.calendly import TOKEN
from tests.platforms.consents import CALLBACK, COOKIE, START, answer
from tests.visitors import open_chat
from tools.crypto import Keyring

TWO_HOURS = 2 * 3_600 + 60


@dataclass(kw_only=True)
class Consented:
    business: Business
    calendly: str
    app: dict[str, str]
    seen: set[tuple[str, str]] = field(default_factory=set)
    """Each secret with what it is."""
    told: list[str] = field(default_factory=list)
    """Every answer on the way, without the addresses the browser was sent to."""

    @property
    def secrets(self) -> tuple[str, ...]:
        return tuple(sorted(secret for _, secret in self.seen))

    async def connects(self) -> None:
        http = self.business.http
        begun = await http.get(START)
        page = httpx.URL(begun.headers["location"])
        await self.look()
        back = httpx.URL(await answer(str(page)))
        self.seen |= {
            ("state", page.params["state"]),
            ("code", back.params["code"]),
            ("cookie", begun.cookies[COOKIE]),
        }
        for url in (back.copy_set_param("state", "made-up"), back, back):
            answered = await http.get(url)
            self.told.append(answered.text)
        await self.look()
        assert (await self.status())["status"] == "connected"

    async def has_its_token_renewed(self) -> None:
        """In the middle of a turn."""
        await self.time_passes()
        visitor = await open_chat(self.business, language="es")
        await visitor.say("Quiero una reunión mañana.")
        await self.look()

    async def loses_its_token(self) -> None:
        """Somebody else uses the refresh token; then a lead wants a meeting."""
        [refresh] = [s for kind, s in await self.stored() if kind == "refresh_token"]
        form = {**self.app, "grant_type": "refresh_token", "refresh_token": refresh}
        async with httpx.AsyncClient(base_url=self.calendly) as outside:
            assert (await outside.post("/oauth/token", data=form)).status_code == 200
        await self.time_passes()
        visitor = await open_chat(self.business, language="es")
        await visitor.say("Quiero una reunión mañana.")
        assert (await self.status())["status"] == "error"

    async def status(self) -> dict[str, str]:
        answered = await self.business.http.get("/api/integrations/calendly/status")
        self.told.append(answered.text)
        return dict(answered.json()["data"])

    async def time_passes(self) -> None:
        """For Calendly, until its access tokens have ended."""
        async with httpx.AsyncClient(base_url=self.calendly) as outside:
            await outside.post("/_emulator/clock", json={"seconds": TWO_HOURS})

    async def look(self) -> None:
        self.seen |= await self.stored()

    async def stored(self) -> set[tuple[str, str]]:
        """What is sealed in the database now, opened with the program's own key."""
        keyring = Keyring.parse((Path(self.business.server.log_file).parent / "keys").read_text())
        blobs = await self.business.row("select sealed_blobs('', 1000) as all")
        return {
            (
                each["field"],
                keyring.open_sealed(
                    each["blob"],
                    workspace=each["workspace"],
                    provider=each["provider"],
                    field=each["field"],
                ),
            )
            for each in blobs["all"]
        }


async def let_in(business: Business, calendly: str) -> Consented:
    """The app of the server's settings is known at Calendly."""
    environment = business.server.settings
    app = {
        "client_id": environment["PIPEWISE_CALENDLY_CLIENT_ID"],
        "client_secret": environment["PIPEWISE_CALENDLY_CLIENT_SECRET"],
    }
    known = {**app, "redirect_uris": [f"{business.server.url}{CALLBACK}"]}
    async with httpx.AsyncClient(base_url=calendly) as outside:
        seed = {"token": TOKEN, "oauth_app": known}
        assert (await outside.post("/_emulator/seed", json=seed)).status_code == 201
    return Consented(business=business, calendly=calendly, app=app)
