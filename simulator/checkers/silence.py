"""T8: who says stop hears nothing more, who asks for a person gets one, and the bot gives way."""

import re
from collections.abc import Iterator, Sequence

from simulator.books import Books, Row, instant
from simulator.checkers.violation import Violation, broken

PROMISE = "T8"
GONE_OUT = frozenset({"pending", "sending", "unknown", "accepted"})
LAST_WORDS = frozenset({"opted_out", "opted_in", "handed_over"})

STOP = re.compile(
    r"\W*(?:stop|unsubscribe|baja|para|dame de baja"
    r"|no me escrib[aá](?:is|s) m[aá]s"
    r"|parar|sair|pare de me escrever|stop (?:messaging|writing to|texting) me)\W*",
    re.IGNORECASE,
)
PERSON = re.compile(
    r"\W*(?:quiero hablar con una persona|prefiero hablar con una persona"
    r"|(?:i want to|can i) (?:talk|speak) to a (?:person|human)|quero falar com uma pessoa"
    r"|prefiro falar com uma pessoa)\W*",
    re.IGNORECASE,
)
"""Words that leave no doubt, as whole messages."""


def silence_is_kept(books: Books) -> list[Violation]:
    return [
        *_after_stop(books),
        *_beside_a_person(books),
        *_taken_over(books),
        *_unheard_wishes(books),
    ]


def _after_stop(books: Books) -> Iterator[Violation]:
    """From the reply that says "no more" to the one that says "again", nothing goes out."""
    for lead in books.rows("leads"):
        turning = _turning_points(books, lead)
        if not turning:
            continue
        for conversation in books.of_lead("conversations", lead["id"]):
            for reply in books.of_conversation("outbox", conversation["id"]):
                if _went_out(books, reply) and _is_silenced(books, reply, turning):
                    yield broken(PROMISE, "something was sent after STOP", reply)


def _turning_points(books: Books, lead: Row) -> Sequence[Row]:
    consent = (each for each in books.of_lead("receipts", lead["id"]))
    return [each for each in consent if each["kind"] in {"opted_out", "opted_in"}]


def _is_silenced(books: Books, reply: Row, turning: Sequence[Row]) -> bool:
    """The newest word on it before this reply was a no, given in another turn than its own."""
    if any(each["turn_id"] == reply["turn_id"] for each in turning):
        return False
    before = [each for each in turning if _precedes(books, each, reply)]
    newest = max(before, key=lambda each: _place(books, each), default=None)
    return newest is not None and newest["kind"] == "opted_out"


def _precedes(books: Books, proof: Row, reply: Row) -> bool:
    if proof["conversation_id"] == reply["conversation_id"]:
        return _place(books, proof)[1] < books.seq(reply)
    return instant(proof["at"]) < instant(reply["created_at"])


def _place(books: Books, proof: Row) -> tuple[str, int]:
    """When, and after which message of its conversation."""
    turn = books.find("turns", proof["turn_id"])
    return str(proof["at"]), int(turn["covers"]) if turn else 0


def _beside_a_person(books: Books) -> Iterator[Violation]:
    """From the reply that says "a person goes on" until they are done, the bot says nothing."""
    for handover in books.rows("handovers"):
        proof = books.find("receipts", handover["id"])
        if proof is None:
            continue
        end = handover["ended_at"] and instant(handover["ended_at"])
        for reply in books.of_conversation("outbox", handover["conversation_id"]):
            within = end is None or instant(reply["created_at"]) < end
            if not within or not _follows(books, reply, proof):
                continue
            if _went_out(books, reply) and not _gives_way(books, reply):
                yield broken(PROMISE, "the bot spoke where a person had taken over", reply)


def _follows(books: Books, reply: Row, proof: Row) -> bool:
    """In another turn than the one that earned the receipt or told of it."""
    told = [each.get("id") for each in reply["segments"] if each["kind"] == "receipt"]
    if reply["turn_id"] == proof["turn_id"] or proof["id"] in told:
        return False
    if instant(reply["created_at"]) != instant(proof["at"]):
        return instant(reply["created_at"]) > instant(proof["at"])
    turn = books.find("turns", proof["turn_id"])
    return turn is not None and books.seq(reply) > turn["covers"] > 0


def _taken_over(books: Books) -> Iterator[Violation]:
    """A person is in charge, whoever has given it to them."""
    for conversation in books.rows("conversations"):
        if conversation["mode"] != "human" or not conversation["human_at"]:
            continue
        since = instant(conversation["human_at"])
        for reply in books.of_conversation("outbox", conversation["id"]):
            later = instant(reply["created_at"]) > since
            if later and _went_out(books, reply) and not _gives_way(books, reply):
                yield broken(PROMISE, "the bot spoke where a person is in charge", reply)


def _gives_way(books: Books, reply: Row) -> bool:
    """Consent, and a second request for a person, are answered all the same."""
    return any(each["kind"] in LAST_WORDS for each in books.of_turn("receipts", reply["turn_id"]))


def _unheard_wishes(books: Books) -> Iterator[Violation]:
    for message in books.rows("messages"):
        if message["direction"] != "in" or not message["turn_id"]:
            continue
        if STOP.fullmatch(message["text"]) and not _heard(books, message, "opted_out"):
            yield broken(PROMISE, "a lead said stop, and was not heard", message)
        if PERSON.fullmatch(message["text"]) and not _heard(books, message, "handed_over"):
            yield broken(PROMISE, "a lead asked for a person, and got none", message)


def _heard(books: Books, message: Row, kind: str) -> bool:
    """In this turn; or before, so that nothing was left to be done."""
    proofs = books.of_conversation("receipts", message["conversation_id"])
    by_then = [each for each in proofs if str(each["at"]) <= _end_of_turn(books, message)]
    return any(each["kind"] in {kind, "opted_out"} for each in by_then)


def _end_of_turn(books: Books, message: Row) -> str:
    turn = books.find("turns", message["turn_id"])
    return str(turn["committed_at"]) if turn else ""


def _went_out(books: Books, reply: Row) -> bool:
    return reply["state"] in GONE_OUT or books.was_sent(reply)
