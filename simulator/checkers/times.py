"""T1: no time is offered or confirmed that the calendar has not returned."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import get_timezone_location

from simulator.books import Books, Row, instant
from simulator.checkers.moments import Moment, any_of, bare, clock_changes, hints, moments
from simulator.checkers.texts import catalogues, own_words, pattern, sources_of
from simulator.checkers.violation import Violation, broken

PROMISE = "T1"
ADDRESS = re.compile(r"\bhttps?://\S+")  # T3's
BRACKETS = re.compile(r"\(([^()\n]+)\)")
CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?: ?(am|pm))?")


def true_times(books: Books) -> list[Violation]:
    return [*_said(books), *_on_buttons(books), *_returned(books), *_shown_before(books)]


def _said(books: Books) -> Iterator[Violation]:
    for reply in books.rows("outbox"):
        told_apart = ADDRESS.sub(" ", own_words(books, reply))
        text = _without_clock_changes(books, reply, told_apart)
        sources = bare(sources_of(books, reply))
        if told := [each for each in hints(text) if each not in sources]:
            yield broken(PROMISE, f"a time of nobody's calendar was written: {told[0]!r}", reply)
        said = set(moments(text))
        if said and said - _known(books, reply, text):
            yield broken(PROMISE, "a time was written that is in no slot or meeting", reply)


def _on_buttons(books: Books) -> Iterator[Violation]:
    """A button that bears a clock is a slot of this conversation, at that clock."""
    for reply in books.rows("outbox"):
        for choice in reply["choices"]:
            clock = CLOCK.search(bare(choice["title"]))
            if clock and not _is_its_clock(books, reply, choice, clock):
                yield broken(PROMISE, "a button bears a time that is not its slot's", reply)


def _is_its_clock(books: Books, reply: Row, choice: Row, clock: re.Match[str]) -> bool:
    slot = books.find("slots", choice["id"])
    if slot is None or slot["conversation_id"] != reply["conversation_id"]:
        return False
    zones = _zones(books, reply, str(reply["text"]))
    shown = {(each.hour, each.minute) for each in any_of([instant(slot["starts_at"])], zones)}
    return _hour_and_minute(clock) in shown


def _hour_and_minute(clock: re.Match[str]) -> tuple[int, int]:
    hour = int(clock[1])
    return (hour % 12 + (12 if clock[3] == "pm" else 0) if clock[3] else hour), int(clock[2])


def _returned(books: Books) -> Iterator[Violation]:
    if books.opened is None:
        return
    for slot in books.rows("slots"):
        if instant(slot["starts_at"]) not in books.opened.get(str(slot["workspace_id"]), ()):
            yield broken(PROMISE, "a slot was stored that the calendar has never returned", slot)


def _shown_before(books: Books) -> Iterator[Violation]:
    """Nothing is booked that the lead has not been shown in an earlier reply, and answered."""
    for attempt in books.rows("booking_attempts"):
        slot = books.find("slots", attempt["slot_id"])
        if slot is None or instant(slot["starts_at"]) != instant(attempt["starts_at"]):
            yield broken(PROMISE, "another time was booked than that of its slot", attempt)
        elif _pressed_another(books, attempt, instant(slot["starts_at"])):
            yield broken(PROMISE, "another time was booked than the lead has pressed", attempt)
        elif not _was_shown(books, attempt, instant(slot["starts_at"])):
            yield broken(PROMISE, "a time was booked that the lead had not been shown", attempt)


def _pressed_another(books: Books, attempt: Row, start: datetime) -> bool:
    said = books.of_turn("messages", attempt["turn_id"])
    pressed = [books.find("slots", each["choice_id"]) for each in said if each["choice_id"]]
    slots = [instant(each["starts_at"]) for each in pressed if each]
    return bool(slots) and start not in slots


def _was_shown(books: Books, attempt: Row, start: datetime) -> bool:
    answered = [
        int(message["seq"])
        for message in books.of_turn("messages", attempt["turn_id"])
        if message["direction"] == "in"
    ]
    if not answered:  # its turn was begun again under another id, or is not over yet
        answered = [2**62]
    for reply in books.of_conversation("outbox", attempt["conversation_id"]):
        if books.seq(reply) < max(answered) and start in _starts_in(books, reply):
            return True
    return False


def _starts_in(books: Books, reply: Row) -> Iterator[datetime]:
    shown = [each["id"] for each in reply["choices"]]
    for segment in reply["segments"]:
        shown += segment.get("ids", ())
    for slot_id in shown:
        if slot := books.find("slots", slot_id):
            yield instant(slot["starts_at"])


def _known(books: Books, reply: Row, text: str) -> set[Moment]:
    lead = books.lead_of(reply)
    rows = (
        *books.of_conversation("slots", reply["conversation_id"]),
        *books.of_lead("meetings", lead.get("id")),
    )
    starts = [instant(row["starts_at"]) for row in rows if row["starts_at"]]
    return any_of(starts, _zones(books, reply, text))


def _zones(books: Books, reply: Row, text: str) -> set[str]:
    """The lead's and the house's; and whichever the text names, since a lead may have moved."""
    house = books.find("workspaces", reply["workspace_id"]) or {}
    own = {books.lead_of(reply).get("zone"), house.get("zone")} - {None}
    return {str(zone) for zone in own} | {zone for name in _named(text) for zone in name}


def _named(text: str) -> Iterator[frozenset[str]]:
    """ "(hora de Madrid)": each zone that is called so."""
    for inside in BRACKETS.findall(text):
        if inside == "UTC":
            yield frozenset({"UTC"})
        for tables in catalogues().values():
            if found := pattern(tables["format"]["zone"]).fullmatch(inside):
                yield _cities().get(found["city"], frozenset())


@cache
def _cities() -> Mapping[str, frozenset[str]]:
    """Every town that a zone is named after, in every language of ours, with its zones."""
    found: dict[str, set[str]] = {}
    for zone in sorted(available_timezones()):
        if "/" in zone and not zone.startswith(("Etc/", "posix/", "right/", "SystemV/")):
            for language in sorted(catalogues()):
                place = get_timezone_location(ZoneInfo(zone), locale=language, return_city=True)
                found.setdefault(place.rpartition("/")[2], set()).add(zone)
    return {city: frozenset(zones) for city, zones in found.items()}


def _without_clock_changes(books: Books, reply: Row, text: str) -> str:
    """ "The clocks jump from 2:00 to 3:00" is no offer; it has to be so, all the same."""
    changes = [each for each in reply["segments"] if each["kind"] in {"change", "when"}]
    for segment in changes:
        about = segment.get("at") or segment.get("text")
        zones = _zones(books, reply, str(reply["text"]))
        true = [clock_changes(instant(about), zone) for zone in zones] if about else []
        for template in _of_clock_changes():
            for found in pattern(template).finditer(text):
                if any(both and _are_told(found, both) for both in true):
                    text = text.replace(found[0], " ")
    return text


def _are_told(found: re.Match[str], both: tuple[datetime, datetime]) -> bool:
    told = [CLOCK.search(bare(found[name])) for name in ("before", "after")]
    true = [(each.hour, each.minute) for each in both]
    return [_hour_and_minute(each) for each in told if each] == true


@cache
def _of_clock_changes() -> tuple[str, ...]:
    tables = [each.get("when") or each.get("change") or {} for each in catalogues().values()]
    return tuple(text for table in tables for text in table.values() if "{before}" in text)
