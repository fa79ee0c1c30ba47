"""No route of the thread API answers anybody whom nobody has let in."""

import re
from collections.abc import Iterator

import httpx
from fastapi import APIRouter
from fastapi.routing import APIRoute

from server.parts import TurnParts
from server.threads.door import open_door
from server.threads.routes import routers
from tests.threads.small import small_app

OPEN = {("GET", "/ok"), ("GET", "/info")}
SOME_ID = "00000000-0000-4000-8000-000000000000"


def walked(router: APIRouter) -> Iterator[tuple[str, str]]:
    for route in router.routes:
        if isinstance(route, APIRoute):
            yield from ((method, route.path) for method in route.methods or ())
        elif inner := getattr(route, "original_router", None):
            yield from walked(inner)


ROUTES = sorted({each for router in routers() for each in walked(router)} - OPEN)


async def test_who_is_not_let_in_gets_401_everywhere(parts: TurnParts) -> None:
    app = small_app(parts)
    app.state.thread_door = open_door(parts)  # nobody said who may come in
    transport = httpx.ASGITransport(app)

    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        answers = {
            f"{method} {path}": await client.request(
                method, re.sub(r"\{\w+\}", SOME_ID, path), json={}
            )
            for method, path in ROUTES
        }

    assert {route: a.status_code for route, a in answers.items() if a.status_code != 401} == {}


def test_there_are_routes_to_ask() -> None:
    assert len(ROUTES) > 50
