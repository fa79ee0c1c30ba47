"""The servers of the thread API, each a process with a Postgres of its own."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks.folder import own_folder
from benchmarks.machine import cpu_of, family, processes, taken_by
from server.embedded import stop_if_unused

ROOT = Path(__file__).parent.parent
OURS = "pipewise serve"
DEV_10, DEV = "langgraph dev, 10 jobs", "langgraph dev, its default"
READY_S, STOP_S = 120.0, 15.0


@dataclass(frozen=True, kw_only=True)
class Cpu:
    """Processor seconds up to now: the server's own processes, and its Postgres."""

    server: float
    postgres: float

    def __sub__(self, other: "Cpu") -> "Cpu":
        return Cpu(server=self.server - other.server, postgres=self.postgres - other.postgres)

    def __add__(self, other: "Cpu") -> "Cpu":
        return Cpu(server=self.server + other.server, postgres=self.postgres + other.postgres)


@dataclass(frozen=True, kw_only=True)
class Served:
    name: str
    url: str
    pid: int
    postgres: int

    def cpu(self) -> Cpu:
        seen = processes()
        database = family(seen, self.postgres)
        server = family(seen, self.pid) - database
        return Cpu(server=cpu_of(seen, server), postgres=cpu_of(seen, database))

    def megabytes(self) -> float | None:
        """Of the Python process; Postgres shares its memory, so a sum of it would say too much."""
        return taken_by(self.pid).megabytes


@asynccontextmanager
async def served(*names: str) -> AsyncIterator[list[Served]]:
    """Started side by side, ready on entry, gone on exit with all their files."""
    started: list[_Started] = []
    with ExitStack() as stack:
        try:
            for name in names:
                folder = stack.enter_context(own_folder())
                started.append(stack.enter_context(_process(name, folder, free_port())))
            yield [await _ready(each) for each in started]
        finally:
            for each in started:  # all of them at once, before one is waited for
                each.process.send_signal(signal.SIGINT)


@dataclass(frozen=True, kw_only=True)
class _Started:
    name: str
    folder: Path
    url: str
    process: subprocess.Popen[bytes]


@contextmanager
def _process(name: str, folder: Path, port: int) -> Iterator[_Started]:
    """In a session of its own: Ctrl-C reaches this program only, which then stops it."""
    home = folder / "home"
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own programs
            _command(name, folder, port),
            cwd=folder,
            env=_environment(folder, home, port),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield _Started(name=name, folder=folder, url=f"http://127.0.0.1:{port}", process=process)
    finally:
        _end(process)
        if home.exists():
            stop_if_unused(home)


def _command(name: str, folder: Path, port: int) -> Sequence[str]:
    if name == OURS:
        return (sys.executable, "-m", "server.cli", "serve")
    # No `env`: a key in somebody's `.env` would make a language model part of this.
    config = folder / "langgraph.json"
    graphs = {"pipewise": "server.wiring:graph"}
    app = {"app": "server.wiring:studio_app"}
    config.write_text(json.dumps({"dependencies": ["."], "graphs": graphs, "http": app}))
    jobs = ("--n-jobs-per-worker", "10") if name == DEV_10 else ()
    return (
        *(str(Path(sys.executable).with_name("langgraph")), "dev", "--config", str(config)),
        *("--host", "127.0.0.1", "--port", str(port), "--no-reload", "--no-browser", *jobs),
    )


def _environment(folder: Path, home: Path, port: int) -> Mapping[str, str]:
    """Nothing of our own but what finds programs."""
    return {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "PIPEWISE_ENV_FILE": os.devnull,
        "PIPEWISE_HOME": str(home),
        "PIPEWISE_PORT": str(port),
        "LANGGRAPH_CLI_NO_ANALYTICS": "1",
        "LANGGRAPH_NO_VERSION_CHECK": "true",
        "LANGSMITH_TRACING": "false",
    }


async def _ready(started: _Started) -> Served:
    process, deadline = started.process, time.monotonic() + READY_S
    async with httpx.AsyncClient(base_url=started.url, timeout=5, trust_env=False) as http:
        while time.monotonic() < deadline and process.poll() is None:
            with suppress(httpx.TransportError):
                if (await http.get("/ok")).status_code == 200:
                    return _known(started)
            await asyncio.sleep(0.1)
    log = (started.folder / "server.log").read_text(errors="replace")
    raise RuntimeError(f"{started.name} did not become ready:\n{log[-4000:]}")


def _known(started: _Started) -> Served:
    lock = started.folder / "home" / "pg" / "postmaster.pid"
    return Served(
        name=started.name,
        url=started.url,
        pid=started.process.pid,
        postgres=int(lock.read_text().split()[0]),
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    """It was asked to stop."""
    try:
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_S)
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port
