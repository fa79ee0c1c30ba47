"""OAuth at the emulator: consent, PKCE, tokens that end, refresh tokens that work once."""

import asyncio
import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest

from emulator.accounts import SCOPES
from emulator.faults import Fault
from emulator.oauth import INVALID_GRANT, ensure_oauth_app, proves
from emulator.store import MemoryStore
from tests.emulator.laptop import KEY, Json, Laptop, new_laptop, query

CALLBACK = "https://app.test/oauth/callback"
VERIFIER = "a" * 20 + "-._~" + "B" * 30
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
)
ASKED = {
    "client_id": "client",
    "response_type": "code",
    "redirect_uri": CALLBACK,
    "state": "s t&te",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


@dataclass
class Application:
    """Somebody's application, registered at the laptop's Calendly."""

    laptop: Laptop
    credentials: tuple[str, str] | None = ("client", "secret")

    async def authorize(self, **changes: str | None) -> httpx.Response:
        alice = self.laptop.me["uri"].rpartition("/")[2]
        asked = {**ASKED, "prompt": "none", "login_hint": alice, **changes}
        params = {name: value for name, value in asked.items() if value is not None}
        return await self.laptop.api.get("/oauth/authorize", params=params)

    async def code(self, **changes: str | None) -> str:
        return query((await self.authorize(**changes)).headers["location"])["code"]

    async def post(self, path: str, **form: str) -> httpx.Response:
        auth = httpx.BasicAuth(*self.credentials) if self.credentials else httpx.Auth()
        return await self.laptop.api.post(path, data=form, auth=auth)

    async def exchange(self, code: str, **changes: str) -> httpx.Response:
        sent = {"code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER, **changes}
        return await self.post("/oauth/token", grant_type="authorization_code", **sent)

    async def refresh(self, token: str) -> httpx.Response:
        return await self.post("/oauth/token", grant_type="refresh_token", refresh_token=token)

    async def connect(self, **changes: str | None) -> Json:
        return (await self.exchange(await self.code(**changes))).json()

    async def me(self, tokens: Json) -> httpx.Response:
        bearer = {"authorization": f"Bearer {tokens['access_token']}"}
        return await self.laptop.api.get("/users/me", headers=bearer)


async def registered(laptop: Laptop) -> Application:
    await ensure_oauth_app(
        laptop.store,
        client_id="client",
        client_secret="secret",  # a made-up application's
        redirect_uris=[CALLBACK],
        webhook_signing_key=KEY,
    )
    return Application(laptop)


@pytest.fixture
async def app() -> Application:
    return await registered(await new_laptop(MemoryStore()))


@pytest.fixture
async def app_on_any_store(laptop: Laptop) -> Application:
    return await registered(laptop)


async def test_a_code_becomes_a_token_that_opens_the_account(app_on_any_store: Application) -> None:
    app = app_on_any_store
    answer = await app.authorize()
    back = query(answer.headers["location"])
    tokens = (await app.exchange(back["code"])).json()

    assert answer.headers["location"].startswith(f"{CALLBACK}?")
    assert back["state"] == ASKED["state"]
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 7200)
    assert tokens["owner"] == app.laptop.me["uri"]
    assert tokens["organization"] == app.laptop.me["current_organization"]
    assert tokens["scope"].split() == list(SCOPES)
    assert (await app.me(tokens)).json()["resource"] == app.laptop.me


async def test_a_user_says_yes_on_a_page_without_scripts(app: Application) -> None:
    shown = await app.laptop.api.get("/oauth/authorize", params=ASKED)
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', shown.text))
    fields = {name: value.replace("&amp;", "&") for name, value in fields.items()}
    alice = app.laptop.me["uri"].rpartition("/")[2]
    allowed = await app.laptop.api.post(
        "/oauth/authorize", data={**fields, "login_hint": alice, "decision": "allow"}
    )

    assert fields == ASKED
    assert "<script" not in shown.text
    assert "form-action 'self' https://app.test;" in shown.headers["content-security-policy"]
    code = query(allowed.headers["location"])["code"]
    assert (await app.exchange(code)).status_code == 200


async def test_a_user_may_say_no(app: Application) -> None:
    denied = await app.laptop.api.post("/oauth/authorize", data={**ASKED, "decision": "deny"})

    assert query(denied.headers["location"]) == {"error": "access_denied", "state": "s t&te"}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "users:read payments:write"}, "invalid_scope"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"login_hint": "nobody@example.com"}, "access_denied"),
    ],
)
async def test_an_unsound_wish_goes_back_as_an_error(
    app: Application, changes: dict[str, str], error: str
) -> None:
    answer = await app.authorize(**changes)

    assert query(answer.headers["location"])["error"] == error


@pytest.mark.parametrize(
    "changes", [{"client_id": "stranger"}, {"redirect_uri": "https://evil.test/"}]
)
async def test_nobody_is_sent_to_an_address_that_is_not_the_applications(
    app: Application, changes: dict[str, str]
) -> None:
    answer = await app.authorize(**changes)

    assert answer.status_code == 400
    assert "location" not in answer.headers


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": "C" * 50},
        {"code_verifier": "short"},
        {"redirect_uri": "https://app.test/other"},
        {"code": "invented"},
    ],
)
async def test_a_code_is_good_for_whoever_asked_for_it_only(
    app: Application, changes: dict[str, str]
) -> None:
    answer = await app.exchange(**{"code": await app.code(), **changes})

    assert answer.status_code == 400
    assert answer.json() == {"error": "invalid_grant", "error_description": INVALID_GRANT}


async def test_a_code_lives_for_ten_minutes(app: Application) -> None:
    code = await app.code()
    app.laptop.clock.advance(timedelta(minutes=10))

    assert (await app.exchange(code)).json()["error"] == "invalid_grant"


async def test_a_code_that_comes_twice_takes_its_tokens_along(
    app_on_any_store: Application,
) -> None:
    app = app_on_any_store
    code = await app.code()
    tokens = (await app.exchange(code)).json()

    assert (await app.exchange(code)).json()["error"] == "invalid_grant"
    assert (await app.me(tokens)).status_code == 401
    assert (await app.refresh(tokens["refresh_token"])).status_code == 400


async def test_an_access_token_lives_for_two_hours(app: Application) -> None:
    tokens = await app.connect()
    app.laptop.clock.advance(timedelta(hours=2))
    late = await app.me(tokens)
    fresh = (await app.refresh(tokens["refresh_token"])).json()

    assert (late.status_code, late.json()["message"]) == (401, "The access token expired")
    assert (await app.me(fresh)).status_code == 200


async def test_a_refresh_token_is_good_once(app_on_any_store: Application) -> None:
    app = app_on_any_store
    tokens = await app.connect()
    answers = await asyncio.gather(*(app.refresh(tokens["refresh_token"]) for _ in range(10)))

    assert sorted(a.status_code for a in answers) == [200] + [400] * 9
    fresh = next(a.json() for a in answers if a.status_code == 200)
    assert (await app.refresh(fresh["refresh_token"])).status_code == 200


async def test_an_answer_that_is_lost_has_used_up_the_refresh_token(app: Application) -> None:
    tokens = await app.connect()
    app.laptop.faults.add(Fault(kind="timeout_after", on="POST /oauth/token"))
    with pytest.raises(httpx.ReadTimeout):
        await app.refresh(tokens["refresh_token"])

    assert (await app.refresh(tokens["refresh_token"])).json()["error"] == "invalid_grant"


async def test_a_token_has_the_scopes_that_were_granted(app: Application) -> None:
    tokens = await app.connect(scope="users:read")
    bearer = {"authorization": f"Bearer {tokens['access_token']}"}
    answer = await app.laptop.api.get(
        "/event_types", params={"user": app.laptop.me["uri"]}, headers=bearer
    )

    assert tokens["scope"] == "users:read"
    assert answer.json()["required_scopes"] == ["event_types:read"]


async def test_an_application_proves_itself_in_either_way(app: Application) -> None:
    code = await app.code()
    app.credentials = None
    in_the_form = await app.exchange(code, client_id="client", client_secret="secret")

    assert in_the_form.status_code == 200


@pytest.mark.parametrize("credentials", [("client", "wrong"), ("stranger", "secret"), None])
async def test_an_application_nobody_knows_is_refused(
    app: Application, credentials: tuple[str, str] | None
) -> None:
    code = await app.code()
    app.credentials = credentials
    answer = await app.exchange(code)

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_a_native_application_needs_pkce() -> None:
    laptop = await new_laptop(MemoryStore())
    await ensure_oauth_app(
        laptop.store, client_id="client", client_secret=None, redirect_uris=[CALLBACK]
    )
    native = Application(laptop, credentials=None)
    without = await native.authorize(code_challenge=None, code_challenge_method=None)
    tokens = await native.exchange(await native.code(), client_id="client")

    assert query(without.headers["location"])["error"] == "invalid_request"
    assert tokens.status_code == 200


async def test_pkce_cannot_be_added_later(app: Application) -> None:
    code = await app.code(code_challenge=None, code_challenge_method=None)

    assert (await app.exchange(code)).json()["error"] == "invalid_grant"
    assert not proves(None, CHALLENGE)
    assert proves(None, None)


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token"}, "invalid_request"),
        ({"grant_type": "authorization_code", "code": "x"}, "invalid_request"),
    ],
)
async def test_a_form_that_lacks_something_is_refused(
    app: Application, form: dict[str, str], error: str
) -> None:
    answer = await app.post("/oauth/token", **form)

    assert (answer.status_code, answer.json()["error"]) == (400, error)


async def test_tokens_are_asked_for_with_a_form(app: Application) -> None:
    answer = await app.laptop.api.post("/oauth/token", json={"grant_type": "refresh_token"})

    assert answer.json()["error"] == "invalid_request"


async def test_a_token_that_is_revoked_opens_nothing(app_on_any_store: Application) -> None:
    app = app_on_any_store
    tokens = await app.connect()
    revoked = await app.post("/oauth/revoke", token=tokens["refresh_token"])
    again = await app.post("/oauth/revoke", token=tokens["access_token"])

    assert (revoked.status_code, revoked.json(), again.status_code) == (200, {}, 200)
    assert (await app.me(tokens)).status_code == 401
    assert (await app.refresh(tokens["refresh_token"])).status_code == 400


async def test_nobody_revokes_or_reads_anothers_token(app: Application) -> None:
    own = app.laptop.token  # a personal token is of no application
    revoked = await app.post("/oauth/revoke", token=own)
    read = await app.post("/oauth/introspect", token=own)

    assert (revoked.status_code, revoked.json()["error"]) == (403, "unauthorized_client")
    assert read.json() == {"active": False}


async def test_a_token_says_what_it_is(app: Application) -> None:
    tokens = await app.connect()
    active = (await app.post("/oauth/introspect", token=tokens["access_token"])).json()
    app.laptop.clock.advance(timedelta(hours=3))
    over = (await app.post("/oauth/introspect", token=tokens["access_token"])).json()
    waiting = (await app.post("/oauth/introspect", token=tokens["refresh_token"])).json()

    assert (active["active"], active["client_id"]) == (True, "client")
    assert active["exp"] - active["iat"] == 7200
    assert active["owner"] == app.laptop.me["uri"]
    assert over == {"active": False}
    assert waiting["active"]


async def test_an_applications_webhooks_are_signed_with_its_own_key(app: Application) -> None:
    tokens = await app.connect()
    app.laptop.api.headers["authorization"] = f"Bearer {tokens['access_token']}"
    await app.laptop.subscribe(signing_key=None)
    await app.laptop.book(await app.laptop.event_type(), "2026-11-24T08:00:00Z")
    await app.laptop.deliveries.run_once()

    assert "calendly-webhook-signature" in app.laptop.receiver.deliveries[0].headers


async def test_where_everything_is_can_be_read(app: Application) -> None:
    described = (await app.laptop.api.get("/.well-known/oauth-authorization-server")).json()

    assert described["code_challenge_methods_supported"] == ["S256"]
    assert described["token_endpoint"].endswith("/oauth/token")


async def test_an_application_can_be_seeded() -> None:
    laptop = await new_laptop(MemoryStore())
    app = {"client_id": "client", "client_secret": "secret", "redirect_uris": [CALLBACK]}
    seeded = await laptop.api.post("/_emulator/seed", json={"token": "t", "oauth_app": app})

    assert seeded.status_code == 201
    assert "access_token" in await Application(laptop).connect()


async def test_a_user_gets_eight_tokens_a_minute() -> None:
    laptop = await new_laptop(MemoryStore(), limited=True)
    app = await registered(laptop)
    answers = [await app.exchange(await app.code()) for _ in range(9)]

    assert [a.status_code for a in answers] == [200] * 8 + [429]
    laptop.clock.advance(timedelta(minutes=1))
    again = await app.refresh(answers[0].json()["refresh_token"])
    assert again.status_code == 200
    assert (await app.me(again.json())).headers["x-ratelimit-key"].startswith("oauth:client:")
