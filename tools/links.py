"""A booking link as the lead receives it: the stored URL plus where it came from."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from tools.ports import BookingLink, Lead


def booking_url(link: BookingLink, *, lead: Lead | None, channel: str) -> str:
    """The same link, lead and channel always give the same URL."""
    added = {"utm_source": "pipewise", "utm_medium": channel, "utm_content": link["token"]}
    return _with_query(link["url"], added | _prefill(lead))


def _prefill(lead: Lead | None) -> dict[str, str]:
    known = {"name": lead["name"], "email": lead["email"]} if lead else {}
    return {field: value for field, value in known.items() if value}


def _with_query(url: str, added: Mapping[str, str]) -> str:
    parts = urlsplit(url)
    query = urlencode([*parse_qsl(parts.query), *added.items()])
    return urlunsplit(parts._replace(query=query))
