"""`python -m emulator`: API, pages, control plane and webhooks on this machine, until Ctrl-C."""

import argparse
import asyncio
import contextlib
import random
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from emulator.accounts import ensure_account
from emulator.app import create_app
from emulator.deliver import Deliveries
from emulator.desk import random_id
from emulator.instants import Clock, MovableClock, NewId, read_instant
from emulator.oauth import ensure_oauth_app
from emulator.pages import create_pages
from emulator.store import MemoryStore

PLANS = ("basic", "trial", "standard", "teams", "enterprise")
HOST = "127.0.0.1"  # the control plane asks nobody who they are
PORT = 4010
TOKEN = "emulator-token"  # noqa: S105  # printed at start: it opens this laptop's made-up calendar
CLIENT_ID = "emulator-client"
CLIENT_SECRET = "emulator-secret"  # noqa: S105  # printed at start, like the token


def main() -> None:
    asked = _arguments()
    url = f"http://{HOST}:{asked.port}"
    store = MemoryStore(asked.store)
    clock = MovableClock(_now if asked.now is None else lambda: asked.now)
    new_id = random_id if asked.seed is None else seeded_ids(asked.seed)
    asyncio.run(_fill(store, asked, new_id, clock))
    sys.stdout.write(
        f"Calendly emulator: {url}\n  token   {TOKEN}\n  pages   {url}/book\n"
        f"  oauth   {url}/oauth/authorize, client {CLIENT_ID}, secret {CLIENT_SECRET}\n"
        f"  control {url}/_emulator\nCtrl-C stops it.\n"
    )
    sys.stdout.flush()
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.run(
            stand_alone(store, url, new_id, clock), host=HOST, port=asked.port, log_level="warning"
        )
    store.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m emulator", description=__doc__)
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--store", type=Path, default=None, help="a file to keep everything in")
    parser.add_argument("--seed", type=int, default=None, help="the same number, the same ids")
    parser.add_argument(
        "--now",
        type=read_instant,
        default=None,
        help="stop the clock at this instant; only the control plane moves it",
    )
    parser.add_argument("--zone", default="Europe/Madrid", help="the host's time zone")
    parser.add_argument("--plan", choices=PLANS, default="standard", help="the account's plan")
    parser.add_argument(
        "--redirect-uri",
        action="append",
        default=[],
        help="an address the OAuth application may be sent back to; may be repeated",
    )
    return parser.parse_args()


def seeded_ids(seed: int) -> NewId:
    """UUIDs that repeat from run to run."""
    numbers = random.Random(seed)  # noqa: S311  # repeatable on purpose, and only where asked for
    return lambda: str(UUID(int=numbers.getrandbits(128), version=4))


async def _fill(store: MemoryStore, asked: argparse.Namespace, new_id: NewId, clock: Clock) -> None:
    await ensure_account(
        store,
        token=TOKEN,
        name="Ada Lovelace",
        email="ada@example.com",
        zone=asked.zone,
        new_id=new_id,
        now=clock(),
        plan=asked.plan,
        limited=True,
    )
    await ensure_oauth_app(
        store,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        redirect_uris=asked.redirect_uri,
    )


def _now() -> datetime:
    return datetime.now(UTC)


def stand_alone(store: MemoryStore, url: str, new_id: NewId, clock: MovableClock) -> Starlette:
    """API, pages and webhooks in one app."""

    @contextlib.asynccontextmanager
    async def delivering(app: Starlette) -> AsyncIterator[None]:
        async with httpx.AsyncClient() as http, asyncio.TaskGroup() as group:
            task = group.create_task(Deliveries(store, clock=clock, http=http).run_forever())
            yield
            task.cancel()

    api = create_app(store, clock=clock, api_url=url, pages_url=url, faults=True, new_id=new_id)
    pages = create_pages(
        store,
        clock=clock,
        api_url=url,
        pages_url=url,
        new_id=new_id,
        faults=api.state.emulation.faults,
        unsettled=api.state.emulation.unsettled,
    )
    return Starlette(routes=[Mount("/book", pages), Mount("/", api)], lifespan=delivering)


if __name__ == "__main__":
    main()
