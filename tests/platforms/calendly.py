"""A Calendly of somebody else's: the emulator as a process of its own, reached over HTTP alone."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from emulator.__main__ import TOKEN
from tests.running import free_port

ROOT = Path(__file__).parents[2]
READY_S = 30.0
__all__ = ("TOKEN", "own_calendly", "subscriptions")


@contextmanager
def own_calendly(*more: str) -> Iterator[str]:
    """Its base URL. The account's token is `TOKEN`; `more` are arguments of the program."""
    port = free_port()
    account = ("--zone", "Europe/Madrid", *more)
    command = [sys.executable, "-m", "emulator", "--port", str(port), *account]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_until_ready(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def _wait_until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(httpx.TransportError):
            if me(url).status_code == 200:
                return
        time.sleep(0.05)
    raise AssertionError("The Calendly beside the server did not start.")


def me(url: str) -> httpx.Response:
    return httpx.get(f"{url}/users/me", headers={"authorization": f"Bearer {TOKEN}"}, timeout=5)


def subscriptions(url: str) -> list[dict[str, Any]]:
    """The webhooks that the account has."""
    user = me(url).json()["resource"]
    owner = {"organization": user["current_organization"], "scope": "user", "user": user["uri"]}
    answer = httpx.get(
        f"{url}/webhook_subscriptions",
        params=owner,
        headers={"authorization": f"Bearer {TOKEN}"},
    )
    found: list[dict[str, Any]] = answer.json()["collection"]
    return found
