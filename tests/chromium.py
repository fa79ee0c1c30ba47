"""A real browser for pages: Debian's chromium."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
ALONE = (  # it must not look for anything outside this machine
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        assert not os.environ.get("CI"), "CI has to install chromium"
        pytest.skip("there is no chromium here; on Debian and Ubuntu: apt install chromium")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []  # chromium refuses it to root
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=[*ALONE, *sandbox])
        yield browser
        await browser.close()
