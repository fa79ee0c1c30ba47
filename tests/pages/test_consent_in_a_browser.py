"""Letting an application in, in a real browser that runs no JavaScript."""

from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from playwright.async_api import Browser
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from emulator.accounts import ensure_account
from emulator.app import create_app
from emulator.oauth import ensure_oauth_app
from emulator.store import MemoryStore
from tests.platforms.serving import served

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)  # a Monday


async def come_back(request: Request) -> PlainTextResponse:
    """The application, on an address of its own."""
    return PlainTextResponse(urlencode(sorted(request.query_params.items())))


async def calendly(callback: str) -> MemoryStore:
    store = MemoryStore()
    await ensure_account(
        store,
        token="made-up",  # opens a calendar that is gone with the test
        name="Alice Moreno",
        email="alice@example.com",
        zone="Europe/Madrid",
        new_id=lambda: str(uuid4()),
        now=NOON,
    )
    await ensure_oauth_app(
        store, client_id="client", client_secret=None, redirect_uris=[callback], name="PipeWise"
    )
    return store


@pytest.mark.parametrize(
    ("button", "back"), [("Allow", "code="), ("Deny", "error=access_denied&state=s")]
)
async def test_a_user_answers_and_is_sent_back(browser: Browser, button: str, back: str) -> None:
    there = Starlette()
    async with served(Starlette(routes=[Route("/back", come_back)])) as home, served(there) as url:
        store = await calendly(f"{home}/back")
        app = create_app(store, clock=lambda: NOON, api_url=url, pages_url=url, faults=True)
        there.routes.append(Mount("/", app))
        asked = {
            "client_id": "client",
            "response_type": "code",
            "redirect_uri": f"{home}/back",
            "state": "s",
            "code_challenge": "x" * 43,
            "code_challenge_method": "S256",
        }
        context = await browser.new_context(java_script_enabled=False)
        page = await context.new_page()

        await page.goto(f"{url}/oauth/authorize?{urlencode(asked)}")
        shown = await page.locator("h1").inner_text()
        await page.get_by_role("button", name=button).click()
        said = await page.locator("body").inner_text()

        assert shown == "Let PipeWise use your calendar?"
        assert page.url.startswith(f"{home}/back?")
        assert said.startswith(back)
