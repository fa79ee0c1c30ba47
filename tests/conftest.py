"""What every test may use."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.embedded import EmbeddedError, embedded, stop_if_unused


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


def _remove_left_behind() -> None:
    """Clusters of test runs that were killed: nobody else stops them."""
    for home in Path(tempfile.gettempdir()).glob("pipewise-tests-*"):
        try:
            if (home / "users.lock").exists() and stop_if_unused(home):
                shutil.rmtree(home, ignore_errors=True)
        except (EmbeddedError, OSError):
            continue  # another user's
