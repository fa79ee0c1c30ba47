"""T5 and T6: every message is stored and answered once, by a reply that has read them all."""

from collections import Counter
from collections.abc import Iterator

from simulator.books import Books, Row
from simulator.checkers.told import told_in
from simulator.checkers.violation import Violation, broken


def none_lost_or_answered_twice(books: Books) -> list[Violation]:
    return [*_lost(books), *_unanswered(books), *_answered_twice(books), *_sent_twice(books)]


def bursts_are_read_whole(books: Books) -> list[Violation]:
    return [*_overtaken(books), *_pretended_effects(books)]


def _lost(books: Books) -> Iterator[Violation]:
    stored = {
        (str(each["workspace_id"]), str(each["event_id"])): each["message_id"]
        for each in books.rows("inbound_events")
    }
    for given in books.given or ():
        message = books.find("messages", stored.get((given.workspace, given.event_id)))
        if message is None or message["text"] != given.text:
            sentence = "a message was taken and is not there"
            yield Violation(promise="T5", sentence=sentence, rows=(given.event_id,))


def _unanswered(books: Books) -> Iterator[Violation]:
    for message in books.rows("messages"):
        if message["direction"] != "in":
            continue
        turn = books.find("turns", message["turn_id"])
        if turn is None and (books.resting or message["turn_id"]):
            yield broken("T5", "no turn has answered a message", message)
        elif turn and not _covers(turn, message):
            yield broken(
                "T5", "a message is said to be answered by a turn of before", message, turn
            )


def _covers(turn: Row, message: Row) -> bool:
    same = turn["conversation_id"] == message["conversation_id"]
    return bool(same and message["seq"] <= turn["covers"])


def _answered_twice(books: Books) -> Iterator[Violation]:
    """A turn that replies has a message of its own to answer, or something to tell."""
    per_turn = Counter(str(each["turn_id"]) for each in books.rows("outbox"))
    per_run = Counter(str(each["run_id"]) for each in books.rows("turns") if each["run_id"])
    for turn in books.rows("turns"):
        if per_turn[str(turn["id"])] > 1:
            yield broken("T5", "one turn has sent two replies", turn)
        if per_turn[str(turn["id"])] and not _has_cause(books, turn):
            yield broken("T5", "a reply answers what had been answered", turn)
        if turn["run_id"] and per_run[str(turn["run_id"])] > 1:
            yield broken("T5", "one run has committed two turns", turn)


def _has_cause(books: Books, turn: Row) -> bool:
    run = books.find("runs", turn["run_id"])
    if run and run["notice"]:
        return True
    return any(each["direction"] == "in" for each in books.of_turn("messages", turn["id"]))


def _sent_twice(books: Books) -> Iterator[Violation]:
    times = Counter(each.reply_id for each in books.sent or () if each.reply_id)
    for reply_id, count in times.items():
        if count > 1:
            yield Violation(promise="T5", sentence="a reply was sent twice", rows=(str(reply_id),))


def _overtaken(books: Books) -> Iterator[Violation]:
    """What came before a reply was written has been read by it."""
    for reply in books.rows("outbox"):
        turn = books.find("turns", reply["turn_id"])
        run = books.find("runs", turn["run_id"]) if turn else None
        if turn is None or run is None or turn["effects"] or _may_be_late(books, run):
            continue
        written = books.seq(reply)
        for message in books.of_conversation("messages", reply["conversation_id"]):
            if message["direction"] == "in" and turn["covers"] < message["seq"] < written:
                yield broken("T6", "a reply has not read a message before it", reply, message)


def _may_be_late(books: Books, run: Row) -> bool:
    """A turn that was tried again, or the third in a row: two have given way already."""
    before = [
        each for each in books.of_thread("runs", run["thread_id"]) if each["place"] < run["place"]
    ]
    newest = sorted(before, key=lambda each: int(each["place"]))[-2:]
    gave_way = len(newest) == 2 and all(each["state"] == "superseded" for each in newest)
    return not run["joins"] or run["attempt"] > 1 or gave_way


def _pretended_effects(books: Books) -> Iterator[Violation]:
    """Only an effect saves a reply that newer messages have overtaken."""
    for turn in books.rows("turns"):
        run = books.find("runs", turn["run_id"])
        proven = books.of_turn("receipts", turn["id"]) or (run and run["notice"])
        if turn["effects"] and not proven and not any(told_in(books, turn)):
            yield broken("T6", "a turn claims an effect that no receipt shows", turn)
