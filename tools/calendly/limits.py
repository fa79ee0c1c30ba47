"""What Calendly last said of a token's limits, so that we do not knock on a closed door."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tools.crypto import hash_token
from tools.errors import PipeWiseError, Rejected, Unavailable

LONGEST = 86_400.0
BOOKING_QUOTAS = frozenset({5, 10, 50, 100})
"""Per day on trial; per minute, hour and day when paid. Other limits count every request."""

PATIENCE = 60.0  # a quota that reopens later than this is gone for the lead who waits


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """The three headers of any answer, as far as they are there and readable."""

    limit: int | None
    remaining: int | None
    reset: float | None
    """Seconds from now, not an epoch."""

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> "Allowance":
        reset = _number(headers.get("x-ratelimit-reset"))
        return cls(
            limit=_number(headers.get("x-ratelimit-limit")),
            remaining=_number(headers.get("x-ratelimit-remaining")),
            reset=None if reset is None else min(float(reset), LONGEST),
        )

    @property
    def used_up(self) -> bool:
        return self.remaining == 0 and self.reset is not None

    def is_booking_quota(self) -> bool:
        """Whether an answer to a booking speaks of the quota of bookings, not of all requests."""
        return self.limit in BOOKING_QUOTAS or (self.reset or 0) > PATIENCE


class Limiter:
    """One token's limits, shared by whoever uses the token. Bookings have quotas of their own."""

    def __init__(self) -> None:
        self._requests_open_at: datetime | None = None
        self._bookings_open_at: datetime | None = None

    def check(self, now: datetime, *, booking: bool) -> None:
        """Raise what Calendly would answer, without asking it."""
        if booking and (wait := _wait(self._bookings_open_at, now)):
            raise booking_quota_used_up(wait)
        if wait := _wait(self._requests_open_at, now):
            raise too_many_requests(wait)

    def learn(self, allowance: Allowance, now: datetime, *, booking: bool) -> None:
        if not allowance.used_up or allowance.reset is None:
            return
        open_at = now + timedelta(seconds=allowance.reset)
        if booking and allowance.is_booking_quota():
            self._bookings_open_at = open_at
        else:
            self._requests_open_at = open_at


class Limiters:
    """The limiter of each token of this process."""

    def __init__(self) -> None:
        self._by_token: dict[str, Limiter] = {}

    def of(self, token: str) -> Limiter:
        return self._by_token.setdefault(hash_token(token), Limiter())


def too_many_requests(retry_after: float | None) -> Unavailable:
    return Unavailable("Calendly's limit of requests is used up.", retry_after=retry_after)


def booking_quota_used_up(reset: float | None) -> PipeWiseError:
    """A rejection: the lead gets a booking link instead of a wait."""
    when = "" if reset is None else f" It opens again in {reset:.0f} s."
    return Rejected(f"Calendly's quota of bookings is used up.{when}", reason="plan")


def _wait(open_at: datetime | None, now: datetime) -> float | None:
    return (open_at - now).total_seconds() if open_at and open_at > now else None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
