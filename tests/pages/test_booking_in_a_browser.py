"""The booking pages in a real browser that runs no JavaScript."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from uuid import uuid4

import httpx
import pytest
from playwright.async_api import Browser, Page
from starlette.applications import Starlette
from starlette.routing import Mount

from emulator.accounts import ensure_account
from emulator.app import create_app
from emulator.pages import create_pages
from emulator.store import MemoryStore
from tests.platforms.serving import served

API = "https://api.calendly.test"
SCREENSHOTS = Path("build/screenshots")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)  # a Monday


@dataclass
class Office:
    """Alice's calendar, its pages at a real address."""

    api: httpx.AsyncClient
    url: str

    async def link(self) -> str:
        me = (await self.api.get("/users/me")).json()["resource"]
        kinds = (await self.api.get("/event_types", params={"user": me["uri"]})).json()
        kind = next(each for each in kinds["collection"] if each["name"] == "Sales Call")
        body = {"max_event_count": 1, "owner": kind["uri"], "owner_type": "EventType"}
        made = await self.api.post("/scheduling_links", json=body)
        return str(made.json()["resource"]["booking_url"])

    async def meetings(self) -> list[dict[str, str]]:
        me = (await self.api.get("/users/me")).json()["resource"]
        found = await self.api.get("/scheduled_events", params={"user": me["uri"]})
        return list(found.json()["collection"])


@asynccontextmanager
async def open_office() -> AsyncIterator[Office]:
    store, app = MemoryStore(None), Starlette()
    await ensure_account(
        store,
        token="made-up",
        name="Alice Moreno",
        email="alice@example.com",
        zone="Europe/Madrid",
        new_id=lambda: str(uuid4()),
        now=NOON,
    )
    async with served(app) as url:
        pages = create_pages(store, clock=lambda: NOON, api_url=API, pages_url=url)
        app.routes.append(Mount("/book", pages))
        api = create_app(store, clock=lambda: NOON, api_url=API, pages_url=url)
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(api),
            base_url=API,
            headers={"Authorization": "Bearer made-up"},
        ) as http:
            yield Office(api=http, url=url)


async def open_page(
    browser: Browser,
    *,
    language: str = "es-ES",
    width: int = 1280,
    scheme: Literal["light", "dark"] = "light",
) -> Page:
    context = await browser.new_context(
        java_script_enabled=False,
        locale=language,
        viewport={"width": width, "height": 844},
        color_scheme=scheme,
    )
    return await context.new_page()


async def test_a_visitor_books_moves_and_cancels_without_javascript(browser: Browser) -> None:
    async with open_office() as office:
        page = await open_page(browser)

        await page.goto(await office.link())
        await page.get_by_label("12:00", exact=False).nth(1).check()
        await page.get_by_label("Nombre").fill("Bruno Díaz")
        await page.get_by_label("Correo").fill("bruno@example.com")
        await page.get_by_role("button", name="Reservar").click()
        booked = [event for event in await office.meetings() if event["status"] == "active"]
        await page.get_by_role("link", name="Cambiar").click()
        await page.get_by_label("10:00", exact=False).last.check()
        await page.locator("button.main").click()
        moved = [event for event in await office.meetings() if event["status"] == "active"]
        await page.get_by_role("link", name="Cancelar").click()
        await page.locator("button.main").click()

        assert len(booked) == len(moved) == 1
        assert booked[0]["start_time"] != moved[0]["start_time"]
        assert all(event["status"] == "canceled" for event in await office.meetings())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
async def test_the_page_fits_a_phone_and_a_desk_in_both_themes(
    browser: Browser, width: int, scheme: Literal["light", "dark"]
) -> None:
    async with open_office() as office:
        page = await open_page(browser, language="en-US", width=width, scheme=scheme)

        await page.goto(f"{await office.link()}?timezone=America/New_York")
        await page.screenshot(path=SCREENSHOTS / f"booking-{width}-{scheme}.png")
        main = await page.locator("main").bounding_box()

        assert main is not None
        assert main["x"] >= 0
        assert main["x"] + main["width"] <= width
        assert await page.get_by_label("7:00", exact=False).count()
