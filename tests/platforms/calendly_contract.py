"""Calendly's contract, and a transport that holds every call to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import httpx
import yaml
from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_schema_validator import OAS31Validator, oas31_format_checker
from starlette.types import ASGIApp
from werkzeug.datastructures import Headers, ImmutableMultiDict

FIXTURES = Path(__file__).parent.parent / "fixtures"
CONTRACT = FIXTURES / "calendly_contract.yaml"
BEYOND = FIXTURES / "calendly_beyond.yaml"
API = "https://api.calendly.com"
Json = Any  # a test reads a JSON answer by its keys, and fails where they are not


@lru_cache(maxsize=1)
def written() -> Json:
    """The contract as it is in the file."""
    return yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def extended() -> Json:
    """With the operations it leaves out and the emulator has."""
    beyond = yaml.safe_load(BEYOND.read_text(encoding="utf-8"))
    return _merged(written(), beyond)


def _merged(one: Json, other: Json) -> Json:
    if not isinstance(one, dict) or not isinstance(other, dict):
        return other
    both = {**one, **other}
    return {k: _merged(one[k], other[k]) if k in one and k in other else both[k] for k in both}


@lru_cache(maxsize=8)
def contract(url: str = API) -> OpenAPI:
    """The contract of a Calendly at this address. Read once: reading it is slow."""
    return OpenAPI.from_dict({**extended(), "servers": [{"url": url}]})


@lru_cache(maxsize=32)
def _validator(schema: str) -> OAS31Validator:
    whole = {"$ref": f"#/components/schemas/{schema}", "components": written()["components"]}
    return OAS31Validator(whole, format_checker=oas31_format_checker)


def check_against(schema: str, document: Json) -> None:
    """Raise unless the document fits one of the contract's schemas."""
    _validator(schema).validate(document)


def check_webhook(envelope: Json) -> None:
    """Raise unless it is a webhook the contract describes; an event type comes as itself."""
    check_against("WebhookPayload", envelope)
    if envelope["event"].startswith("event_type."):
        check_against("EventType", envelope["payload"])


@dataclass(kw_only=True)  # openapi-core fills in the path's parameters
class SeenRequest:
    """A request as openapi-core wants to see it."""

    request: httpx.Request
    host_url: str
    parameters: RequestParameters

    @property
    def path(self) -> str:
        return self.request.url.path

    @property
    def method(self) -> str:
        return self.request.method.lower()

    @property
    def content_type(self) -> str:
        return str(self.request.headers.get("content-type", ""))

    @property
    def body(self) -> bytes | None:
        return self.request.content or None


def _seen(request: httpx.Request, url: str) -> SeenRequest:
    parameters = RequestParameters(
        query=ImmutableMultiDict(request.url.params.multi_items()),
        header=Headers(list(request.headers.multi_items())),
    )
    return SeenRequest(request=request, host_url=url, parameters=parameters)


@dataclass(frozen=True, kw_only=True)
class SeenResponse:
    status_code: int
    headers: Mapping[str, str]
    data: bytes

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]


class HeldToContract(httpx.AsyncBaseTransport):
    """Every answer must be what the contract declares; with `requests`, every request too.

    A status that no operation declares (429, 5xx), and a path nobody knows, are held to the shape
    of an error.
    """

    def __init__(
        self, inner: httpx.AsyncBaseTransport, *, url: str = API, requests: bool = False
    ) -> None:
        self._inner = inner
        self._url = url
        self._requests = requests
        self.checked: list[tuple[str, int]] = []
        """Each operation that was called, and what it answered."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        operation = operation_of(request.method, request.url.path)
        if operation is not None and self._requests:
            await request.aread()
            contract(self._url).validate_request(_seen(request, self._url))
        response = await self._inner.handle_async_request(request)
        await response.aread()
        self._check(request, response, operation)
        # One that nobody has read yet, as the client expects it.
        return httpx.Response(
            response.status_code,
            headers=response.headers,
            stream=httpx.ByteStream(response.content),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        await self._inner.aclose()

    def _check(self, request: httpx.Request, response: httpx.Response, operation: Json) -> None:
        if operation is not None and str(response.status_code) in operation["responses"]:
            self.checked.append((operation["operationId"], response.status_code))
            seen = SeenResponse(
                status_code=response.status_code, headers=response.headers, data=response.content
            )
            contract(self._url).validate_response(_seen(request, self._url), seen)
        elif operation is not None and response.status_code < 400:
            raise AssertionError(f"{operation['operationId']} answered {response.status_code}")
        elif response.status_code >= 400 and is_api(request.url.path):
            _must_be_an_error(response)


def validated(app: ASGIApp, *, url: str = API, requests: bool = False) -> HeldToContract:
    """A transport into the app that raises where contract and wire differ."""
    return HeldToContract(httpx.ASGITransport(app), url=url, requests=requests)


def is_api(path: str) -> bool:
    """Whether Calendly's API answers here, not its sign-in, its pages or the control plane."""
    return not path.startswith(("/_emulator", "/oauth", "/book", "/.well-known"))


@lru_cache(maxsize=1)
def _paths() -> list[tuple[list[str], Json]]:
    paths = sorted(extended()["paths"].items(), key=lambda found: "{" in found[0])
    return [(declared.split("/"), item) for declared, item in paths]


def operation_of(method: str, path: str) -> Json:
    """What is declared for this call, or None; fixed paths come before those with ids."""
    parts = path.split("/")
    for names, item in _paths():
        if len(names) == len(parts) and all(
            name == part or (name.startswith("{") and part)
            for name, part in zip(names, parts, strict=True)
        ):
            return item.get(method.lower())
    return None


def _must_be_an_error(response: httpx.Response) -> None:
    body = response.json()
    if response.status_code == 429 and body == {}:
        return  # nobody has told what Calendly's says
    check_against("Error", body)
