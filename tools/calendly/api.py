"""One request to Calendly: token, limits, deadline, retries, and what came back."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any, Literal, TypeVar

import httpx
from pydantic import SecretStr, ValidationError

from tools.calendly.limits import Allowance, Limiter
from tools.calendly.refusals import translate
from tools.calendly.wire import Document, Page, Single, Wire
from tools.errors import PipeWiseError, Rejected, Unavailable
from tools.ports.calendar import TokenSource
from tools.ports.words import JSON, Clock

log = logging.getLogger(__name__)

CONNECT, READ, BOOKING_READ = 3.0, 10.0, 20.0
MOST_PAGES = 50
PLAN_BELIEVED = timedelta(minutes=10)  # a plan is upgraded by a person, and rarely
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


class FixedToken:
    """A token that stays the same: a personal one, or that of the built-in calendar."""

    def __init__(self, token: SecretStr) -> None:
        self._token = token

    async def current(self) -> SecretStr:
        return self._token

    async def renewed(self, refused: SecretStr) -> SecretStr | None:
        return None


class Unanswered(Unavailable):
    """Nothing came back at all. What is not unsure may be tried again at once."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """What is asked, whatever token goes with it."""

    method: Literal["GET", "POST", "DELETE"]
    path: str
    params: Mapping[str, str] | None = None
    body: Mapping[str, Any] | None = None
    booking: bool = False

    @property
    def is_read(self) -> bool:
        return self.method == "GET"


class Api:
    """Asks again where that is safe: reads, and what was never sent.

    A write that may have arrived is never repeated, for Calendly has no idempotency key.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        token: SecretStr | TokenSource,
        clock: Clock,
        limiter: Limiter,
        patience: Patience,
        background: bool = False,
    ) -> None:
        self._http = http
        self._tokens = FixedToken(token) if isinstance(token, SecretStr) else token
        self._clock = clock
        self._limiter = limiter
        self._patience = patience
        self._background = background

    def in_background(self) -> "Api":
        """The same, for work that leaves the last requests of the limit to turns."""
        return Api(
            self._http,
            token=self._tokens,
            clock=self._clock,
            limiter=self._limiter,
            patience=self._patience,
            background=True,
        )

    async def one(self, kind: type[Document], path: str) -> Document:
        return _resource(kind, await self._ask(Call(method="GET", path=path)))

    async def page(
        self, kind: type[Document], path: str, params: Mapping[str, str]
    ) -> Page[Document]:
        answer = await self._ask(Call(method="GET", path=path, params=params))
        return _parse(_page_of(kind), answer)

    async def all(
        self, kind: type[Document], path: str, params: Mapping[str, str]
    ) -> list[Document]:
        """Every row of a list of any length."""
        query = {**params, "count": "100"}
        rows: list[Document] = []
        seen: set[str] = set()
        while len(seen) < MOST_PAGES:
            page = await self.page(kind, path, query)
            rows += page.collection
            token = page.pagination.next_page_token
            if not token:
                return rows
            if token in seen:
                break
            seen.add(token)
            query["page_token"] = token
        raise Unavailable(f"Calendly's list {path} does not end.")

    async def create(self, kind: type[Document], path: str, body: Mapping[str, Any]) -> Document:
        return _resource(kind, await self._ask(Call(method="POST", path=path, body=body)))

    async def create_booking(self, kind: type[Document], body: JSON) -> Document:
        call = Call(method="POST", path="/invitees", body=body, booking=True)
        return _resource(kind, await self._ask(call))

    async def delete(self, path: str) -> None:
        await self._ask(Call(method="DELETE", path=path))

    async def _ask(self, call: Call) -> httpx.Response:
        """With a renewed token once more after a 401, writes too: it means that nothing happened.

        Tokens come outside our deadlines: nobody may stop their renewal half-way.
        """
        token = await self._tokens.current()
        response = await self._in_time(token, call)
        if response.status_code == httpx.codes.UNAUTHORIZED:
            other = await self._tokens.renewed(token)
            if other is not None:
                response = await self._in_time(other, call)
        return self._accept(response, call)

    async def _in_time(self, token: SecretStr, call: Call) -> httpx.Response:
        patience = self._patience
        deadline = patience.booking_deadline if call.booking else patience.deadline
        try:
            async with asyncio.timeout(deadline):
                return await self._patiently(token, call)
        except TimeoutError as error:
            unsure = not call.is_read
            raise Unavailable("Calendly did not answer in time.", unsure=unsure) from error

    async def _patiently(self, token: SecretStr, call: Call) -> httpx.Response:
        for pause in self._patience.pauses:
            try:
                response = await self._send(token, call)
            except Unanswered as error:
                if error.unsure:
                    raise
                log.info("calendly did not answer", extra={"path": call.path})
            else:
                if not call.is_read or response.status_code < 500:
                    return response
            await asyncio.sleep(pause)
        return await self._send(token, call)

    async def _send(self, token: SecretStr, call: Call) -> httpx.Response:
        headers = _headers(token)
        clock, background = self._clock, self._background
        with self._limiter.permit(clock(), booking=call.booking, background=background) as permit:
            try:
                response = await self._http.request(
                    call.method,
                    call.path,
                    params=call.params,
                    json=call.body,
                    headers=headers,
                    timeout=httpx.Timeout(BOOKING_READ if call.booking else READ, connect=CONNECT),
                )
            except NEVER_SENT as error:
                raise Unanswered("Calendly could not be reached.") from error
            except httpx.RequestError as error:
                # Its name only: a protocol error may quote the header with the token.
                fault = type(error).__name__
                raise Unanswered(f"Calendly: {fault}.", unsure=not call.is_read) from error
            permit.learn(Allowance.of(response.headers), clock())
        return response

    def _accept(self, response: httpx.Response, call: Call) -> httpx.Response:
        if response.is_success:
            return response
        log.info(
            "calendly refused",
            extra={
                "path": call.path,
                "status": response.status_code,
                "request_id": response.headers.get("x-request-id"),
            },
        )
        error = translate(response, write=not call.is_read, booking=call.booking)
        if call.booking and response.status_code == httpx.codes.FORBIDDEN and _is_plan(error):
            self._limiter.refuse_bookings(self._clock() + PLAN_BELIEVED, str(error))
        raise error


def _is_plan(error: PipeWiseError) -> bool:
    return isinstance(error, Rejected) and error.reason == "plan"


def _headers(token: SecretStr) -> dict[str, str]:
    text = token.get_secret_value()
    # Checked here, because httpx would quote a token it cannot put into a header.
    if not text or not text.isascii() or not text.isprintable() or " " in text:
        raise Rejected("The Calendly token is not one a header can carry.", reason="token")
    return {"Authorization": f"Bearer {text}", "Accept": "application/json"}


@cache
def _page_of(kind: type[Document]) -> type[Page[Document]]:
    """Kept, as the next: pydantic forgets a model made at run time as soon as nobody holds it."""
    return Page[kind]  # type: ignore[valid-type]  # made at run time


@cache
def _single_of(kind: type[Document]) -> type[Single[Document]]:
    return Single[kind]  # type: ignore[valid-type]  # made at run time


def _resource(kind: type[Document], response: httpx.Response) -> Document:
    resource: Document = _parse(_single_of(kind), response).resource
    return resource


def _parse(kind: type[Whole], response: httpx.Response) -> Whole:
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
