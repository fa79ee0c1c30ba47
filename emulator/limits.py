"""Calendly's limits: requests in fixed windows of a minute, bookings by minute, hour and day."""

from datetime import datetime, timedelta

from emulator.desk import Desk
from emulator.errors import JSON, rate_headers, too_many
from emulator.instants import Clock, stamp

WINDOW = 60
REQUESTS = {"free": 50, "trial": 500, "paid": 500}
UNLIMITED = 1_000_000
BOOKINGS = {
    "trial": ((timedelta(days=1), 5),),
    "enterprise": ((timedelta(minutes=1), 500),),
    "paid": ((timedelta(minutes=1), 10), (timedelta(hours=1), 50), (timedelta(days=1), 100)),
}


class RequestLimits:
    """Counts per user, in this process: a restart forgives."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._windows: dict[str, tuple[float, int]] = {}

    def count(self, user: str, organization: JSON) -> dict[str, str]:
        """Count one request and return the headers it deserves. Raises the 429."""
        limit = REQUESTS[organization["stage"]] if organization["limited"] else UNLIMITED
        now = self._clock().timestamp()
        opened, used = self._windows.get(user, (now, 0))
        if now - opened >= WINDOW:
            opened, used = now, 0
        reset = max(1, round(opened + WINDOW - now))
        if used >= limit:
            raise too_many(limit=limit, reset=reset)
        self._windows[user] = (opened, used + 1)
        return {
            **rate_headers(limit=limit, remaining=limit - used - 1, reset=reset),
            "x-ratelimit-tier": organization["stage"],
        }


def _quotas(organization: JSON) -> tuple[tuple[timedelta, int], ...]:
    return BOOKINGS.get(organization["plan"], BOOKINGS["paid"])


async def leave_bookings(desk: Desk, user: JSON, left: int) -> None:
    """As if all but `left` bookings of the user's longest quota had been made a while ago."""
    organization = await desk.existing("organization", user["organization"])
    span, most = _quotas(organization)[-1]
    made = [stamp(desk.now - span / 2)] * max(0, most - left)
    await desk.tx.put("organization", organization["id"], {**organization, "limited": True})
    await desk.tx.put("quota", user["id"], {"bookings": made})


async def spend_booking(desk: Desk, user: str, organization: JSON) -> None:
    """Count one booking over the API against the user's quotas. Raises the 429."""
    if not organization["limited"]:
        return
    doc = await desk.tx.get("quota", user) or {"bookings": []}
    made = [at for at in doc["bookings"] if at > stamp(desk.now - timedelta(days=1))]
    for span, most in _quotas(organization):
        within = [at for at in made if at > stamp(desk.now - span)]
        if len(within) >= most:
            frees = datetime.fromisoformat(min(within)) + span - desk.now
            raise too_many(limit=most, reset=max(1, round(frees.total_seconds())))
    await desk.tx.put("quota", user, {"bookings": [*made, desk.at]})
