"""A server that is asked to stop lets go at once, whoever still listens."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from server.app import create_app
from server.parts import Parts
from server.settings import Settings
from server.wiring import Wired
from tests.platforms.postgres import Database


class OneWorker(Wired):
    """Beside the requests runs nothing but what tells of its end."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.stopped = asyncio.Event()

    def background(self, parts: Parts) -> list[Callable[[], Coroutine[Any, Any, None]]]:
        return [self._working]

    async def _working(self) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            self.stopped.set()


async def test_work_stops_with_the_signal_although_requests_hold_the_server_up(
    database: Database, tmp_path: Path
) -> None:
    house = OneWorker(Settings(database_url=SecretStr(database.admin_url), home=tmp_path))
    app = create_app(house, compat=True)

    async with app.router.lifespan_context(app):
        await asyncio.sleep(0)
        app.state.stopping = True

        async with asyncio.timeout(10):
            await house.stopped.wait()
