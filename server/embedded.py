"""A Postgres of our own, started on demand and stopped by the last process that uses it."""

import atexit
import fcntl
import os
import pwd
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from server.postgres_process import ANOTHER_WAY, EmbeddedError, running_url, stop

ROOT_HOME = Path("/var/lib/pipewise")


@dataclass(kw_only=True)
class _Use:
    """This process's share in a server."""

    lock: IO[bytes]
    pid: int
    count: int = 0


_uses: dict[Path, _Use] = {}
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

    The process counts as a user of that server until as many calls of `release`, or until it
    ends. `durable=False` is for tests: what is committed survives a killed process, not a lost
    machine.
    """
    home = home.absolute()
    with _threads, _gate(home, make=True):
        use = _join(home)
        try:
            url = running_url(home, deadline_s=deadline_s, durable=durable)
        except BaseException:
            if use.count == 0:
                _leave(home, use)
            raise
        use.count += 1
        return url


def revive(home: Path) -> str:
    """Start the server again if it died under us: the same files, the same port where it can be."""
    with embedded(home) as url:  # one user more for a moment; those that were there remain
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
        if not home.is_dir():  # removed under our feet: nobody else can find this server
            del _uses[home]
            use.lock.close()
            stop(home)
            return
        with _gate(home):
            _leave(home, use)


def stop_if_unused(home: Path) -> bool:
    """Stop a server that nobody uses (its last user was killed). False: somebody does."""
    home = home.absolute()
    with _threads, _gate(home), (home / "users.lock").open("ab") as lock:
        if not _alone(lock):
            return False
        stop(home)
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
            stop(home)


def _alone(lock: IO[bytes]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
