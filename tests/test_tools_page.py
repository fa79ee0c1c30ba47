"""The page about the scheduler's tools says what they are, no more and no less."""

import re
from pathlib import Path
from typing import Any, get_args

import pytest
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool

from tests.fakes import FakeCalendar, FakeCalendars, FakeClock, FakeCrm, FakeIds
from tools.errors import Reason
from tools.event_type_rules import RULES
from tools.scheduling import make_tools

PAGE = (Path(__file__).parents[1] / "docs" / "tools.md").read_text(encoding="utf-8")
LINES = ("Arguments", "Answers", "Refuses", "Changes")


def tools() -> list[BaseTool]:
    clock, new_id = FakeClock(), FakeIds()
    return make_tools(FakeCrm(clock, new_id), FakeCalendars(FakeCalendar()), clock, new_id)


def sections() -> dict[str, str]:
    """What is said of each tool, by its name."""
    parts = re.split(r"^#{2,3} ", PAGE, flags=re.MULTILINE)
    return {part.split("`")[1]: part for part in parts if part.startswith("`")}


def named(section: str, line: str) -> set[str]:
    """The words in code style of one of the section's lines, without their remarks."""
    said = re.search(rf"^- {line}: (.*(?:\n  .*)*)", section, flags=re.MULTILINE)
    assert said, f"no line on {line}"
    return set(re.findall(r"`(\w+)`", re.sub(r"\([^)]*\)", "", said[1])))


def test_it_has_each_tool_once() -> None:
    assert sorted(sections()) == sorted(tool.name for tool in tools())
    assert len(re.findall(r"^### `", PAGE, flags=re.MULTILINE)) == len(tools())


@pytest.mark.parametrize("tool", tools(), ids=lambda tool: str(tool.name))
def test_it_names_the_arguments_a_model_is_shown(tool: BaseTool) -> None:
    shown: dict[str, Any] = convert_to_openai_tool(tool)["function"]["parameters"]

    assert named(sections()[tool.name], "Arguments") == set(shown["properties"])


@pytest.mark.parametrize("name", sorted(sections()))
def test_it_says_what_is_answered_refused_and_changed(name: str) -> None:
    section = sections()[name]

    assert all(re.search(rf"^- {line}: \S", section, flags=re.MULTILINE) for line in LINES)
    assert named(section, "Refuses") - {"book_calendly_slot"} <= set(get_args(Reason))


def test_it_has_the_rules_of_the_event_types_in_their_order() -> None:
    assert re.findall(r"^\| `(\w+)` \|", PAGE, flags=re.MULTILINE) == [rule.name for rule in RULES]
