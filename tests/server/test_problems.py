"""Problem documents: one shape for every error, the field named, nothing repeated, no traceback."""

from typing import Annotated, Any, Literal

import httpx
import psycopg
import pytest
from fastapi import Body, FastAPI, HTTPException
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from server.problems import MEDIA_TYPE, OF_REASON, Problem, install
from tests.platforms.serving import served
from tools.errors import Forged, Rejected, Unavailable


class ByCard(BaseModel):
    kind: Literal["card"]


class ByCash(BaseModel):
    kind: Literal["cash"]


class Order(BaseModel):
    model_config = ConfigDict(extra="forbid")

    amount: int = Field(gt=0)
    zone: Literal["north", "south"] = "north"
    payment: Annotated[ByCard | ByCash, Field(discriminator="kind")] | None = None


def raising(error: Exception) -> FastAPI:
    app = FastAPI()
    install(app)

    @app.post("/orders")
    async def take_order(order: Annotated[Order, Body()]) -> dict[str, int]:
        return {"amount": order.amount}

    @app.get("/")
    async def fail() -> None:
        raise error

    return app


async def asked(
    method: str, path: str, error: Exception | None = None, **sent: Any
) -> httpx.Response:
    app = raising(error or RuntimeError())
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return await client.request(method, path, **sent)


async def test_a_problem_is_a_document_with_its_own_media_type() -> None:
    answer = await asked("GET", "/", Problem(418, "Teapot", "It is short and stout.", field="pot"))

    assert answer.status_code == 418
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert answer.json() == {
        "type": "about:blank",
        "title": "Teapot",
        "status": 418,
        "detail": "It is short and stout.",
        "field": "pot",
    }


@pytest.mark.parametrize("reason", OF_REASON)
async def test_each_reason_of_a_refusal_is_the_callers_fault(reason: Any) -> None:
    answer = await asked("GET", "/", Rejected("Calendly says no.", reason=reason, field="token"))

    assert answer.status_code == OF_REASON[reason][0]
    assert 400 <= answer.status_code < 500
    assert answer.json()["detail"] == "Calendly says no."
    assert answer.json()["field"] == "token"


@pytest.mark.parametrize(("told", "header"), [(None, "5"), (0.2, "1"), (90.1, "91")])
async def test_what_may_work_later_says_when(told: float | None, header: str) -> None:
    answer = await asked("GET", "/", Unavailable("Calendly answered 503", retry_after=told))

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == header


async def test_a_database_that_is_away_may_be_back_later() -> None:
    answer = await asked("GET", "/", psycopg.OperationalError("host=10.1.2.3 password=hunter2"))

    assert answer.status_code == 503
    assert answer.json()["detail"] == "The database does not answer."


async def test_a_forger_gets_401() -> None:
    answer = await asked("GET", "/", Forged("The signature is not ours."))

    assert answer.status_code == 401


async def test_the_field_at_fault_is_named() -> None:
    answer = await asked("POST", "/orders", json={"amount": 0})

    assert answer.status_code == 422
    assert answer.json()["field"] == "amount"
    assert answer.json()["errors"] == [
        {"field": "amount", "message": "Input should be greater than 0"}
    ]


async def test_every_field_at_fault_is_named() -> None:
    answer = await asked("POST", "/orders", json={"amount": "x", "zone": "west", "more": 1})

    assert [fault["field"] for fault in answer.json()["errors"]] == ["amount", "zone", "more"]


async def test_a_body_that_is_not_json_is_400() -> None:
    answer = await asked("POST", "/orders", content=b"{", headers={"content-type": "text/json"})
    unreadable = await asked(
        "POST", "/orders", content=b'{"a', headers={"content-type": "application/json"}
    )

    assert answer.status_code == 422
    assert unreadable.status_code == 400


async def test_a_missing_body_is_named_as_such() -> None:
    answer = await asked("POST", "/orders")

    assert answer.json()["field"] == "body"


SECRET = st.text(st.characters(codec="ascii", categories=["L"]), min_size=30, max_size=40)


@given(SECRET, st.sampled_from(["amount", "zone", "payment", "kind"]))
async def test_what_was_typed_is_never_repeated(secret: str, where: str) -> None:
    order = {"amount": 1, where: secret} if where != "kind" else {"payment": {"kind": secret}}

    answer = await asked("POST", "/orders", json=order)

    assert answer.status_code == 422
    assert secret not in answer.text


async def test_a_name_that_cannot_be_written_as_utf_8_is_answered_all_the_same() -> None:
    answer = await asked(
        "POST",
        "/orders",
        content=b'{"amount": 1, "\\ud800": 2}',
        headers={"content-type": "application/json"},
    )

    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == MEDIA_TYPE


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/x", 404), ("PUT", "/", 405)])
async def test_what_is_not_there_is_a_document_too(method: str, path: str, status: int) -> None:
    answer = await asked(method, path)

    assert answer.status_code == status
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert answer.json()["detail"].startswith("Th")


async def test_an_http_exception_keeps_its_words_and_headers() -> None:
    answer = await asked("GET", "/", HTTPException(429, "Slower.", headers={"Retry-After": "7"}))

    assert answer.json()["detail"] == "Slower."
    assert answer.headers["retry-after"] == "7"


async def test_no_stack_trace_ever_leaves_and_the_log_has_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with served(raising(RuntimeError("SELECT x"))) as url, httpx.AsyncClient() as client:
        answer = await client.get(url)

    assert answer.status_code == 500
    assert answer.json()["title"] == "Something went wrong"
    assert "SELECT" not in answer.text
    assert "Traceback" not in answer.text
    assert "RuntimeError: SELECT x" in capsys.readouterr().err
