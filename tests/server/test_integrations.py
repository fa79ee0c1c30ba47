"""Connecting platforms over HTTP: Calendly's webhooks, channels, and what is told of them."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from emulator.accounts import token_id
from server.settings import Settings
from tests.facade.calendly_account import Calendly, connect, operator

WHATSAPP = {
    "phone_number_id": "106540352242922",
    "access_token": "made-up-access",
    "app_secret": "made-up-app",
    "verify_token": "made-up-verify",
}
SECRETS = ("made-up-access", "made-up-app", "made-up-verify")


async def subscriptions(theirs: Calendly, token: str) -> list[str]:
    account = await theirs.store.account_of("token", token_id(token))
    assert account is not None
    async with theirs.store.transaction(account) as tx:
        return [hook["callback_url"] for hook in await tx.find("hook")]


async def data(answer: httpx.Response) -> Any:
    assert answer.status_code == 200, answer.text
    assert answer.json()["success"] is True
    return answer.json()["data"]


# --- Calendly's webhooks ---


async def test_connecting_asks_for_webhooks_and_disconnecting_ends_them(
    http: httpx.AsyncClient, theirs: Calendly
) -> None:
    token = await theirs.open_account("Alice Álvarez")

    await data(await connect(http, token))
    [url] = await subscriptions(theirs, token)
    await data(await http.post("/api/integrations/calendly/disconnect"))

    assert url.startswith("https://leads.example.com/webhooks/calendly/")
    assert await subscriptions(theirs, token) == []


async def test_connecting_again_keeps_one_subscription_at_the_same_address(
    http: httpx.AsyncClient, theirs: Calendly
) -> None:
    token = await theirs.open_account("Alice Álvarez")
    await connect(http, token)
    before = await subscriptions(theirs, token)

    await connect(http, token)

    assert await subscriptions(theirs, token) == before
    assert len(before) == 1


async def test_disconnecting_works_where_calendly_refuses_the_token(
    http: httpx.AsyncClient, theirs: Calendly
) -> None:
    token = await theirs.open_account("Alice Álvarez")
    await connect(http, token)
    await theirs.take_back(token)

    removed = await data(await http.delete("/api/integrations/calendly"))
    again = await data(await http.delete("/api/integrations/calendly"))

    assert (removed["disconnected"], again["disconnected"]) == (True, False)


async def test_a_plan_without_webhooks_is_connected_all_the_same(
    http: httpx.AsyncClient, theirs: Calendly
) -> None:
    token = await theirs.open_account("Alice Álvarez", plan="basic")

    connected = await data(await connect(http, token))

    assert connected["status"] == "connected"
    assert await subscriptions(theirs, token) == []


# --- channels ---


async def test_every_platform_is_listed_with_its_state_and_fields(http: httpx.AsyncClient) -> None:
    listed = await data(await http.get("/api/integrations"))
    available = await data(await http.get("/api/integrations/available"))

    assert listed == available
    states = {platform["platform"]: platform["status"] for platform in listed}
    assert states == {
        "calendly": "disconnected",
        "whatsapp": "disconnected",
        "webchat": "connected",
    }
    forms = {each["platform"]: [field["name"] for field in each["fields"]] for each in listed}
    assert forms["whatsapp"] == list(WHATSAPP)
    assert forms["calendly"] == ["access_token", "default_event_type", "timezone"]


async def test_a_channel_is_connected_tested_and_disconnected(http: httpx.AsyncClient) -> None:
    connected = await data(await http.post("/api/integrations/whatsapp/connect", json=WHATSAPP))
    status = await data(await http.get("/api/integrations/whatsapp/status"))
    tested = await data(await http.post("/api/integrations/whatsapp/test"))
    removed = await data(await http.delete("/api/integrations/whatsapp"))
    after = await http.post("/api/integrations/whatsapp/test")

    assert connected["webhook_url"] == (
        f"https://leads.example.com/webhooks/whatsapp/{connected['id']}"
    )
    assert connected["account"] == WHATSAPP["phone_number_id"]
    assert status["accounts"] == [connected]
    assert tested == {"status": "connected"}
    assert removed == {"disconnected": True}
    assert (after.status_code, after.json()["detail"]) == (409, "whatsapp is not connected")


async def test_secrets_are_told_to_nobody_again(http: httpx.AsyncClient) -> None:
    said = [
        (await http.post("/api/integrations/whatsapp/connect", json=WHATSAPP)).text,
        (await http.get("/api/integrations/whatsapp/status")).text,
        (await http.get("/api/integrations")).text,
    ]

    assert not [secret for secret in SECRETS for text in said if secret in text]


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"app_secret": ""}, "app_secret", "App secret is missing"),
        ({"colour": "red"}, "colour", "whatsapp has no field 'colour'"),
    ],
)
async def test_a_faulty_form_names_the_field(
    http: httpx.AsyncClient, change: dict[str, str], field: str, said: str
) -> None:
    answer = await http.post("/api/integrations/whatsapp/connect", json={**WHATSAPP, **change})

    assert answer.status_code == 422
    assert (answer.json()["field"], answer.json()["detail"]) == (field, said)
    status = await data(await http.get("/api/integrations/whatsapp/status"))
    assert status["accounts"] == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/integrations/pigeon/connect"),
        ("GET", "/api/integrations/pigeon/status"),
        ("POST", "/api/integrations/pigeon/test"),
        ("DELETE", "/api/integrations/pigeon"),
        ("DELETE", "/api/integrations/built_in_calendar"),
    ],
)
async def test_a_platform_nobody_knows_is_not_found(
    http: httpx.AsyncClient, method: str, path: str
) -> None:
    answer = await http.request(method, path, json={})

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_another_owner_sees_none_of_it(http: httpx.AsyncClient, settings: Settings) -> None:
    await http.post("/api/integrations/whatsapp/connect", json=WHATSAPP)
    charlie = settings.model_copy(update={"local_user": f"charlie-{uuid4()}"})

    async with operator(charlie) as theirs:
        status = await data(await theirs.get("/api/integrations/whatsapp/status"))
        removed = await data(await theirs.delete("/api/integrations/whatsapp"))

    assert status["accounts"] == []
    assert removed == {"disconnected": False}
    mine = await data(await http.get("/api/integrations/whatsapp/status"))
    assert mine["status"] == "connected"
