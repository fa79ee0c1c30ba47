"""Connecting Calendly by asking its owner there: what is sent, what is believed, what is told."""

import hashlib
import hmac
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from psycopg.rows import dict_row
from pydantic import SecretStr

from server.settings import Settings
from server.wiring import workspace_of
from tests.facade.calendly_account import Calendly, calendly
from tests.platforms.consents import (
    CALLBACK,
    HERE,
    START,
    App,
    answer,
    browser,
    open_app,
    sign_in,
)
from tests.platforms.postgres import Database
from tools.calendly.oauth import challenge_of

PUBLIC = "https://leads.example.com"
ELSEWHERE = ("//evil.example", "https://evil.example/", "/\\evil.example", "x", "", "/a b", "/\t")
UNASKED = (
    "",
    "?state=x&code=y",
    "?code=y",
    "?begin=x",
    "?error=no",
    "?state=%00&code=%00",
    "?begin=%ff%fe",
    "?state=a&state=b&begin=",
    f"?begin={'x' * 5000}",
    "?state=' or true --",
)


@pytest.fixture
async def theirs() -> AsyncIterator[Calendly]:
    async with calendly() as theirs:
        await theirs.open_account("Alice Álvarez")
        yield theirs


@pytest.fixture
async def app(theirs: Calendly) -> App:
    return await open_app(theirs, HERE, PUBLIC)


@pytest.fixture
def settings(database: Database, tmp_path: Path, theirs: Calendly, app: App) -> Settings:
    given = Settings(
        database_url=SecretStr(database.admin_url),
        home=tmp_path,
        local_user=f"alice-{uuid4()}",
        calendly_url=theirs.url,
    )
    return app.known_to(given, theirs)


@pytest.fixture
async def http(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(settings) as http:
        yield http


def another(http: httpx.AsyncClient) -> httpx.AsyncClient:
    """The same server, another browser."""
    return httpx.AsyncClient(transport=http._transport, base_url=http.base_url)


def rows(settings: Settings, table: str) -> list[dict[str, Any]]:
    assert settings.database_url is not None
    url = settings.database_url.get_secret_value()
    with psycopg.connect(url, row_factory=dict_row) as admin:
        return admin.execute(
            f"select * from {table} where workspace_id = %s".encode(),  # noqa: S608 - our own names
            (workspace_of(settings.local_user),),
        ).fetchall()


async def status(http: httpx.AsyncClient) -> dict[str, Any]:
    answered = await http.get("/api/integrations/calendly/status")
    assert answered.status_code == 200, answered.text
    return dict(answered.json()["data"])


# --- the way there ---


async def test_the_owner_says_yes_and_calendly_is_connected(
    http: httpx.AsyncClient, settings: Settings
) -> None:
    back = await sign_in(http, default_event_type="Product Demo", timezone="America/Bogota")

    known = await status(http)
    [row] = rows(settings, "integrations")
    assert (back.status_code, back.headers["location"]) == (303, f"{HERE}/")
    assert (known["status"], known["mode"], known["auth"]) == ("connected", "full", "oauth")
    assert (known["user_name"], known["default_event_type"]) == ("Alice Álvarez", "Product Demo")
    assert known["timezone"] == "America/Bogota"
    assert set(row["sealed"]) == {"access_token", "refresh_token", "signing_key"}
    assert rows(settings, "consents") == []


async def test_what_goes_to_calendly_is_a_hash_of_the_verifier_and_a_state_of_one_use(
    http: httpx.AsyncClient, settings: Settings, app: App
) -> None:
    first, second = [(await http.get(START)).headers["location"] for _ in range(2)]

    sent, other = dict(httpx.URL(first).params), dict(httpx.URL(second).params)
    kept = str(rows(settings, "consents"))
    assert sent["client_id"] == app.client_id
    assert sent["redirect_uri"] == f"{HERE}{CALLBACK}"
    assert (sent["response_type"], sent["code_challenge_method"]) == ("code", "S256")
    assert len(sent["state"]) >= 43
    assert sent["state"] != other["state"]
    assert sent["code_challenge"] != other["code_challenge"]
    assert sent["state"] not in kept
    assert app.secret not in first


def test_the_challenge_is_that_of_the_standard() -> None:
    # RFC 7636, appendix B.
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

    assert challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


async def test_a_program_gets_the_address_as_json(http: httpx.AsyncClient) -> None:
    answered = await http.get(START, headers={"accept": "application/json"})

    assert answered.status_code == 200
    assert "code_challenge=" in answered.json()["url"]
    assert answered.headers["cache-control"] == "no-store"


async def test_the_cookie_is_closed_to_scripts_and_other_sites(http: httpx.AsyncClient) -> None:
    cookie = (await http.get(START)).headers["set-cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/api/integrations/calendly/oauth" in cookie


async def test_without_an_app_the_answer_says_what_to_set(settings: Settings) -> None:
    async with browser(settings.model_copy(update={"calendly_client_id": None})) as http:
        answered = await http.get(START)
        listed = (await http.get("/api/integrations")).json()["data"]

    assert answered.status_code == 409
    assert "PIPEWISE_CALENDLY_CLIENT_ID" in answered.json()["detail"]
    assert listed[0]["sign_in"] is None


async def test_the_host_of_a_request_changes_no_address(http: httpx.AsyncClient) -> None:
    answered = await http.get(START, headers={"host": "localhost:9999"})

    assert answered.headers["location"].startswith(f"{HERE}{CALLBACK}?begin=")


async def test_only_a_path_of_ours_can_be_returned_to(http: httpx.AsyncClient) -> None:
    answers = [await http.get(START, params={"return_to": place}) for place in ELSEWHERE]

    assert [answer.status_code for answer in answers] == [422] * len(ELSEWHERE)
    assert {answer.json()["field"] for answer in answers} == {"return_to"}


async def test_a_page_of_another_site_cannot_begin(http: httpx.AsyncClient) -> None:
    sites = ("cross-site", "same-origin", "none")

    answers = [await http.get(START, headers={"sec-fetch-site": site}) for site in sites]

    assert [answer.status_code for answer in answers] == [403, 303, 303]


async def test_the_browser_is_sent_where_it_wanted_to_go(http: httpx.AsyncClient) -> None:
    back = await sign_in(http, return_to="/settings?tab=calendar")

    assert back.headers["location"] == f"{HERE}/settings?tab=calendar"


async def test_behind_a_public_address_the_browser_gets_its_cookie_there(
    settings: Settings, theirs: Calendly
) -> None:
    async with browser(settings.model_copy(update={"public_url": PUBLIC})) as http:
        begun = await http.get(START)
        sent_on = await http.get(begun.headers["location"])
        again = await another(http).get(begun.headers["location"])
        page = sent_on.headers["location"]
        back = await http.get(await answer(page))
        known = await status(http)

    assert begun.headers["location"].startswith(f"{PUBLIC}{CALLBACK}?begin=")
    assert "set-cookie" not in begun.headers
    assert "Secure" in sent_on.headers["set-cookie"]
    assert dict(httpx.URL(page).params)["redirect_uri"] == f"{PUBLIC}{CALLBACK}"
    assert again.status_code == 400
    assert (back.status_code, back.headers["location"]) == (303, f"{HERE}/")
    assert (known["status"], known["updates"]["by"]) == ("connected", "webhooks")


# --- what comes back ---


async def test_a_state_works_once(http: httpx.AsyncClient) -> None:
    back = await answer((await http.get(START)).headers["location"])

    first, second = await http.get(back), await http.get(back)

    assert (first.status_code, second.status_code) == (303, 400)
    assert "was used already" in second.json()["detail"]


async def test_a_state_of_another_browser_connects_nothing(
    http: httpx.AsyncClient, settings: Settings
) -> None:
    back = await answer((await http.get(START)).headers["location"])

    theirs = await another(http).get(back)
    mine = await http.get(back)

    assert (theirs.status_code, theirs.json()["title"]) == (400, "Another browser")
    assert mine.status_code == 400  # it was shown to somebody, and so it is over
    assert rows(settings, "integrations") == []


async def test_an_answer_nobody_asked_for_is_refused(
    http: httpx.AsyncClient, theirs: Calendly
) -> None:
    answers = [await http.get(f"{CALLBACK}{query}") for query in UNASKED]

    assert [answer.status_code for answer in answers] == [400] * len(UNASKED)
    assert theirs.asked == []


async def test_a_stranger_reaches_the_callback_and_nothing_else(http: httpx.AsyncClient) -> None:
    from_afar = {"x-forwarded-for": "203.0.113.9"}

    callback = await http.get(CALLBACK, headers=from_afar)
    start = await http.get(START, headers=from_afar)

    assert (callback.status_code, start.status_code) == (400, 403)


async def test_no_is_said_in_words_and_changes_nothing(
    http: httpx.AsyncClient, settings: Settings
) -> None:
    await sign_in(http)

    declined = await sign_in(http, says="deny")

    assert declined.status_code == 400
    assert declined.json()["detail"] == "Access was declined at Calendly; nothing was changed."
    assert (await status(http))["status"] == "connected"


async def test_a_browser_is_told_on_a_page(http: httpx.AsyncClient) -> None:
    page = await http.get(f"{CALLBACK}?state=<b>", headers={"accept": "text/html"})

    assert page.headers["content-type"].startswith("text/html")
    assert "Start again." in page.text
    assert "<b>" not in page.text


async def test_a_code_that_calendly_refuses_is_said_in_words(
    http: httpx.AsyncClient, settings: Settings
) -> None:
    back = httpx.URL(await answer((await http.get(START)).headers["location"]))

    answered = await http.get(back.copy_set_param("code", "made-up-code"))

    assert answered.status_code == 400
    assert "Calendly answered 400: The provided authorization grant" in answered.json()["detail"]
    assert "made-up-code" not in answered.text
    assert rows(settings, "integrations") == []


async def test_a_wrong_client_secret_names_the_setting(settings: Settings) -> None:
    wrong = settings.model_copy(update={"calendly_client_secret": SecretStr("made-up-wrong")})
    async with browser(wrong) as http:
        answered = await sign_in(http)

    assert answered.status_code == 409
    assert "PIPEWISE_CALENDLY_CLIENT_SECRET" in answered.json()["detail"]
    assert "made-up-wrong" not in answered.text


async def test_an_app_without_the_scopes_for_the_job_is_refused_and_leaves_no_token(
    settings: Settings, theirs: Calendly
) -> None:
    poor = await open_app(theirs, HERE, scopes=("users:read", "scheduling_links:write"))
    async with browser(poor.known_to(settings, theirs)) as http:
        answered = await sign_in(http)

    assert answered.status_code == 400
    assert "lacks the scopes event_types:read" in answered.json()["detail"]
    assert rows(settings, "integrations") == []
    assert theirs.asked.count("POST /oauth/revoke") == 2


# --- its webhooks ---


async def test_webhooks_of_an_account_let_in_by_our_app_may_be_signed_with_the_apps_key(
    settings: Settings, theirs: Calendly
) -> None:
    keyed = settings.model_copy(update={"calendly_webhook_key": SecretStr("made-up-app-key")})
    async with browser(keyed) as http:
        await sign_in(http)
        mine = (await http.get("/api/integrations/calendly/status")).json()["data"]["auth"]
        by_app = await knock(http, settings, key="made-up-app-key")
        by_stranger = await knock(http, settings, key="made-up-other-key")
        token = await theirs.open_account("Ana Torres")
        form = {"access_token": token, "default_event_type": "Demo", "timezone": "UTC"}
        await http.post("/api/integrations/calendly/connect", json=form)
        on_a_token = await knock(http, settings, key="made-up-app-key")

    assert mine == "oauth"
    assert (by_app, by_stranger, on_a_token) == (200, 401, 401)


async def knock(http: httpx.AsyncClient, settings: Settings, *, key: str) -> int:
    """Something happened that we do not act on, signed now with this key."""
    live = [row for row in rows(settings, "integrations") if row["sealed"]]
    [integration] = [row for row in live if row["platform"] == "calendly"]
    body = b'{"event":"contact.created","created_at":"2026-11-24T12:00:00.000000Z","payload":{}}'
    at = str(int(time.time()))
    signature = hmac.new(key.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    header = {"calendly-webhook-signature": f"t={at},v1={signature}"}
    path = f"/webhooks/calendly/{integration['id']}"
    return (await http.post(path, content=body, headers=header)).status_code
