"""Links that leave: a booking link with where it came from, and no other that is not allowed."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from tools.ports.arrivals import BookingLink
from tools.ports.records import Lead
from tools.ports.scheduler import Brief

MARKDOWN = re.compile(r"!?\[([^\]\n]{0,300})\]\(([^)\s]{1,2000})[^)\n]{0,300}\)")
ADDRESS = re.compile(
    r"(?:[a-z][a-z+.-]{1,20}://|www\.)\S+|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,24}/\S*", re.I
)


def without_foreign_links(text: str, *, allowed: Collection[str]) -> str:
    """Without addresses of hosts that are not on the list; a Markdown link leaves its words."""
    hosts = {host.lower() for host in allowed}
    plain = MARKDOWN.sub(lambda link: link[0] if host_of(link[2]) in hosts else link[1], text)
    kept = ADDRESS.sub(lambda found: found[0] if host_of(found[0]) in hosts else "", plain)
    return re.sub(r"[ \t]{2,}", " ", kept).strip()


def host_of(address: str) -> str:
    try:
        parts = urlsplit(address if "://" in address else f"//{address}")
        return (parts.hostname or "").lower()
    except ValueError:  # not even an address
        return ""


def booking_url(
    link: BookingLink, *, lead: Lead | None, channel: str, day: str | None = None
) -> str:
    """The same link, lead, channel and day (ISO 8601) always give the same URL."""
    added = {"utm_source": "pipewise", "utm_medium": channel, "utm_content": link["token"]}
    opened_at = {"month": day[:7], "date": day} if day else {}
    return _with_query(link["url"], added | _prefill(lead) | opened_at)


def wished_day(brief: Brief) -> str | None:
    """The day, in the lead's zone, of the slot they picked or the first time they named."""
    picked = (slot["starts_at"] for slot in brief["offers"] if slot["id"] == brief["picked"])
    named = (window["start"] for window in brief["windows"])
    start = next(picked, None) or next(named, None)
    if start is None:
        return None
    return datetime.fromisoformat(start).astimezone(ZoneInfo(brief["zone"])).date().isoformat()


def _prefill(lead: Lead | None) -> dict[str, str]:
    known = {"name": lead["name"], "email": lead["email"]} if lead else {}
    return {field: value for field, value in known.items() if value}


def _with_query(url: str, added: Mapping[str, str]) -> str:
    parts = urlsplit(url)
    query = urlencode([*parse_qsl(parts.query), *added.items()])
    return urlunsplit(parts._replace(query=query))
