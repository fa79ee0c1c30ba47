"""The program on the module's database, in a folder of the test's own."""

from pathlib import Path

import pytest

from tests.cli.program import Program, on
from tests.platforms.postgres import Database


@pytest.fixture
def pipewise(database: Database, tmp_path: Path) -> Program:
    return on(database, tmp_path)
