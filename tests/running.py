"""The real program as a process of the tests: started, killed, started again, its log read."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

import httpx

from tests.platforms.postgres import Database

ROOT = Path(__file__).parent.parent
SERVE = (sys.executable, "-m", "server.cli", "serve")
OURSELVES = "<our own address>"
"""In a setting: where this very server will be reached."""
READY_S = 120.0
STOP_S = 15.0


class Running:
    """`pipewise serve` on a port of its own; its files and its log are in `folder`."""

    def __init__(
        self, folder: Path, *, settings: Mapping[str, str], command: Sequence[str] = SERVE
    ) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log_file = folder / "server.log"
        self._command = command
        self.settings = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(folder),
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "default",
            "PIPEWISE_ENV_FILE": os.devnull,
            "PIPEWISE_PORT": str(self.port),
            **{name: value.replace(OURSELVES, self.url) for name, value in settings.items()},
        }
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Running":
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process is not None and self._process.poll() is None:
            self.stop()

    @property
    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    @property
    def process(self) -> subprocess.Popen[bytes]:
        assert self._process is not None
        return self._process

    def start(self, more: Mapping[str, str] | None = None) -> None:
        """Returns when it is ready. The port, the files and the log are the same every time."""
        with self.log_file.open("ab") as log:
            environment = {**self.settings, **(more or {})}
            self._process = subprocess.Popen(
                self._command, cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_S
        while time.monotonic() < deadline and self.process.poll() is None:
            with suppress(httpx.TransportError):
                if httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200:
                    return
            time.sleep(0.05)
        raise AssertionError(f"The server did not become ready:\n{self.log[-4000:]}")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self, sign: signal.Signals = signal.SIGINT) -> int:
        """As Ctrl-C does it. Its exit status; a server that does not end is a failure."""
        self.process.send_signal(sign)
        try:
            return self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"It did not stop in {STOP_S} s:\n{self.log[-4000:]}") from None


@contextmanager
def running(
    folder: Path,
    database: Database,
    *,
    settings: Mapping[str, str] | None = None,
    command: Sequence[str] = SERVE,
) -> Iterator[Running]:
    """A server on a migrated database; afterwards its log holds no traceback."""
    given = {"DATABASE_URL": database.admin_url, "PIPEWISE_HOME": str(folder), **(settings or {})}
    with Running(folder, settings=given, command=command) as server:
        yield server
    assert "Traceback" not in server.log, server.log


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port
