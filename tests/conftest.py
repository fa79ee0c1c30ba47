"""What every test may use: a Postgres of its own, migrated."""

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from hypothesis import settings
from psycopg import sql
from psycopg.conninfo import make_conninfo

from server.embedded import embedded, stop_if_unused
from server.migrate import app_url, migrate
from server.postgres_process import EmbeddedError
from server.settings import env_names
from tests.platforms.postgres import Database

EMULATOR_SQL = Path(__file__).parent.parent / "emulator" / "schema.sql"
APP_PASSWORD = "made-up"
TEMPLATE = "migrated"

# The same examples in every run: what fails, fails again. A new seed is one word away.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")

# A shell that starts us in the background has us ignore Ctrl-C; our programs would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Before anything reads them: a developer's own keys and database are none of the tests' business.
for name in env_names().values():
    os.environ.pop(name, None)
os.environ["PIPEWISE_ENV_FILE"] = os.devnull


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A superuser's URL of a cluster made for this run."""
    _remove_left_behind()
    home = Path(tempfile.mkdtemp(prefix="pipewise-tests-"))
    home.chmod(0o711)  # where we are root, the server's own user has to pass through
    with embedded(home, durable=False) as url:
        yield url
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that the server's own user can reach, too; pytest's are closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="pipewise tests "))
    folder.chmod(0o711)
    yield folder / "home"
    if (folder / "home" / "start.lock").exists():
        stop_if_unused(folder / "home")
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def migrated_template(postgres_url: str) -> str:
    """The name of a migrated database that nobody is connected to."""
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        admin.execute(sql.SQL("create database {}").format(sql.Identifier(TEMPLATE)))
    asyncio.run(
        migrate(
            make_conninfo(postgres_url, dbname=TEMPLATE),
            emulator_sql=EMULATOR_SQL.read_text(encoding="utf-8"),
            app_password=APP_PASSWORD,
        )
    )
    return TEMPLATE


@pytest.fixture(scope="module")
def database(postgres_url: str, migrated_template: str) -> Iterator[Database]:
    """A migrated database of the module's own; its tests keep apart by workspace."""
    with _new_database(postgres_url, migrated_template) as database:
        yield database


@pytest.fixture(scope="module")
def another_database(postgres_url: str, migrated_template: str) -> Iterator[Database]:
    """A second one, for tests that compare two programs."""
    with _new_database(postgres_url, migrated_template) as database:
        yield database


@contextmanager
def _new_database(postgres_url: str, template: str) -> Iterator[Database]:
    name = f"t{uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        admin.execute(
            sql.SQL("create database {} template {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        url = make_conninfo(postgres_url, dbname=name)
        yield Database(admin_url=url, app_url=app_url(url, APP_PASSWORD))
        admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def _remove_left_behind() -> None:
    """Clusters of test runs that were killed: nobody else stops them."""
    for home in Path(tempfile.gettempdir()).glob("pipewise-tests-*"):
        try:
            if (home / "users.lock").exists() and stop_if_unused(home):
                shutil.rmtree(home, ignore_errors=True)
        except (EmbeddedError, OSError):
            continue  # another user's
