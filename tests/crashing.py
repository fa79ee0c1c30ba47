"""The program with a sudden death in it: `python -m tests.crashing` serves, and dies where told.

The file that PIPEWISE_CRASH_FILE names says where: `crm.commit_turn:after` ends the process with
SIGKILL right after the next such call. Every call of a port is told in the log.
"""

import asyncio
import contextlib
import inspect
import logging
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from server.parts import Patience
from server.serve import serve
from server.settings import read_settings
from server.wiring import Around, Port, Wired

log = logging.getLogger("calls")

QUICK = Patience(lease=1.0, stalled=1.0, late=1.0, stuck=4.0, sweep=1, watch=1, ask=1.0)
"""A dead process of a test has no request under way, so nobody needs to wait for one."""


class Watched:
    """A port whose calls are told and may be the last thing the process does."""

    def __init__(self, name: str, port: object, passing: Callable[[str], None]) -> None:
        self._name = name
        self._port = port
        self._passing = passing

    def __getattr__(self, name: str) -> Any:  # whatever the port has
        value = getattr(self._port, name)
        if not inspect.iscoroutinefunction(value):
            return value

        async def call(*args: object, **kwargs: object) -> object:
            self._passing(f"{self._name}.{name}:before")
            answer: object = await value(*args, **kwargs)
            self._passing(f"{self._name}.{name}:after")
            return answer

        return call


def watched_by(crash_file: Path) -> Around:
    def passing(point: str) -> None:
        log.info("call %s", point)
        if crash_file.exists() and crash_file.read_text() == point:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(name: str, port: Port) -> Port:
        watched: Any = Watched(name, port, passing)  # quacks like the port
        made: Port = watched
        return made

    return around


def main() -> None:
    logging.basicConfig(level="INFO", format="%(levelname)s %(name)s %(message)s")
    around = watched_by(Path(os.environ["PIPEWISE_CRASH_FILE"]))
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(Wired(read_settings(), patience=QUICK, around=around)))


if __name__ == "__main__":
    main()
