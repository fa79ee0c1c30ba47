"""The emulated API as one ASGI app."""

import hashlib
import json
from collections.abc import MutableMapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from emulator.control import control_router
from emulator.desk import Emulation, random_id
from emulator.errors import Refusal, not_found, server_error
from emulator.instants import Clock, NewId
from emulator.limits import RequestLimits
from emulator.oauth import OAuthRefusal
from emulator.routes import (
    availability,
    event_types,
    events,
    groups,
    hooks,
    invitees,
    links,
    oauth,
    routing_forms,
    users,
)
from emulator.shapes import Shapes
from emulator.store import Store
from emulator.unsettled import Unsettled

NOUNS = (
    users,
    event_types,
    availability,
    links,
    invitees,
    events,
    groups,
    routing_forms,
    hooks,
)


class Utf8JSON(JSONResponse):
    """Keys in their order: Postgres has one of its own, and a fixed seed gives fixed bytes."""

    media_type = "application/json; charset=utf-8"

    def render(self, content: Any) -> bytes:  # Any: whatever a route answers
        written = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return written.encode()


class Headers:
    """Calendly's response headers; the rate limit's come from the route that counted."""

    def __init__(self, app: ASGIApp, new_id: NewId) -> None:
        self._app = app
        self._new_id = new_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self._headers(scope)]
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _headers(self, scope: MutableMapping[str, Any]) -> list[tuple[bytes, bytes]]:
        headers = {
            "x-request-id": hashlib.sha256(self._new_id().encode()).hexdigest()[:32],
            "cache-control": "max-age=0, private, must-revalidate",
            **scope.get("state", {}).get("rate", {}),
        }
        if not scope["path"].startswith("/_emulator"):  # no web page reads the control plane
            headers["access-control-allow-origin"] = "*"
        return [(name.encode(), value.encode()) for name, value in headers.items()]


def create_app(
    store: Store,
    *,
    clock: Clock,
    api_url: str,
    pages_url: str,
    faults: bool = False,
    new_id: NewId = random_id,
    unsettled: Unsettled | None = None,
) -> FastAPI:
    """The API. With `faults`, also the control plane and OAuth, where nobody has to sign in: never
    for strangers.

    `app.state.emulation.faults` is the queue of faults for tests in the same process.
    """
    app = FastAPI(
        title="Calendly emulator",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        default_response_class=Utf8JSON,
        redirect_slashes=False,
    )
    unsettled = unsettled or Unsettled()
    app.state.emulation = Emulation(
        store=store,
        clock=clock,
        shapes=Shapes(api_url=api_url, pages_url=pages_url, unsettled=unsettled),
        new_id=new_id,
        unsettled=unsettled,
    )
    app.state.limits = RequestLimits(clock)
    app.add_middleware(Headers, new_id=random_id)  # ids of answers leave a seeded calendar alone
    for noun in NOUNS:
        app.include_router(noun.router)
    if faults:
        app.include_router(control_router, prefix="/_emulator")
        app.include_router(oauth.router)
        app.add_exception_handler(OAuthRefusal, _refuse_application)
    app.add_exception_handler(Refusal, _refuse)
    app.add_exception_handler(HTTPException, _no_such_route)
    app.add_exception_handler(Exception, _break)
    return app


async def _refuse(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, Refusal):
        raise error
    if "x-ratelimit-limit" in error.headers:
        request.state.rate = {}
    emulation: Emulation = request.app.state.emulation
    silent = error.status == 429 and emulation.unsettled.rate_limited_body == "empty"
    body = {} if silent else error.body
    return Utf8JSON(body, status_code=error.status, headers=error.headers)


async def _refuse_application(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, OAuthRefusal):
        raise error
    return Utf8JSON(error.body, status_code=error.status, headers=error.headers)


async def _no_such_route(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    body = not_found().body
    if error.status_code != 404:
        body = {"title": error.detail, "message": error.detail}
    return Utf8JSON(body, status_code=error.status_code, headers=dict(error.headers or {}))


async def _break(request: Request, error: Exception) -> JSONResponse:
    return Utf8JSON(server_error().body, status_code=500)
