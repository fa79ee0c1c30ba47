"""T3: no link leaves but those issued to this lead, and hosts on the workspace's list."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from simulator.books import Books, Row
from simulator.checkers.violation import Violation, broken

PROMISE = "T3"
URL = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,20}://[^\s<>\"')\]]+|\bwww\.[^\s<>\"')\]]+"
    r"|(?<![@\w.-])(?:[a-z0-9-]{1,63}\.)+(?:com|net|org|io|example|test|app|link|me|ly|co|es|br)"
    r"(?:/[^\s<>\"')\]]*)?(?![\w@-])",
    re.IGNORECASE,
)


def true_links(books: Books) -> list[Violation]:
    return [
        broken(PROMISE, "a link was sent that is not this lead's", reply)
        for reply in books.rows("outbox")
        if any(not _may_leave(books, reply, url) for url in _urls(str(reply["text"])))
    ]


def _urls(text: str) -> Iterator[str]:
    for found in URL.finditer(text):
        if "@" not in found[0].split("/")[0] or "://" in found[0]:
            yield found[0].rstrip(".,;:!?")


def _may_leave(books: Books, reply: Row, url: str) -> bool:
    house = books.find("workspaces", reply["workspace_id"]) or {}
    if _host(url) in {str(each).lower() for each in house.get("links_allowed", ())}:
        return True
    return _address(url) in {_address(each) for each in _issued(books, reply)}


def _issued(books: Books, reply: Row) -> Iterator[str]:
    lead = books.lead_of(reply).get("id")
    for link in books.of_lead("booking_links", lead):
        yield str(link["url"])
    for meeting in books.of_lead("meetings", lead):
        for column in ("url", "cancel_url", "reschedule_url"):
            if meeting[column]:
                yield str(meeting[column])


def _address(url: str) -> tuple[str, str]:
    """Host and path: what we add to the query is ours."""
    parts = urlsplit(url if "://" in url else f"//{url}")
    return (parts.netloc.lower(), parts.path.rstrip("/"))


def _host(url: str) -> str:
    return (urlsplit(url if "://" in url else f"//{url}").hostname or "").lower()
