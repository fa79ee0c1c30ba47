"""The page about the emulator: its example runs, and it names all that can be asked for."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from emulator.control import control_router
from emulator.faults import FAULT_KINDS
from emulator.seeding import Seed
from emulator.unsettled import Unsettled
from tests.emulator.test_emulator_alone import running

PAGE = (Path(__file__).parents[2] / "docs" / "emulator.md").read_text(encoding="utf-8")


def between(opening: str, closing: str = "```") -> str:
    return PAGE.partition(opening)[2].partition(closing)[0]


@pytest.mark.slow
def test_the_example_prints_what_the_page_says() -> None:
    example = between("```python\n")
    with running() as client:
        here = example.replace("http://127.0.0.1:4010", str(client.base_url).rstrip("/"))
        command = [sys.executable, "-c", here]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert (ran.stderr, ran.stdout) == ("", between("It prints:\n\n```\n"))


@pytest.mark.parametrize(
    "names",
    [FAULT_KINDS, tuple(Unsettled.model_fields), tuple(Seed.model_fields)],
    ids=["faults", "unsettled", "seed"],
)
def test_the_page_names_everything(names: tuple[str, ...]) -> None:
    assert [name for name in names if f"`{name}`" not in PAGE] == []


def test_the_page_knows_every_call_of_the_control_plane() -> None:
    paths = {str(getattr(route, "path", "")) for route in control_router.routes}
    written = set(re.findall(r"/_emulator(/[\w/{}]+)", PAGE))

    assert {any_id(path) for path in paths} == {any_id(path) for path in written}


def any_id(path: str) -> str:
    return re.sub(r"\{\w+\}", "{}", path)
