"""T7: no row points into another workspace, and no text carries what belongs to others."""

from collections.abc import Iterator, Mapping, Sequence

from simulator.books import Books
from simulator.checkers.violation import Violation, broken

PROMISE = "T7"

PARENTS: Mapping[str, str] = {
    "lead_id": "leads",
    "conversation_id": "conversations",
    "turn_id": "turns",
    "run_id": "runs",
    "slot_id": "slots",
    "meeting_id": "meetings",
    "integration_id": "integrations",
    "document_id": "documents",
    "handover_id": "handovers",
    "message_id": "messages",
    "thread_id": "threads",
    "replaces": "meetings",
    "moves": "meetings",
    "notice": "receipts",
}
WRITTEN: Mapping[str, Sequence[str]] = {  # traces keep what a model has made up, and are left out
    "messages": ("text",),
    "outbox": ("text", "choices", "segments"),
    "leads": ("name", "email", "phone", "details"),
    "meetings": ("event_name", "url", "cancel_url", "reschedule_url", "event_uri"),
    "slots": ("event_name", "event_type"),
    "booking_links": ("url", "event_name"),
    "booking_attempts": ("emails",),
    "handovers": ("facts", "wants"),
    "receipts": ("body",),
}


def workspaces_keep_apart(books: Books) -> list[Violation]:
    return [
        *_pointing_out(books),
        *_canaries(books),
        *_others_details(books),
        *_at_the_calendar(books),
    ]


def _pointing_out(books: Books) -> Iterator[Violation]:
    for table in books.tables:
        for row in books.rows(table):
            for column, parents in PARENTS.items():
                parent = books.find(parents, row.get(column)) if row.get(column) else None
                if parent and parent["workspace_id"] != row["workspace_id"]:
                    sentence = f"{table}.{column} points into another workspace"
                    yield broken(PROMISE, sentence, row, parent)


def _canaries(books: Books) -> Iterator[Violation]:
    for table, columns in WRITTEN.items():
        for row in books.rows(table):
            said = " ".join(str(row.get(column)) for column in columns)
            for workspace, words in books.canaries.items():
                if workspace != row["workspace_id"] and any(word in said for word in words):
                    yield broken(PROMISE, f"{table} holds what is another workspace's", row)


def _others_details(books: Books) -> Iterator[Violation]:
    """A lead reads nobody else's address or number, not even within one workspace."""
    private = {
        str(lead[column]).lower(): str(lead["id"])
        for lead in books.rows("leads")
        for column in ("email", "phone")
        if lead[column]
    }
    for reply in books.rows("outbox"):
        mine, text = str(books.lead_of(reply).get("id")), str(reply["text"]).lower()
        if "@" not in text and "+" not in text:
            continue
        said = {word.strip(".,;:()<>?!") for word in text.split()}
        if any(private.get(word, mine) != mine for word in said):
            yield broken(PROMISE, "a reply holds another lead's address or number", reply)


def _at_the_calendar(books: Books) -> Iterator[Violation]:
    """Each workspace books in its own calendar, and its meetings are there and nowhere else."""
    if books.invitees is None:
        return
    owner = {each.event_uri: each.workspace for each in books.invitees}
    for meeting in books.rows("meetings"):
        place = owner.get(str(meeting["event_uri"]), meeting["workspace_id"])
        if place != meeting["workspace_id"]:
            yield broken(PROMISE, "a meeting is in another workspace's calendar", meeting)
