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
from emulator.instants import MovableClock, NewId
from emulator.pages import create_pages
from emulator.store import MemoryStore

HOST = "127.0.0.1"  # the control plane asks nobody who they are
PORT = 4010
TOKEN = "emulator-token"  # noqa: S105  # printed at start: it opens this laptop's made-up calendar


def main() -> None:
    asked = _arguments()
    url = f"http://{HOST}:{asked.port}"
    store = MemoryStore(asked.store)
    new_id = random_id if asked.seed is None else seeded_ids(asked.seed)
    asyncio.run(_make_account(store, new_id, asked.zone))
    sys.stdout.write(
        f"Calendly emulator: {url}\n  token   {TOKEN}\n  pages   {url}/book\n"
        f"  control {url}/_emulator\nCtrl-C stops it.\n"
    )
    sys.stdout.flush()
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.run(
            stand_alone(store, url, new_id), host=HOST, port=asked.port, log_level="warning"
        )
    store.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m emulator", description=__doc__)
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--store", type=Path, default=None, help="a file to keep everything in")
    parser.add_argument("--seed", type=int, default=None, help="the same number, the same ids")
    parser.add_argument("--zone", default="Europe/Madrid", help="the host's time zone")
    return parser.parse_args()


def seeded_ids(seed: int) -> NewId:
    """UUIDs that repeat from run to run."""
    numbers = random.Random(seed)  # noqa: S311  # repeatable on purpose, and only where asked for
    return lambda: str(UUID(int=numbers.getrandbits(128), version=4))


async def _make_account(store: MemoryStore, new_id: NewId, zone: str) -> None:
    await ensure_account(
        store,
        token=TOKEN,
        name="Ada Lovelace",
        email="ada@example.com",
        zone=zone,
        new_id=new_id,
        now=_now(),
        limited=True,
    )


def _now() -> datetime:
    return datetime.now(UTC)


def stand_alone(store: MemoryStore, url: str, new_id: NewId) -> Starlette:
    """API, pages and webhooks in one app."""
    clock = MovableClock(_now)

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
