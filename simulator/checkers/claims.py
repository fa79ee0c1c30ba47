"""T2: what is said to be done was done, and a row proves it."""

import re
from collections.abc import Iterator

from simulator.books import Books, Row, instant
from simulator.checkers.moments import any_of, bare, moments
from simulator.checkers.texts import catalogues, own_words, pattern, sources_of
from simulator.checkers.violation import Violation, broken

PROMISE = "T2"

CLAIM = re.compile(
    # A deed in the perfect, the passive or the first person, in three languages.
    r"\b(?:reserv|agend|program|confirm|apunt|cancel|anul|desmarc|aplaz|reprogram|remarc)(?:ad|id)[oa]s?\b"
    r"|\b(?:esta|queda|quedado|he|hemos|foi|ficou|fica|ha|han|sido|ja esta|tenho)\b[^.!?\n]{0,30}?"
    r"\b(?:cambi|movi|mud|marc|envi|mand|avis|inform|registr|pag|comprad|notific|borr|transferid)(?:ad|id|d)?[oa]s?\b"
    r"|\b(?:he|acabo de|ya) (?:reserv|agend|cancel|anul|cambi|mov|avis|confirm)\w+"
    r"|\b(?:reserve|agende|cancele|anule|reservei|agendei|marquei|cancelei|confirmei|mudei|avisei"
    r"|reservamos|agendamos|confirmamos|cancelamos)\b"
    r"|\b(?:booked|scheduled|rescheduled|reserved|confirmed|cancel(?:l)?ed|unsubscribed|notified)\b"
    r"|\b(?:i have|i've|we have|we've|has been|have been|is|was|are|it's|been)\b[^.!?\n]{0,30}?"
    r"\b(?:moved|sent|told|informed|set up|arranged|handed over|passed on)\b"
    r"|\b(?:all set|see you (?:on|at|then)|nos vemos el|te esperamos|ate la)\b"
)
"""Free words that a lead would take for "it is done"."""

BODILY = frozenset({"booked", "moved", "canceled"})


def true_claims(books: Books) -> list[Violation]:
    found: list[Violation] = []
    for reply in books.rows("outbox"):
        text = own_words(books, reply)
        proofs = _proofs(books, reply)
        for kind, claimed in _claimed(text):
            found += _judge(books, reply, kind, claimed, proofs)
            text = text.replace(claimed, " ")
        sources = bare(sources_of(books, reply))
        free = [each[0] for each in CLAIM.finditer(bare(text)) if each[0] not in sources]
        if free:
            found.append(broken(PROMISE, f"a deed was claimed in free words: {free[0]!r}", reply))
    return found


def _claimed(text: str) -> Iterator[tuple[str, str]]:
    """Each sentence of [receipt] in the text, with what it claims."""
    for tables in catalogues().values():
        for kind, template in tables["receipt"].items():
            for found in pattern(template).finditer(text):
                yield kind, found[0]


def _proofs(books: Books, reply: Row) -> list[Row]:
    """Receipts that the reply names, of this lead, written down by then."""
    ids = [segment["id"] for segment in reply["segments"] if segment["kind"] == "receipt"]
    named = (books.find("receipts", each) for each in ids)
    lead, by_then = books.lead_of(reply).get("id"), instant(reply["created_at"])
    return [
        each
        for each in named
        if each
        and each["lead_id"] == lead
        and each["workspace_id"] == reply["workspace_id"]
        and instant(each["at"]) <= by_then
    ]


def _judge(
    books: Books, reply: Row, kind: str, claimed: str, proofs: list[Row]
) -> Iterator[Violation]:
    mine = [each for each in proofs if each["kind"] == kind]
    if not mine:
        yield broken(PROMISE, f"{kind} was claimed without a receipt", reply)
    elif not any(_stands(books, each) for each in mine):
        yield broken(PROMISE, f"{kind} was claimed, and its receipt proves nothing", reply, mine[0])
    elif kind in BODILY and not any(_says_its_time(books, reply, claimed, each) for each in mine):
        yield broken(PROMISE, f"{kind} was claimed for another time than it is", reply, mine[0])


def _stands(books: Books, proof: Row) -> bool:
    """The row behind the receipt, and the calendar's own word where there is one."""
    kind = proof["kind"]
    if kind in BODILY:
        meeting = books.find("meetings", proof["subject"])
        return meeting is not None and _is_so_in_the_calendar(books, meeting, kind)
    if kind == "handed_over":
        return books.find("handovers", proof["id"]) is not None
    if kind == "link_sent":
        return bool(books.of_lead("booking_links", proof["lead_id"]))
    return True


def _is_so_in_the_calendar(books: Books, meeting: Row, kind: str) -> bool:
    if kind == "canceled" and meeting["state"] != "canceled":
        return False
    if kind != "canceled" and not (meeting["booked_at"] and meeting["event_uri"]):
        return False
    if books.invitees is None:
        return True
    there = [each for each in books.invitees if each.event_uri == meeting["event_uri"]]
    return any(not each.active for each in there) if kind == "canceled" else bool(there)


def _says_its_time(books: Books, reply: Row, claimed: str, proof: Row) -> bool:
    told, meeting = set(moments(claimed)), books.find("meetings", proof["subject"])
    body = proof.get("body") or {}
    start = body.get("starts_at") or (meeting or {}).get("starts_at")
    house = books.find("workspaces", reply["workspace_id"]) or {}
    zones = {books.lead_of(reply).get("zone"), house.get("zone")} - {None}
    if not told or not start:
        return not told and not start
    minutes = {(each.hour % 24, each.minute) for each in told}
    true = any_of([instant(start)], [str(zone) for zone in zones])
    # A lead who has named another town since is told in its time: the zone's name is T1's matter.
    return bool(told & true) or any(minute == instant(start).minute for _, minute in minutes)
