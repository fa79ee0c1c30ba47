"""Without sign-in, private routes answer this machine alone, and its own pages."""

import ipaddress
import re
from collections.abc import Collection

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from server.cors import Cors
from server.problems import Problem

PUBLIC = re.compile(
    r"/(webhooks/.+|api/chat/.+|book(/.*)?|healthz|api/integrations/calendly/oauth/callback)"
)
"""Reachable by strangers: each of these proves by itself who is asking, or tells nothing."""

HOST = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?", re.IGNORECASE)

FORWARDED = {
    "forwarded",
    "via",
    "cdn-loop",
    "x-host",
    "x-rewrite-url",
    "do-connecting-ip",
    "x-real-ip",
    "true-client-ip",
    "client-ip",
    "x-client-ip",
    "x-cluster-client-ip",
    "x-proxyuser-ip",
}
FORWARDED_FAMILIES = (
    "x-forward",
    "x-original-",
    "x-envoy-",
    "x-azure-",
    "x-appengine-",
    "x-amz",
    "x-vercel-",
    "x-arr-",
    "x-ms-",
    "x-ngrok-",
    "x-tunnel-",
    "cf-",
    "fly-",
    "fastly-",
    "ngrok-",
    "tailscale-",
)
"""Headers that proxies and tunnels add: the connection is local then, the caller is not."""


class LocalMode:
    def __init__(self, app: ASGIApp, *, allowed_origins: Collection[str] = ()) -> None:
        self.app = app
        self.allowed_origins = frozenset(allowed_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or PUBLIC.fullmatch(scope["path"]):
            await self.app(scope, receive, send)
            return
        client = scope.get("client")
        fault = refusal(
            client[0] if client else None, Headers(scope=scope), allowed=self.allowed_origins
        )
        if fault is None:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": fault})
        else:
            await Problem(403, "This machine only", fault).response()(scope, receive, send)


def refusal(client: str | None, headers: Headers, *, allowed: Collection[str]) -> str | None:
    """Why a private route does not answer this caller, as a sentence; None where it does."""
    hosts = headers.getlist("host")
    if not _is_loopback(client):
        return "There is no sign-in yet, so only programs on this machine are answered here."
    if any(_tells_of_a_proxy(name) for name in headers):
        return "There is no sign-in yet, so nothing is answered here through a proxy or tunnel."
    if len(hosts) != 1 or not HOST.fullmatch(hosts[0]):
        return "There is no sign-in yet, so only localhost, 127.0.0.1 and [::1] are answered here."
    for origin in headers.getlist("origin"):
        if not is_ours(origin, hosts[0]) and origin.lower() not in allowed:
            return (
                "Pages of this origin may not call PipeWise: list it in PIPEWISE_ALLOWED_ORIGINS."
            )
    return None


def is_ours(origin: str, host: str) -> bool:
    """A page that we served ourselves: any name of this machine, but our port and no other."""
    scheme, _, page = origin.partition("://")
    return (
        scheme.lower() == "http"
        and HOST.fullmatch(page) is not None
        and HOST.fullmatch(host) is not None
        and _port(page) == _port(host)
    )


def _tells_of_a_proxy(name: str) -> bool:
    name = name.lower().replace("_", "-")
    return name in FORWARDED or name.startswith(FORWARDED_FAMILIES)


def _port(host: str) -> str:
    return host.rpartition(":")[2] if re.search(r":\d+$", host) else "80"


def _is_loopback(address: str | None) -> bool:
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return False
    mapped = getattr(ip, "ipv4_mapped", None)  # ::ffff:127.0.0.1, of a socket for both families
    return (mapped or ip).is_loopback


def install(app: FastAPI, *, allowed_origins: Collection[str]) -> None:
    """Both rules, the door first: a preflight of a stranger's page is not even answered."""
    app.add_middleware(Cors, allowed_origins=allowed_origins)
    app.add_middleware(LocalMode, allowed_origins=allowed_origins)
