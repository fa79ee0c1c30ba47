"""A Calendly that answers what it is told, in order, and remembers what it was asked."""

import asyncio
import json
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

import httpx
from pydantic import SecretStr

from tools.calendly.client import Calendly, Patience, http_client
from tools.ports.calendar import BookingOrder

API = "https://api.calendly.com"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # a Monday
TOKEN = "eyJ-a-very-secret-token"
TYPE = f"{API}/event_types/GBGBDCAADAEDCRZ2"
EVENT = f"{API}/scheduled_events/0b1c2d3e-0000-4000-8000-000000000001"
INVITEE = f"{EVENT}/invitees/0b1c2d3e-0000-4000-8000-000000000002"
USER = f"{API}/users/0b1c2d3e-0000-4000-8000-000000000003"
ORGANIZATION = f"{API}/organizations/0b1c2d3e-0000-4000-8000-000000000004"
START = "2026-03-05T15:00:00.000000Z"

Answer = httpx.Response | Exception | float
"""A number is seconds of silence."""


class StandIn:
    """Answers a path with what was queued for it; the last answer stays."""

    def __init__(self) -> None:
        self.asked: list[httpx.Request] = []
        self._answers: dict[tuple[str, str], list[Answer]] = defaultdict(list)
        self.says("GET", "/users/me", ok(user()))
        self.says("GET", "/event_types", rows(event_type()))
        self.says("GET", "/event_types/GBGBDCAADAEDCRZ2", ok(event_type()))

    def says(self, method: str, path: str, *answers: Answer) -> None:
        self._answers[method, path] = list(answers)

    async def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        queue = self._answers[request.method, request.url.path]
        found = queue.pop(0) if len(queue) > 1 else queue[0]
        if isinstance(found, float):
            await asyncio.sleep(found)
            return httpx.Response(503)
        if isinstance(found, Exception):
            raise found
        return found

    def requests(self, method: str, path: str) -> list[httpx.Request]:
        return [r for r in self.asked if (r.method, r.url.path) == (method, path)]

    def bodies(self, path: str) -> list[dict[str, Any]]:
        return [json.loads(request.content) for request in self.requests("POST", path)]

    def calendar(self, **options: Any) -> Calendly:  # whatever Calendly takes
        return Calendly(
            http_client(API, httpx.MockTransport(self.answer)),
            **{
                "token": SecretStr(TOKEN),
                "mode": "full",
                "clock": lambda: NOON,
                "patience": Patience(pauses=(0, 0)),
                **options,
            },
        )


def ok(resource: dict[str, Any], status: int = 200) -> httpx.Response:
    return httpx.Response(status, json={"resource": resource})


def rows(*collection: dict[str, Any], next_page_token: str | None = None) -> httpx.Response:
    pagination = {"count": len(collection), "next_page_token": next_page_token}
    return httpx.Response(200, json={"collection": collection, "pagination": pagination})


def times(*starts: str) -> httpx.Response:
    """Not paginated, as Calendly's is not."""
    collection = [{"status": "available", "start_time": each} for each in starts]
    return httpx.Response(200, json={"collection": collection})


def refusal(status: int, message: str = "", **more: Any) -> httpx.Response:
    headers = more.pop("headers", None)
    body = {"title": "Some title", "message": message, **more}
    return httpx.Response(status, json=body, headers=headers)


def limited(reset: int, limit: int) -> httpx.Response:
    """The body of 429 is not documented."""
    return httpx.Response(429, json={}, headers=limits(reset=reset, limit=limit))


def limits(*, reset: int, limit: int, remaining: int = 0) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": str(remaining),
        "X-RateLimit-Reset": str(reset),
    }


def user() -> dict[str, Any]:
    return {
        "uri": USER,
        "name": "Alice",
        "email": "alice@acme.example",
        "timezone": "Europe/Madrid",
        "current_organization": ORGANIZATION,
        "scheduling_url": "https://calendly.com/acme",
    }


def event_type(**more: Any) -> dict[str, Any]:
    return {
        "uri": TYPE,
        "name": "Demo",
        "active": True,
        "duration": 30,
        "scheduling_url": "https://calendly.com/acme/demo",
        "kind": "solo",
        "pooling_type": None,
        "locations": None,
        "custom_questions": [],
        "a_field_of_next_year": {"x": 1},
        **more,
    }


def event(**more: Any) -> dict[str, Any]:
    return {
        "uri": EVENT,
        "name": "Demo",
        "status": "active",
        "start_time": START,
        "end_time": "2026-03-05T15:30:00.000000Z",
        "event_type": TYPE,
        "location": {"type": "zoom", "data": {"password": "x"}},
        **more,
    }


def invitee(*, utm_content: str | None = "token-1", **more: Any) -> dict[str, Any]:
    return {
        "uri": INVITEE,
        "email": "lead@example.com",
        "name": "Ada L",
        "status": "active",
        "event": EVENT,
        "tracking": {"utm_content": utm_content},
        "cancel_url": "https://calendly.com/cancellations/1",
        "reschedule_url": "https://calendly.com/reschedulings/1",
        **more,
    }


def order(**more: Any) -> BookingOrder:
    return BookingOrder(
        **{
            "event_type": TYPE,
            "starts_at": START,
            "name": "Ada L",
            "email": "lead@example.com",
            "zone": "Europe/Madrid",
            "token": "token-1",
            "channel": "whatsapp",
            **more,
        }
    )
