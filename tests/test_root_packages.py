"""Our packages have everyday names at the root: nobody else's may stand before them."""

import sys
import tomllib
from importlib.machinery import PathFinder
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
NAMES: list[str] = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]


@pytest.mark.parametrize("name", [*NAMES, "tests"])
def test_nothing_installed_has_the_name_of_a_package_of_ours(name: str) -> None:
    """`langgraph dev` puts our root last on the path, pytest first: look where pytest does not."""
    elsewhere = [entry for entry in sys.path if Path(entry).resolve() != ROOT]

    assert PathFinder.find_spec(name, elsewhere) is None


def test_every_package_at_the_root_is_listed_by_name() -> None:
    packages = {file.parent.name for file in ROOT.glob("*/__init__.py")}

    assert packages == set(NAMES)
