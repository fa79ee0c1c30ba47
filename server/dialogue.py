"""Dialogue files: what a lead says and what must come back, for the terminal and the tests."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from server.talk import Exchange
from tools.errors import Rejected
from tools.ports.words import IntentName

Outcome = Literal["booked", "link_sent", "moved", "canceled", "handed_over", "opted_out", "replied"]


class Line(BaseModel):
    """One turn: words, or the n-th choice of the last reply (from 1)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    say: str | None = None
    choose: int | None = Field(default=None, ge=1)
    intent: IntentName | None = None
    expect: tuple[str, ...] = ()
    never: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_of_two(self) -> "Line":
        if (self.say is None) == (self.choose is None):
            raise ValueError("a turn has either `say` or `choose`")
        return self


class Dialogue(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    phone: str | None = None
    turns: tuple[Line, ...] = Field(min_length=1)
    outcome: Outcome
    never: tuple[str, ...] = ()
    """Words that no reply of the whole dialogue may contain."""


class Failed(Exception):
    """The dialogue went another way. The message says at which turn, and how."""


Say = Callable[[str, str | None], Awaitable[Exchange]]
"""Text and the id of a pressed choice, to the answer."""


def load(path: Path) -> Dialogue:
    """Raises `Rejected` naming the field at fault."""
    try:
        return Dialogue.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise Rejected(f"{path}: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise Rejected(f"{path} is not YAML: {error}") from error
    except ValidationError as error:
        fault = error.errors()[0]
        field = ".".join(map(str, fault["loc"]))
        raise Rejected(f"{path}: {field or 'dialogue'}: {fault['msg']}", field=field) from error


async def play(
    dialogue: Dialogue, say: Say, *, heard: Callable[[str, Exchange], None] | None = None
) -> Exchange:
    """Talk it through; returns the last exchange. Raises `Failed` at the first difference."""
    last: Exchange | None = None
    for number, line in enumerate(dialogue.turns, start=1):
        text, choice = _words(line, last, number)
        last = await say(text, choice)
        if heard is not None:
            heard(text, last)
        _check(line, dialogue.never, last, number)
    assert last is not None  # noqa: S101 - a dialogue has at least one turn
    if outcome(last) != dialogue.outcome:
        raise Failed(f"the outcome is {outcome(last)!r}, not {dialogue.outcome!r}")
    return last


def outcome(exchange: Exchange) -> Outcome:
    """Where the last turn has left things, from tool state alone."""
    result = exchange.state["result"]
    if "moved" in _proved(exchange):
        return "moved"  # the meeting itself is booked, at its new time
    if result.get("action") == "handed_over":
        return "handed_over"
    if result.get("lead_status") == "opted_out":
        return "opted_out"
    state = result.get("meeting_state")
    for known in ("booked", "link_sent", "canceled"):
        if state == known:
            return known
    return "replied"


def _proved(exchange: Exchange) -> set[str]:
    """The kinds of the receipts that the turn's tools have earned."""
    receipts = (call.result.get("receipt") for call in exchange.calls)
    return {receipt["kind"] for receipt in receipts if receipt}


def _words(line: Line, last: Exchange | None, number: int) -> tuple[str, str | None]:
    if line.say is not None:
        return line.say, None
    choices = last.choices if last else ()
    place = line.choose or 0
    if place > len(choices):
        raise Failed(f"turn {number}: there is no choice {place} among {len(choices)}")
    return choices[place - 1]["title"], choices[place - 1]["id"]


def _check(line: Line, never: tuple[str, ...], exchange: Exchange, number: int) -> None:
    said = exchange.text.casefold()
    if line.intent is not None and exchange.intent != line.intent:
        raise Failed(f"turn {number}: read as {exchange.intent!r}, not {line.intent!r}")
    for word in line.expect:
        if word.casefold() not in said:
            raise Failed(f"turn {number}: {word!r} is missing in {exchange.text!r}")
    for word in (*line.never, *never):
        if word.casefold() in said:
            raise Failed(f"turn {number}: {word!r} must not be in {exchange.text!r}")
