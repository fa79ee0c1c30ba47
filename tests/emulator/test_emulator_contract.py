"""The contract itself, and the proof that the check in front of the emulator catches a lie."""

from collections.abc import Callable

import httpx
import pytest
from openapi_core.exceptions import OpenAPIError

from emulator.store import MemoryStore
from tests.emulator.laptop import API, Laptop, new_laptop
from tests.platforms.calendly_contract import HeldToContract, Json, operation_of

Spoil = Callable[[Json], None]


class Spoiled(httpx.AsyncBaseTransport):
    """The emulator, but something in each answer is wrong."""

    def __init__(self, laptop: Laptop, spoil: Spoil) -> None:
        self._api = laptop.api
        self._spoil = spoil

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await self._api.get(request.url)
        body = answer.json()
        self._spoil(body)
        return httpx.Response(answer.status_code, json=body)


def lose_timezone(body: Json) -> None:
    del body["resource"]["timezone"]


def write_a_number(body: Json) -> None:
    body["resource"]["name"] = 7


def write_no_date(body: Json) -> None:
    body["resource"]["created_at"] = "yesterday"


@pytest.mark.parametrize("spoil", [lose_timezone, write_a_number, write_no_date])
async def test_an_answer_of_another_shape_is_caught(spoil: Spoil) -> None:
    spoiled = Spoiled(await new_laptop(MemoryStore()), spoil)

    async with httpx.AsyncClient(transport=HeldToContract(spoiled, url=API), base_url=API) as api:
        with pytest.raises(OpenAPIError):
            await api.get("/users/me")


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/users/me", 202, {}),
        ("/users/me", 503, {"oops": "no title"}),
        ("/organizations/x", 404, {"title": "no message"}),
    ],
)
async def test_a_status_nobody_declared_is_caught(path: str, status: int, body: Json) -> None:
    inner = httpx.MockTransport(lambda request: httpx.Response(status, json=body))

    async with httpx.AsyncClient(transport=HeldToContract(inner, url=API), base_url=API) as api:
        with pytest.raises(Exception, match=r"getMe answered 202|is a required property"):
            await api.get(path)


async def test_a_request_the_contract_does_not_know_is_caught() -> None:
    laptop = await new_laptop(MemoryStore())
    inner = Spoiled(laptop, lambda body: None)
    transport = HeldToContract(inner, url=API, requests=True)

    async with httpx.AsyncClient(transport=transport, base_url=API) as api:
        with pytest.raises(OpenAPIError):
            await api.get("/event_type_available_times", params={"start_time": "soon"})


def test_a_fixed_path_is_found_before_one_with_an_id() -> None:
    assert operation_of("GET", "/users/me")["operationId"] == "getMe"
    assert operation_of("GET", "/users/x")["operationId"] == "getUser"
    assert operation_of("GET", "/organizations/x") is None
