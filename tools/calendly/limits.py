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


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """What was known when a request left: enough to read its answer, however late it comes."""

    age: int
    most: int
    """More than this cannot be left after it, unless a new window has begun."""


class Window:
    """One count of Calendly's, as we know it: what is left of it, until it begins anew."""

    def __init__(self) -> None:
        self.limit = 0
        self._left = 0
        self._opens_at: datetime | None = None
        self._under_way = 0
        self._age = 0

    def wait(self, now: datetime, *, keep: int = 0) -> float | None:
        """Seconds to wait, or None where one more request fits, or nothing is known."""
        if self._opens_at is None or now >= self._opens_at or self._left > keep:
            return None
        return (self._opens_at - now).total_seconds()

    def leave(self) -> Ticket:
        """One request goes out. It counts at once, for its answer may be lost."""
        self._left -= 1
        ticket = Ticket(age=self._age, most=self._left + self._under_way)
        self._under_way += 1
        return ticket

    def arrive(self) -> None:
        self._under_way -= 1

    def learn(self, told: int, reset: float, now: datetime, ticket: Ticket | None) -> None:
        """Answers overtake each other: one tells of a new window only by more than it could."""
        is_known = self._opens_at is not None and now < self._opens_at
        if is_known and ticket and (ticket.age != self._age or told <= ticket.most):
            self._left = min(self._left, told)
        else:
            self._age += 1
            self._left = told - max(0, self._under_way - 1)
            self._opens_at = now + timedelta(seconds=reset)
        if told == 0:
            self._opens_at = now + timedelta(seconds=reset)


class Limiter:
    """One token's limits, shared by whoever uses the token. Bookings have quotas of their own."""

    def __init__(self) -> None:
        self._requests = Window()
        self._bookings: dict[int | None, Window] = {}
        """By their limits: the quotas of a minute, an hour and a day are counts of their own."""
        self._refused: tuple[datetime, str] | None = None

    @contextmanager
    def permit(self, now: datetime, *, booking: bool, background: bool) -> Iterator["Permit"]:
        """One request may go out; raises what Calendly would answer where it may not."""
        if booking:
            self._check_bookings(now)
        keep = self._requests.limit // RESERVE if background else 0
        if wait := self._requests.wait(now, keep=keep):
            raise too_many_requests(wait)
        windows = [self._requests, *(self._bookings.values() if booking else ())]
        tickets = {window: window.leave() for window in windows}
        try:
            yield Permit(self, tickets, booking=booking)
        finally:
            for window in windows:
                window.arrive()

    def window_of(self, allowance: Allowance, *, booking: bool) -> Window:
        if booking and allowance.is_booking_quota():
            return self._bookings.setdefault(allowance.limit, Window())
        return self._requests

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


class Permit:
    """For one request, from its leaving to its answer."""

    def __init__(self, limiter: Limiter, tickets: dict[Window, Ticket], *, booking: bool) -> None:
        self._limiter = limiter
        self._tickets = tickets
        self._booking = booking

    def learn(self, allowance: Allowance, now: datetime) -> None:
        if allowance.remaining is None or allowance.reset is None:
            return
        window = self._limiter.window_of(allowance, booking=self._booking)
        window.limit = allowance.limit or 0
        window.learn(allowance.remaining, allowance.reset, now, self._tickets.get(window))


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
