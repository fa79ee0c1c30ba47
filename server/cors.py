"""Which foreign pages may read our answers: those the operator listed, never everybody's."""

from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

EXPOSED = "Content-Location, Location, X-Pagination-Total, X-Pagination-Next"  # the SDK reads them
METHODS = "GET, POST, PUT, PATCH, DELETE, OPTIONS"
REMEMBERED_S = "600"


class Cors:
    """A page of ours needs none of this: its requests are same-origin, or refused before."""

    def __init__(self, app: ASGIApp, *, allowed_origins: Collection[str] = ()) -> None:
        self.app = app
        self.allowed_origins = frozenset(allowed_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        origin = headers.get("origin", "")
        if origin.lower() not in self.allowed_origins:
            await self.app(scope, receive, send)
        elif scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await _preflight(origin, headers)(scope, receive, send)
        else:
            await self.app(scope, receive, _readable_by(origin, send))


def _preflight(origin: str, headers: Headers) -> Response:
    answer = {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": METHODS,
        "Access-Control-Max-Age": REMEMBERED_S,
        "Vary": "Origin, Access-Control-Request-Headers, Access-Control-Request-Private-Network",
    }
    if asked := headers.get("access-control-request-headers"):
        answer["Access-Control-Allow-Headers"] = asked
    # Chrome asks this before a public page (Studio's) may speak to a program on this machine.
    if headers.get("access-control-request-private-network") == "true":
        answer["Access-Control-Allow-Private-Network"] = "true"
    return Response(status_code=204, headers=answer)


def _readable_by(origin: str, send: Send) -> Send:
    async def send_readable(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Access-Control-Allow-Origin"] = origin
            headers["Access-Control-Expose-Headers"] = EXPOSED
            headers.add_vary_header("Origin")
        await send(message)

    return send_readable
