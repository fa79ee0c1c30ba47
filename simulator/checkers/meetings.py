"""T4: one lead, one slot: in our rows, in the calendar, and the same in both."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from simulator.books import Books, Row, instant
from simulator.checkers.violation import Violation, broken

PROMISE = "T4"


def one_meeting_each(books: Books) -> list[Violation]:
    return [*_seats(books), *_per_lead(books), *_in_the_calendar(books), *_in_our_rows(books)]


def _seats(books: Books) -> Iterator[Violation]:
    held: Counter[tuple[str, ...]] = Counter()
    for attempt in books.rows("booking_attempts"):
        if attempt["state"] in {"booking", "booked"} and attempt["released_at"] is None:
            start = str(instant(attempt["starts_at"]))
            names = (attempt["workspace_id"], attempt["event_type"], start, attempt["seat"])
            seat = tuple(str(each) for each in names)
            held[seat] += 1
            if held[seat] > 1:
                yield broken(PROMISE, "one seat is held twice", attempt)


def _per_lead(books: Books) -> Iterator[Violation]:
    for lead in books.rows("leads"):
        booked = _booked_by_us(books, lead["id"])
        for earlier, later in pairwise(sorted(booked, key=lambda each: str(each["booked_at"]))):
            if instant(earlier["starts_at"]) > instant(later["booked_at"]):
                yield broken(PROMISE, "a lead has two meetings", earlier, later)


def _booked_by_us(books: Books, lead: object) -> Sequence[Row]:
    """In a chat, and not about to be freed; what people book on a page is theirs to know."""
    ours = {each["meeting_id"] for each in books.of_lead("booking_attempts", lead)}
    return [
        each
        for each in books.of_lead("meetings", lead)
        if each["state"] == "booked" and each["id"] in ours and not _is_going(books, each)
    ]


def _is_going(books: Books, meeting: Row) -> bool:
    going = books.of_conversation("cancellations", meeting["conversation_id"])
    return any(each["meeting_id"] == meeting["id"] for each in going)


def _in_the_calendar(books: Books) -> Iterator[Violation]:
    """Once all has come to rest: whoever is in an event has a meeting with us, and only one."""
    if books.invitees is None or not books.resting:
        return
    booked = Counter(
        (str(each["workspace_id"]), str(each["event_uri"]))
        for each in books.rows("meetings")
        if each["state"] == "booked"
    )
    left = _left_there(books)
    for person in books.invitees:
        if person.active and person.event_uri not in left:
            booked[person.workspace, person.event_uri] -= 1
            if booked[person.workspace, person.event_uri] < 0:
                sentence = "somebody is in the calendar and has no meeting"
                yield Violation(promise=PROMISE, sentence=sentence, rows=(person.event_uri,))


def _left_there(books: Books) -> set[str]:
    """Events that a person was asked to cancel, or whose time had come before anybody could."""
    left = set()
    for each in books.rows("cancellations"):
        meeting = books.find("meetings", each["meeting_id"])
        if meeting is None or not meeting["starts_at"]:
            continue
        begun = instant(each["updated_at"]) >= instant(meeting["starts_at"])
        if each["state"] in {"handed_over", "refused"} or begun:
            left.add(str(meeting["event_uri"]))
    return left


def _in_our_rows(books: Books) -> Iterator[Violation]:
    if books.invitees is None or not books.resting:
        return
    there = {
        (person.workspace, person.event_uri, person.starts_at)
        for person in books.invitees
        if person.active
    }
    for meeting in books.rows("meetings"):
        start = meeting["starts_at"] and instant(meeting["starts_at"])
        place = (str(meeting["workspace_id"]), str(meeting["event_uri"]), start)
        if meeting["state"] == "booked" and place not in there:
            yield broken(PROMISE, "a meeting is booked that is not in the calendar", meeting)
