"""What a turn has told of, by the rows behind its replies."""

from collections.abc import Iterator

from simulator.books import Books, Row


def told_in(books: Books, turn: Row) -> Iterator[str]:
    """Kinds of receipts, also of those that an earlier turn has earned: a link is given twice."""
    for reply in books.of_turn("outbox", turn["id"]):
        for segment in reply["segments"]:
            proof = books.find("receipts", segment.get("id"))
            if segment["kind"] == "receipt" and proof:
                yield str(proof["kind"])
            if segment["kind"] == "link" and _was_given(books, reply):
                yield "link_sent"


def _was_given(books: Books, reply: Row) -> bool:
    proofs = books.of_conversation("receipts", reply["conversation_id"])
    return any(each["kind"] == "link_sent" for each in proofs)
