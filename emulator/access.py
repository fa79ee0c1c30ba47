"""Who is calling: token, scopes, limits and faults, before a route does its work."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import unquote

from fastapi import Request
from pydantic import BaseModel

from emulator.accounts import token_id
from emulator.desk import Desk, Emulation
from emulator.errors import (
    JSON,
    denied,
    insufficient_scope,
    invalid_arguments,
    not_found,
    unauthenticated,
)
from emulator.fields import checked
from emulator.limits import RequestLimits
from emulator.shapes import Shapes
from emulator.store import Transaction

Sent = TypeVar("Sent", bound=BaseModel)
MAX_BODY = 1_000_000
ADMINS = ("owner", "admin")


@dataclass(frozen=True, kw_only=True)
class Caller:
    """One authenticated call inside its account's transaction."""

    desk: Desk
    user: JSON
    organization: JSON
    key: JSON
    """What the token opens."""
    request: Request
    raw: bytes

    @property
    def tx(self) -> Transaction:
        return self.desk.tx

    @property
    def shapes(self) -> Shapes:
        return self.desk.shapes

    @property
    def scopes(self) -> Sequence[str]:
        scopes: Sequence[str] = self.key["scopes"]
        return scopes

    @property
    def is_admin(self) -> bool:
        return self.user["role"] in ADMINS

    def query(self, model: type[Sent]) -> Sent:
        return checked(lambda: model.model_validate(dict(self.request.query_params)))

    def body(self, model: type[Sent]) -> Sent:
        return checked(lambda: model.model_validate_json(self.raw or b"null"))

    def require(self, scope: str) -> None:
        """`x:write` opens `x:read` too."""
        family = scope.partition(":")[0]
        if scope not in self.scopes and f"{family}:write" not in self.scopes:
            raise insufficient_scope([scope])

    async def named(self, kind: str, id: str) -> JSON:
        """What a path names, or the 404."""
        doc = await self.tx.get(kind, id)
        if doc is None:
            raise not_found()
        return doc

    async def linked(self, kind: str, collection: str, uri: str) -> JSON:
        """What a URI in a query or body names, or the 404."""
        id = self.shapes.id_of(collection, uri)
        if id is None:
            raise not_found()
        return await self.named(kind, id)

    def must_be_mine(self, organization: str) -> None:
        """Another organization's URI, real or not, opens nothing."""
        if organization != self.shapes.uri("organizations", self.organization["id"]):
            raise denied()


@asynccontextmanager
async def calling(request: Request, scope: str) -> AsyncIterator[Caller]:
    """Everything inside is one transaction; it is committed before the answer leaves. A GET only
    looks."""
    emulation: Emulation = request.app.state.emulation
    call = f"{request.method} {request.url.path}"
    raw = await read_body(request)
    token = _bearer(request)
    account = await emulation.store.account_of("token", token_id(token))
    if account is None:
        raise unauthenticated()
    await emulation.faults.before(call)
    reads = request.method == "GET"
    async with (emulation.glance if reads else emulation.desk)(account) as desk:
        caller = await _identify(desk, request, token, raw)
        limits: RequestLimits = request.app.state.limits
        request.state.rate = limits.count(caller.user["id"], caller.organization)
        if "client" in caller.key:
            whose = f"oauth:{caller.key['client']}:{caller.user['id']}"
            request.state.rate["x-ratelimit-key"] = whose
        caller.require(scope)
        _must_be_text(request, raw)
        yield caller
    await emulation.faults.after(call)


async def read_body(request: Request) -> bytes:
    raw = b""
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > MAX_BODY:
            raise invalid_arguments([{"message": "the body is too large"}])
    return raw


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise unauthenticated()
    return token.strip()


async def _identify(desk: Desk, request: Request, token: str, raw: bytes) -> Caller:
    key = await desk.tx.get("token", token_id(token))
    if key is None:
        raise unauthenticated()
    if key.get("expires_at", "~") <= desk.at:
        raise unauthenticated("The access token expired")
    user = await desk.existing("user", key["user"])
    return Caller(
        desk=desk,
        user=user,
        organization=await desk.existing("organization", user["organization"]),
        key=key,
        request=request,
        raw=raw,
    )


def _must_be_text(request: Request, raw: bytes) -> None:
    """No NUL anywhere: Postgres keeps none, and no name has one."""
    if "\0" in unquote(request.url.path):
        raise not_found()
    if "\0" in unquote(request.url.query):
        raise invalid_arguments([{"message": "must not contain NUL"}])
    if b"\\u0000" in raw:
        raise invalid_arguments([{"message": "must not contain NUL"}])
