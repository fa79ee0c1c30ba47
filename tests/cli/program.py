"""`pipewise` as a person starts it: a process with a folder, settings and a keyboard."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.platforms.postgres import Database

ROOT = Path(__file__).parents[2]
LIMIT_S = 60.0


@dataclass(frozen=True, kw_only=True)
class Ended:
    status: int
    out: str
    err: str


@dataclass(frozen=True, kw_only=True)
class Program:
    """Run in `folder`, where it leaves what it makes."""

    folder: Path
    settings: Mapping[str, str]

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": "/usr/bin:/bin",
            "HOME": str(self.folder),
            "PYTHONPATH": str(ROOT),
            "PIPEWISE_ENV_FILE": os.devnull,
            "COLUMNS": "200",
            **self.settings,
        }

    def run(self, *words: str, keys: str = "", **settings: str) -> Ended:
        done = subprocess.run(
            command(words),
            cwd=self.folder,
            env=self.environment | settings,
            input=keys,
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Ended(status=done.returncode, out=done.stdout, err=done.stderr)


def command(words: Sequence[str]) -> list[str]:
    return [sys.executable, "-W", "error::ResourceWarning", "-m", "server.cli", *words]


def on(database: Database, folder: Path) -> Program:
    settings = {"DATABASE_URL": database.admin_url, "PIPEWISE_HOME": str(folder / "home")}
    return Program(folder=folder, settings=settings)
