"""`python -m emulator`: a program of its own that survives its own end."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from emulator.__main__ import TOKEN, seeded_ids
from emulator.store import MemoryStore

ROOT = Path(__file__).parent.parent.parent


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def running(*options: str, port: int | None = None) -> Iterator[httpx.Client]:
    port = port or free_port()
    command = [sys.executable, "-m", "emulator", "--port", str(port), *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        base = f"http://127.0.0.1:{port}"
        with httpx.Client(base_url=base, headers={"authorization": f"Bearer {TOKEN}"}) as client:
            wait_for(client)
            yield client
        program.send_signal(signal.SIGINT)
        printed, _ = program.communicate(timeout=10)
        assert base in printed
        assert program.returncode == 0


def wait_for(client: httpx.Client) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            client.get("/users/me").raise_for_status()
        except httpx.TransportError:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        else:
            return


@pytest.mark.slow
def test_what_was_booked_is_there_after_a_restart(tmp_path: Path) -> None:
    file = str(tmp_path / "calendly.db")
    with running("--store", file, "--seed", "7") as client:
        before = client.get("/users/me").json()["resource"]["uri"].rpartition("/")[2]
        api = str(client.base_url).rstrip("/")
        found = client.get("/event_types", params={"user": f"{api}/users/{before}"}).json()
        body = {"max_event_count": 1, "owner_type": "EventType"}
        body["owner"] = found["collection"][0]["uri"]
        link = client.post("/scheduling_links", json=body).json()["resource"]["booking_url"]
        assert client.get(link).status_code == 200

    with running("--store", file, "--seed", "7") as client:
        after = client.get("/users/me").json()["resource"]["uri"].rpartition("/")[2]
        assert client.get(f"/book/{link.rpartition('/')[2]}").status_code == 200
        assert client.get("/_emulator/clock").status_code == 200
    assert before == after


def test_a_seed_gives_the_same_ids_each_time() -> None:
    first, second = seeded_ids(7), seeded_ids(7)

    assert [first() for _ in range(3)] == [second() for _ in range(3)]
    assert seeded_ids(8)() != seeded_ids(7)()


async def put_and_break(store: MemoryStore) -> None:
    async with store.transaction("account") as tx:
        await tx.put("thing", "1", {"a": 1})
        assert await tx.get("thing", "1") == {"a": 1}
        raise RuntimeError


async def test_a_broken_transaction_leaves_nothing(tmp_path: Path) -> None:
    store = MemoryStore(tmp_path / "calendly.db")
    with pytest.raises(RuntimeError):
        await put_and_break(store)
    async with store.transaction("account") as tx:
        assert await tx.find("thing") == []
    store.close()
    again = MemoryStore(tmp_path / "calendly.db")
    assert await again.accounts_with("thing") == []
    again.close()
