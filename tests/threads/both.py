"""Ours and the oracle, side by side, each with a database of its own."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.platforms.postgres import Database
from tests.threads.servers import langgraph_dev, pipewise

OURS, ORACLE = "pipewise", "langgraph dev"


@contextmanager
def both_servers(ours: Database, oracles: Database) -> Iterator[dict[str, str]]:
    """Their base URLs by name. What one books takes no slot from the other."""
    with ExitStack() as stack:
        urls = {}
        for name, start, database in (
            (OURS, pipewise, ours),
            (ORACLE, langgraph_dev, oracles),
        ):
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="pipewise-server-"))
            settings = {"DATABASE_URL": database.admin_url}
            urls[name] = stack.enter_context(start(Path(folder), settings=settings))
        yield urls
