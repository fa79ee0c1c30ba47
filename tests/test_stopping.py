"""Ctrl-C stops all of it; a killed server leaves its Postgres to the next one."""

import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from server.embedded import stop_if_unused
from tests.running import Running


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """Of everything by default; the server's own user has to pass through."""
    folder = Path(tempfile.mkdtemp(prefix="pipewise stopping "))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[Running]:
    """With its own embedded Postgres. Each test starts it and brings it down."""
    running = Running(home, settings={"PIPEWISE_HOME": str(home / "data")})
    yield running
    assert "Traceback" not in running.log, running.log
    stop_if_unused(home / "data")


def postgres(home: Path) -> int:
    """The process id of the embedded server."""
    [file] = (home / "data").rglob("postmaster.pid")
    return int(file.read_text().splitlines()[0])


def is_alive(process_id: int) -> bool:
    """A dead one that nobody has waited for is dead, too."""
    status = Path(f"/proc/{process_id}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


@contextmanager
def open_stream(url: str) -> Iterator[None]:
    """A page that listens for replies, and goes on listening."""
    told = httpx.post(f"{url}/api/chat/sessions", json={}).json()
    proof = {"authorization": f"Bearer {told['token']}"}
    path = f"{url}/api/chat/sessions/{told['session_id']}/events"
    begun = threading.Event()

    def listen() -> None:
        with httpx.stream("GET", path, headers=proof, timeout=60) as stream:
            for _ in stream.iter_lines():
                begun.set()

    listener = threading.Thread(target=listen)
    listener.start()
    assert begun.wait(10)
    yield
    listener.join(15)
    assert not listener.is_alive()


def test_a_killed_server_leaves_its_postgres_to_the_next(server: Running, home: Path) -> None:
    server.start()
    before = postgres(home)

    server.kill()
    left = is_alive(before)
    server.start()

    assert left
    assert postgres(home) == before


def test_ctrl_c_stops_it_and_its_postgres_although_a_page_listens(
    server: Running, home: Path
) -> None:
    process_id = postgres(home)
    with open_stream(server.url):
        began = time.monotonic()

        server.stop(signal.SIGINT)

        assert time.monotonic() - began < 15
    assert not is_alive(process_id)


def test_a_stop_by_a_supervisor_is_as_clean(server: Running, home: Path) -> None:
    server.start()
    process_id = postgres(home)

    server.stop(signal.SIGTERM)

    assert not is_alive(process_id)
