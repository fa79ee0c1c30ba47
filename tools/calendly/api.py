"""One request to Calendly: token, limits, deadline, retries, and what came back."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import httpx
from pydantic import SecretStr, ValidationError

from tools.calendly.limits import Allowance, Limiter
from tools.calendly.models import Document, Page, Single, Wire
from tools.calendly.refusals import translate
from tools.errors import Rejected, Unavailable
from tools.ports.words import JSON, Clock

log = logging.getLogger(__name__)

CONNECT, READ, BOOKING_READ = 3.0, 10.0, 20.0
MOST_PAGES = 50
NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

Whole = TypeVar("Whole", bound=Wire)


@dataclass(frozen=True, kw_only=True)
class Patience:
    """Seconds. The deadlines also bound what httpx cannot: retries, drops, in-process calls."""

    pauses: Sequence[float] = (0.2, 0.6)
    """Before the second and the third try of a read."""
    deadline: float = 15.0
    booking_deadline: float = 25.0


PATIENT = Patience()


def http_client(
    base_url: str, transport: httpx.AsyncBaseTransport | None = None
) -> httpx.AsyncClient:
    """A client for Calendly's address, or for the emulator's with the transport that reaches it."""
    return httpx.AsyncClient(
        base_url=base_url,
        transport=transport,
        timeout=httpx.Timeout(READ, connect=CONNECT),
        follow_redirects=False,
        trust_env=transport is None,
    )


class Api:
    """Reads are retried; writes never, for Calendly has no idempotency key."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        token: SecretStr,
        clock: Clock,
        limiter: Limiter,
        patience: Patience,
    ) -> None:
        self._http = http
        self._token = token
        self._clock = clock
        self._limiter = limiter
        self._patience = patience

    async def one(self, kind: type[Document], path: str) -> Document:
        return parse(Single[kind], await self._get(path, {})).resource  # type: ignore[valid-type]  # a model made at run time

    async def page(
        self, kind: type[Document], path: str, params: Mapping[str, str]
    ) -> Page[Document]:
        return parse(Page[kind], await self._get(path, params))  # type: ignore[valid-type]  # a model made at run time

    async def every(
        self, kind: type[Document], path: str, params: Mapping[str, str]
    ) -> AsyncIterator[Document]:
        """Every row of a list of any length."""
        query = {**params, "count": "100"}
        for _ in range(MOST_PAGES):
            page = await self.page(kind, path, query)
            for row in page.collection:
                yield row
            if not page.pagination.next_page_token:
                return
            query["page_token"] = page.pagination.next_page_token
        raise Unavailable(f"Calendly's list {path} does not end.")

    async def post(self, path: str, body: JSON) -> httpx.Response:
        return await self._write("POST", path, body=body)

    async def post_booking(self, body: JSON) -> httpx.Response:
        return await self._write("POST", "/invitees", body=body, booking=True)

    async def delete(self, path: str) -> None:
        await self._write("DELETE", path)

    async def _get(self, path: str, params: Mapping[str, str]) -> httpx.Response:
        self._limiter.check(self._clock(), booking=False)
        try:
            async with asyncio.timeout(self._patience.deadline):
                response = await self._persistently(path, params)
        except TimeoutError as error:
            raise Unavailable("Calendly did not answer in time.") from error
        return self._accept(response, write=False)

    async def _persistently(self, path: str, params: Mapping[str, str]) -> httpx.Response:
        for pause in self._patience.pauses:
            try:
                response = await self._send("GET", path, params=params)
            except Unavailable:
                log.info("calendly did not answer a read", extra={"path": path})
            else:
                if response.status_code < 500:
                    return response
            await asyncio.sleep(pause)
        return await self._send("GET", path, params=params)

    async def _write(
        self, method: str, path: str, *, body: JSON | None = None, booking: bool = False
    ) -> httpx.Response:
        self._limiter.check(self._clock(), booking=booking)
        patience = self._patience
        try:
            async with asyncio.timeout(patience.booking_deadline if booking else patience.deadline):
                response = await self._send(method, path, body=body, booking=booking)
        except TimeoutError as error:
            raise Unavailable("Calendly did not answer in time.", unsure=True) from error
        return self._accept(response, write=True, booking=booking)

    async def _send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: JSON | None = None,
        booking: bool = False,
    ) -> httpx.Response:
        timeout = httpx.Timeout(BOOKING_READ if booking else READ, connect=CONNECT)
        try:
            return await self._http.request(
                method, path, params=params, json=body, headers=self._headers(), timeout=timeout
            )
        except NEVER_SENT as error:
            raise Unavailable("Calendly could not be reached.") from error
        except httpx.RequestError as error:
            # Its name only: a protocol error may quote the header with the token.
            fault = type(error).__name__
            raise Unavailable(f"Calendly: {fault}.", unsure=method != "GET") from error

    def _accept(
        self, response: httpx.Response, *, write: bool, booking: bool = False
    ) -> httpx.Response:
        allowance = Allowance.of(response.headers)
        self._limiter.learn(allowance, self._clock(), booking=booking)
        if response.is_success:
            return response
        log.info(
            "calendly refused",
            extra={
                "path": response.request.url.path,
                "status": response.status_code,
                "request_id": response.headers.get("x-request-id"),
            },
        )
        raise translate(response, write=write, booking=booking)

    def _headers(self) -> dict[str, str]:
        token = self._token.get_secret_value()
        # Checked here, because httpx would quote a token it cannot put into a header.
        if not token or not token.isascii() or not token.isprintable() or " " in token:
            raise Rejected("The Calendly token is not one a header can carry.", reason="token")
        return {"Authorization": f"Bearer {token}", "Accept": "application/json"}


def parse(kind: type[Whole], response: httpx.Response) -> Whole:
    """An answer we cannot read is no answer; that of a write may have had its effect."""
    try:
        return kind.model_validate_json(response.content)
    except ValidationError as error:
        faults = {".".join(map(str, each["loc"])) for each in error.errors(include_input=False)}
        log.warning("unreadable answer of calendly", extra={"faults": sorted(faults)})
        raise Unavailable(
            f"Calendly answered {response.status_code} in a form that cannot be read.",
            unsure=response.request.method == "POST",
        ) from None  # its cause would quote the answer
