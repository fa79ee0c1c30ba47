"""Ports that answer from a recording."""

from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, cast

from server.recording.differences import difference
from server.recording.outside import Outside, way_of
from server.recording.plain import Plain, canonical, revived, revived_error
from server.recording.tape import Setup


class Unrecorded(Exception):
    """The turn has asked something that is not on its tape. The message says what."""


class Answers(Protocol):
    """Where the answers come from."""

    def answer(self, call: str, asked: Plain) -> Plain:
        """A call of the tape, with `gave` or `raised`."""


@dataclass(kw_only=True)
class Playing:
    """A tape on its way through. Each of its answers is given once, to the same question."""

    calls: Sequence[Plain] = ()
    first_difference: str | None = None
    _waiting: dict[str, deque[Plain]] = field(default_factory=lambda: defaultdict(deque))

    def __post_init__(self) -> None:
        for call in self.calls:
            self._waiting[_key(call["call"], call["asked"])].append(call)

    def answer(self, call: str, asked: Plain) -> Plain:
        waiting = self._waiting.get(_key(call, asked))
        if waiting:
            return waiting.popleft()
        self._differs(self._said_of(call, asked))
        raise Unrecorded(self.first_difference)

    def finish(self) -> None:
        """What was recorded and not asked again is a difference, too."""
        left = self._left()
        if left:
            self._differs(f"it did not ask {_shown(left[0])} any more")

    def _differs(self, said: str) -> None:
        self.first_difference = self.first_difference or said

    def _said_of(self, call: str, asked: Plain) -> str:
        """In words, beside the recorded question that is most like it."""
        others = [each for each in self._left() if each["call"] == call]
        if not others:
            return f"it asked {_shown({'call': call, 'asked': asked})}, which the recording did not"
        told = [difference(each["asked"], asked) or "" for each in others]
        return f"it asked {call} otherwise: {min(told, key=len)}"

    def _left(self) -> list[Plain]:
        return [call for calls in self._waiting.values() for call in calls]


def played(answers: Answers, setup: Setup) -> Outside:
    model = cast(Any, _Played("model", answers)) if setup["model"] else None
    return Outside(
        crm=_Played("crm", answers),
        calendars=_PlayedCalendars(answers),
        understand=cast(Any, _Played("understander", answers)),
        model=model,
        scheduler_model=model if setup["schedules"] else None,
        clock=_reading("clock", answers),
        new_id=_reading("new_id", answers),
    )


def given(answer: Plain) -> Any:
    """`Any`: whatever the port gives. Raises what it raised."""
    if "raised" in answer:
        raise revived_error(answer["raised"])
    return revived(answer["gave"])


def _reading(call: str, answers: Answers) -> Callable[[], Any]:
    return lambda: given(answers.answer(call, {}))


class _Played:
    """Stands for every method of its port."""

    def __init__(self, role: str, answers: Answers) -> None:
        self._role, self._answers = role, answers

    def __getattr__(self, name: str) -> Any:  # quacks like the port
        way, call = way_of(self._role, name), f"{self._role}.{name}"
        if way.signature is None:
            return given(self._answers.answer(call, {}))

        def at_once(*args: Any, **kwargs: Any) -> Any:
            return given(self._answers.answer(call, way.asked(args, kwargs)))

        async def ask(*args: Any, **kwargs: Any) -> Any:
            return at_once(*args, **kwargs)

        method: Callable[..., Any] | Callable[..., Awaitable[Any]] = ask if way.waits else at_once
        setattr(self, name, method)
        return method


class _PlayedCalendars:
    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    async def of(self, workspace: str) -> Any:  # quacks like a calendar
        given(self._answers.answer("calendars.of", {"workspace": workspace}))
        return _Played("calendar", self._answers)


def _key(call: str, asked: Plain) -> str:
    return f"{call} {canonical(asked)}"


def _shown(call: Plain) -> str:
    asked = ", ".join(
        f"{name}={_short(each)}" for name, each in call["asked"].items() if name not in WHOSE
    )
    return f"{call['call']}({asked})"


WHOSE = frozenset({"workspace", "conversation_id", "lead_id", "turn_id", "payer"})
"""The same in all calls of a turn."""

SHOWN = 80


def _short(value: Plain) -> str:
    text = canonical(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
