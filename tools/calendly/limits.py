"""What Calendly last said of a token's limits, so that we do not knock on a closed door."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from tools.crypto import hash_token
from tools.errors import PipeWiseError, Rejected, Unavailable

LONGEST = 86_400.0
BOOKING_QUOTAS = frozenset({5, 10, 50, 100})
"""Per day on trial; per minute, hour and day when paid. Other limits count every request."""

PATIENCE = 60.0  # a quota that reopens later than this is gone for the lead who waits
RESERVE = 5  # the last fifth of a window is kept for turns: somebody waits for those


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

    def is_booking_quota(self) -> bool:
        """Whether an answer to a booking speaks of the quota of bookings, not of all requests."""
        return self.limit in BOOKING_QUOTAS or (self.reset or 0) > PATIENCE


class Window:
    """One count of Calendly's, as we know it: what is left of it, until it begins anew."""

    def __init__(self) -> None:
        self.left = 0
        self.limit = 0
        self._opens_at: datetime | None = None

    def wait(self, now: datetime, *, keep: int = 0) -> float | None:
        """Seconds to wait, or None where one more request fits, or nothing is known."""
        if self._opens_at is None or now >= self._opens_at or self.left > keep:
            return None
        return (self._opens_at - now).total_seconds()

    def learn(self, told: int, reset: float, now: datetime, *, under_way: int) -> None:
        """Answers overtake each other, and those under way may not be in what we are told."""
        left = told - max(0, under_way - 1)
        is_known = self._opens_at is not None and now < self._opens_at
        if is_known and told <= self.left + under_way:
            self.left = min(self.left, left)
        else:
            self.left, self._opens_at = left, now + timedelta(seconds=reset)
        if told == 0:
            self._opens_at = now + timedelta(seconds=reset)


class Limiter:
    """One token's limits, shared by whoever uses the token. Bookings have quotas of their own."""

    def __init__(self) -> None:
        self._requests = Window()
        self._bookings: dict[int | None, Window] = {}
        self._under_way = 0
        self._bookings_under_way = 0
        self._refused: tuple[datetime, str] | None = None

    @contextmanager
    def permit(self, now: datetime, *, booking: bool, background: bool) -> Iterator[None]:
        """One request may go out; raises what Calendly would answer where it may not."""
        if booking:
            self._check_bookings(now)
        keep = self._requests.limit // RESERVE if background else 0
        if wait := self._requests.wait(now, keep=keep):
            raise too_many_requests(wait)
        for window in [self._requests, *(self._bookings.values() if booking else ())]:
            window.left -= 1
        self._under_way += 1
        self._bookings_under_way += booking
        try:
            yield
        finally:
            self._under_way -= 1
            self._bookings_under_way -= booking

    def learn(self, allowance: Allowance, now: datetime, *, booking: bool) -> None:
        """While the request is still counted as under way."""
        if allowance.remaining is None or allowance.reset is None:
            return
        if booking and allowance.is_booking_quota():
            # By its limit: the quotas of a minute, an hour and a day are counts of their own.
            window = self._bookings.setdefault(allowance.limit, Window())
            under_way = self._bookings_under_way
        else:
            window, under_way = self._requests, self._under_way
        window.limit = allowance.limit or 0
        window.learn(allowance.remaining, allowance.reset, now, under_way=under_way)

    def refuse_bookings(self, until: datetime, said: str) -> None:
        """The plan has no bookings: that will be so for a while, and asking again costs a call."""
        self._refused = until, said

    def may_book(self, now: datetime) -> bool:
        try:
            self._check_bookings(now)
        except Rejected:
            return False
        return True

    def _check_bookings(self, now: datetime) -> None:
        if self._refused and now < self._refused[0]:
            raise Rejected(self._refused[1], reason="plan")
        waits = [wait for each in self._bookings.values() if (wait := each.wait(now))]
        if waits:
            raise booking_quota_used_up(max(waits))


class Limiters:
    """The limiter of each token or account of this process."""

    def __init__(self) -> None:
        self._by_key: dict[str, Limiter] = {}

    def of(self, key: str) -> Limiter:
        return self._by_key.setdefault(hash_token(key), Limiter())


def too_many_requests(retry_after: float | None) -> Unavailable:
    return Unavailable("Calendly's limit of requests is used up.", retry_after=retry_after)


def booking_quota_used_up(reset: float | None) -> PipeWiseError:
    """A rejection: the lead gets a booking link instead of a wait."""
    when = "" if reset is None else f" It opens again in {reset:.0f} s."
    return Rejected(f"Calendly's quota of bookings is used up.{when}", reason="plan")


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
