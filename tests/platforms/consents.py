"""An app of ours at Calendly, and a person there who says yes or no to it."""

import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

import httpx
from pydantic import SecretStr

from emulator.accounts import SCOPES
from emulator.oauth import ensure_oauth_app
from server.app import create_app
from server.settings import Settings
from server.wiring import Wired
from tests.facade.calendly_account import Calendly

HERE = "http://127.0.0.1:2024"
START = "/api/integrations/calendly/oauth/start"
COOKIE = "pipewise_consent"
CALLBACK = "/api/integrations/calendly/oauth/callback"


@dataclass(frozen=True, kw_only=True)
class App:
    client_id: str
    secret: str

    def known_to(self, settings: Settings, calendly: Calendly) -> Settings:
        return settings.model_copy(
            update={
                "calendly_auth_url": calendly.url,
                "calendly_client_id": self.client_id,
                "calendly_client_secret": SecretStr(self.secret),
            }
        )


async def open_app(
    calendly: Calendly, *origins: str, scopes: Sequence[str] = SCOPES, secret: str = ""
) -> App:
    """Registered for the callback at each origin."""
    app = App(client_id=f"app-{uuid4()}", secret=secret or secrets.token_urlsafe(24))
    await ensure_oauth_app(
        calendly.store,
        client_id=app.client_id,
        client_secret=app.secret,
        redirect_uris=[f"{origin}{CALLBACK}" for origin in origins],
        scopes=scopes,
    )
    return app


async def answer(page: str, *, says: str = "allow", who: str | None = None) -> str:
    """The person's answer to the page: the address that the browser is sent back to."""
    hint = {"login_hint": who} if who else {}
    asked = httpx.URL(page).copy_merge_params({"prompt": "none", "decision": says, **hint})
    async with httpx.AsyncClient() as browser:
        sent_back = await browser.get(asked)
    assert sent_back.status_code == 303, sent_back.text
    return sent_back.headers["location"]


async def sign_in(
    http: httpx.AsyncClient, *, says: str = "allow", who: str | None = None, **query: str
) -> httpx.Response:
    """From our page to Calendly's and back, in one browser."""
    page = (await http.get(START, params=query)).headers["location"]
    return await http.get(await answer(page, says=says, who=who))


@asynccontextmanager
async def browser(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """On the machine of the program, with cookies of its own."""
    app = create_app(Wired(settings), compat=False, worker=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HERE) as http,
    ):
        yield http
