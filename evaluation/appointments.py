"""Recorded dialogues about an appointment: is the day and hour that was booked what we heard?

The lead's turns are read one by one and the recorded other side is taken as said; what is compared
is the day and hour known at each booking.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from evaluation.times import Verdict, bounds
from tools.ports.understanding import Hearing, Understander, Understanding
from tools.ports.words import JSON

CLOCK = datetime(2019, 3, 1, tzinfo=UTC)
PROPOSES = frozenset({"OFFER", "CONFIRM"})


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the talk has come to."""

    day: date | None = None
    hour: time | None = None
    words: str | None = None
    """An hour whose day is not known yet."""


def appointments(read: JSON, understander: Understander) -> list[Verdict]:
    """One verdict for each booking of each dialogue."""
    return [said for dialogue in read["dialogues"] for said, _ in replayed(dialogue, understander)]


def replayed(dialogue: JSON, understander: Understander) -> Iterator[tuple[Verdict, Known]]:
    """What was known at each booking, and what that comes to."""
    known, proposed = Known(), Known()
    bookings = {each["turn"]: each["parameters"] for each in dialogue["calls"]}
    for place, turn in enumerate(dialogue["turns"]):
        if turn["s"] == "U":
            known = _told(known, proposed, turn["t"], understander)
            continue
        if "appointment_date" in bookings.get(place, {}):
            yield _verdict(known, bookings[place]), known
        proposed = _proposal(turn, understander)


def _told(known: Known, proposed: Known, text: str, understander: Understander) -> Known:
    heard = _understand(text, None, understander)
    if heard["answer"] == "yes":
        known = _with(known, proposed, understander)
    return _with(known, _said(heard), understander)


def _proposal(turn: JSON, understander: Understander) -> Known:
    """The other side's own words, where it proposes or repeats a time."""
    slots = [slot for act, slot, _ in turn["acts"] if act in PROPOSES]
    if not any(slot.startswith("appointment_") for slot in slots):
        return Known()
    return _said(_understand(turn["t"], None, understander))


def _understand(text: str, hour: str | None, understander: Understander) -> Understanding:
    hearing = Hearing(now=CLOCK, zone="UTC", language="en", region="US", asked="day", hour=hour)
    return understander.understand(text, hearing)


def _said(heard: Understanding) -> Known:
    """Of several times the last; a stretch of hours begins with the one that is booked."""
    if not heard["windows"]:
        return Known(words=heard["hour"])
    window = heard["windows"][-1]
    if "any_day" in window["assumptions"]:
        return Known(words=window["text"])
    start, end = bounds(window)
    if (end - start).days >= 1:
        return Known(day=start.date())
    return Known(day=start.date(), hour=start.time())


def _with(known: Known, news: Known, understander: Understander) -> Known:
    """What is new replaces what was known, and an hour finds its day."""
    told = Known(
        day=news.day or known.day,
        hour=None if news.words else news.hour or known.hour,
        words=None if news.hour else news.words or known.words,
    )
    if not told.day or not told.words:
        return told
    heard = _said(_understand(told.day.isoformat(), told.words, understander))
    return replace(told, hour=heard.hour, words=None if heard.hour else told.words)


def _verdict(known: Known, booked: JSON) -> Verdict:
    right_day = known.day == date.fromisoformat(booked["appointment_date"])
    right_hour = known.hour == time.fromisoformat(booked["appointment_time"])
    if right_day and right_hour:
        return "exact"
    if (known.day and not right_day) or (known.hour and not right_hour):
        return "wrong"
    return "partial" if known.day or known.hour or known.words else "none"
