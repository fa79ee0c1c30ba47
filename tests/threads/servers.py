"""The two servers of one API, as processes of the tests: ours, and the oracle of compatibility."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
PROGRAMS = Path(sys.executable).parent
READY_S = 90.0


@contextmanager
def pipewise(folder: Path, *, settings: Mapping[str, str]) -> Iterator[str]:
    """Our server's base URL."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "server.wiring:app", "--port", str(port)]
    with started(command, port, folder, {"PIPEWISE_PORT": str(port), **settings}) as url:
        yield url


@contextmanager
def langgraph_dev(
    folder: Path, *, settings: Mapping[str, str], config: Path = ROOT / "langgraph.json"
) -> Iterator[str]:
    """The oracle's base URL. Its files are in `folder`: nothing of an earlier run comes back."""
    port = free_port()
    command = [
        *(str(PROGRAMS / "langgraph"), "dev", "--config", str(config)),
        *("--host", "127.0.0.1", "--port", str(port), "--n-jobs-per-worker", "10"),
        *("--no-reload", "--no-browser"),
    ]
    alone = {
        "PYTHONPATH": os.pathsep.join((str(config.parent), str(ROOT))),
        "LANGGRAPH_CLI_NO_ANALYTICS": "1",
        "LANGGRAPH_NO_VERSION_CHECK": "true",
        "LANGSMITH_TRACING": "false",
    }
    with started(command, port, folder, {**alone, **settings}) as url:
        yield url


@contextmanager
def started(
    command: Sequence[str], port: int, folder: Path, settings: Mapping[str, str]
) -> Iterator[str]:
    """Nothing of our own environment gets through but what finds programs."""
    plain = {
        "PATH": f"{PROGRAMS}:/usr/bin:/bin",
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "PIPEWISE_HOME": str(folder),
    }
    log = folder / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=folder, env={**plain, **settings}, stdout=out, stderr=out
        )
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until_ready(url, process, log)
        yield url
    finally:
        stop(process)


def wait_until_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{url}/ok", timeout=2).status_code == 200:
                return
        time.sleep(0.2)
    raise AssertionError(f"The server did not start:\n{log.read_text(errors='replace')[-4000:]}")


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port
