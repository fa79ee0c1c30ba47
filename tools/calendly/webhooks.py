"""Calendly's webhooks: whether Calendly sent one, and what it says. Pure."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from tools.calendly.models import Envelope, InviteeNews
from tools.calendly.news import happened_at, news_of
from tools.crypto import check_hmac_sha256
from tools.errors import Forged, Rejected
from tools.ports.calendar import CalendarNews, NewsKind

TOLERANCE = 180  # seconds between the signed time and ours, either way
LONGEST_HEADER = 4_096
SECONDS = re.compile(r"[0-9]{1,12}")  # short enough for arithmetic with any clock
KINDS: dict[str, NewsKind] = {
    "invitee.created": "invitee.created",
    "invitee.canceled": "invitee.canceled",
    "invitee_no_show.created": "invitee_no_show.created",
    "invitee_no_show.deleted": "invitee_no_show.deleted",
}


def verify(signing_keys: Sequence[str], header: str | None, body: bytes, *, now: datetime) -> None:
    """Raise `Forged` unless one of our keys signed these very bytes, a moment ago.

    Several keys, while one replaces another; several signatures, while Calendly changes theirs.
    """
    signature = _read_header(header)
    signed = signature.time.encode() + b"." + body
    checks = [check_hmac_sha256(key, signed, v1) for key in signing_keys for v1 in signature.v1]
    if not any(checks):
        raise Forged("The Calendly webhook is not signed with our key.")
    if abs(now.timestamp() - int(signature.time)) > TOLERANCE:
        raise Forged("The Calendly webhook was signed at another time.")


def read(body: bytes) -> CalendarNews:
    """Raise `Rejected` for another shape. Events we do not act on are `other`."""
    try:
        envelope = Envelope.model_validate_json(body)
        kind = KINDS.get(envelope.event)
        if kind is None:
            return _other(envelope, body)
        invitee = InviteeNews.model_validate(envelope.payload)
        at = happened_at(kind, invitee, otherwise=envelope.created_at)
        return news_of(kind, invitee.scheduled_event, invitee, at=at)
    except ValidationError as error:
        faults = [".".join(map(str, each["loc"])) for each in error.errors(include_input=False)]
        raise Rejected(
            f"The Calendly webhook cannot be read: {', '.join(sorted(faults)) or 'not JSON'}."
        ) from None  # its cause would quote the body


@dataclass(frozen=True, kw_only=True)
class _Signature:
    time: str
    v1: tuple[str, ...]


def _read_header(header: str | None) -> _Signature:
    if not header or len(header) > LONGEST_HEADER:
        raise Forged("The Calendly webhook carries no signature.")
    pairs = [part.strip().partition("=") for part in header.split(",")]
    times = [value for name, _, value in pairs if name == "t"]
    if len(times) != 1 or not SECONDS.fullmatch(times[0]):
        raise Forged("The Calendly webhook's signature cannot be read.")
    return _Signature(time=times[0], v1=tuple(value for name, _, value in pairs if name == "v1"))


def _other(envelope: Envelope, body: bytes) -> CalendarNews:
    return CalendarNews(
        event_id=f"{envelope.event} {hashlib.sha256(body).hexdigest()}",
        kind="other",
        event_uri="",
        invitee_uri="",
        event_type="",
        starts_at="",
        ends_at="",
        email="",
        name="",
        token=None,
        cancel_url="",
        reschedule_url="",
        rescheduled=False,
        old_invitee=None,
        new_invitee=None,
        occurred_at=envelope.created_at,
    )
