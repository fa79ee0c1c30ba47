"""The pages built by npm, a place to serve them from, and our server that they talk to."""

import functools
import http.server
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page

from tests.chromium import chromium
from tests.platforms.postgres import Database
from tests.running import Running, running

PAGE = Path(__file__).parent / "page"
PATIENCE_MS = 20_000


@pytest.fixture(scope="session")
def built() -> Path:
    """The folder of the page, its parts fetched by name and built."""
    npm = shutil.which("npm")
    if npm is None:
        assert not os.environ.get("CI"), "CI has to install npm"
        pytest.skip("there is no npm here; on Debian and Ubuntu: apt install npm")
    for command in (["ci", "--ignore-scripts"], ["run", "check"], ["run", "build"]):
        done = subprocess.run(
            [npm, *command], cwd=PAGE, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
    return PAGE


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """A page that is fetched is no news."""


@pytest.fixture(scope="session")
def site(built: Path) -> Iterator[str]:
    """Where the page is served: another origin than our server's."""
    serve = functools.partial(_Quiet, directory=str(built))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def server(site: str, database: Database) -> Iterator[Running]:
    with tempfile.TemporaryDirectory(prefix="pipewise-ui-") as folder:
        settings = {"PIPEWISE_ALLOWED_ORIGINS": site}
        with running(Path(folder), database, settings=settings) as server:
            yield server


@pytest.fixture
async def page(site: str, server: Running) -> AsyncIterator[Page]:
    """The chat page, open. Whatever its console complains of fails the test."""
    complaints: list[str] = []
    async with chromium() as browser:
        page = await browser.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", lambda said: complaints.extend([said.text] * (said.type == "error")))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(f"{site}/index.html?api={server.url}")
        yield page
    assert not complaints
