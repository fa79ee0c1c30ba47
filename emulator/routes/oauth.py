"""OAuth's endpoints; in the stand-alone program and in tests only, since nobody signs in."""

import base64
import binascii
from collections.abc import Mapping
from typing import Literal
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from emulator.access import read_body
from emulator.accounts import token_id
from emulator.consent import Person, ask, say_no
from emulator.desk import Emulation
from emulator.errors import JSON
from emulator.oauth import (
    CHALLENGE,
    Asked,
    OAuthRefusal,
    application,
    authenticated,
    bad_request,
    grant_code,
    granted_scopes,
    introspected,
    invalid_client,
    invalid_grant,
    redeem_code,
    refresh,
    revoke,
)

router = APIRouter()

FORM = "application/x-www-form-urlencoded"
Fields = Mapping[str, str]
Kind = Literal["token", "oauth_refresh"]


@router.get("/.well-known/oauth-authorization-server")
async def describe(request: Request) -> JSON:
    emulation: Emulation = request.app.state.emulation
    at = emulation.shapes.api
    return {
        "issuer": at(""),
        "authorization_endpoint": at("/oauth/authorize"),
        "token_endpoint": at("/oauth/token"),
        "revocation_endpoint": at("/oauth/revoke"),
        "introspection_endpoint": at("/oauth/introspect"),
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": [
            "client_secret_basic",
            "client_secret_post",
            "none",
        ],
    }


@router.get("/oauth/authorize")
@router.post("/oauth/authorize")
async def authorize(request: Request) -> Response:
    """GET asks the user, POST is the answer. `prompt=none` approves at once, as `login_hint` or
    as the first user there is."""
    emulation: Emulation = request.app.state.emulation
    sent = await _fields(request)
    app = await application(emulation.store, sent.get("client_id", ""))
    # An answer must never be sent to an address that is not the application's.
    if app is None or sent.get("redirect_uri") not in app["redirect_uris"]:
        return say_no("The client or its redirection URI is not known here.")
    refused = _refused(app, sent)
    if refused is not None:
        return _back(sent, error=refused)
    people = await _people(emulation)
    if sent.get("prompt") != "none" and request.method == "GET":
        return ask(app, sent, people)
    return await _answer(emulation, app, sent, people)


def _refused(app: JSON, sent: Fields) -> str | None:
    """The error that goes back to the application, if any."""
    challenge = sent.get("code_challenge")
    if sent.get("response_type") != "code":
        return "unsupported_response_type"
    if challenge is None and app["secret"] is None:
        return "invalid_request"
    if challenge is not None and (
        sent.get("code_challenge_method") != "S256" or not CHALLENGE.fullmatch(challenge)
    ):
        return "invalid_request"
    return "invalid_scope" if granted_scopes(app, sent.get("scope", "")) is None else None


async def _people(emulation: Emulation) -> list[Person]:
    people = []
    for account in await emulation.store.accounts_with("user"):
        async with emulation.glance(account) as desk:
            people += [
                Person(account=account, id=u["id"], email=u["email"], name=u["name"])
                for u in await desk.tx.find("user")
            ]
    return people


async def _answer(emulation: Emulation, app: JSON, sent: Fields, people: list[Person]) -> Response:
    hint = sent.get("login_hint")
    chosen = next((person for person in people if hint in (None, person.email, person.id)), None)
    if chosen is None or sent.get("decision") == "deny":
        return _back(sent, error="access_denied")
    asked = Asked(
        client_id=app["id"],
        redirect_uri=sent["redirect_uri"],
        scopes=granted_scopes(app, sent.get("scope", "")) or [],
        challenge=sent.get("code_challenge"),
    )
    async with emulation.desk(chosen.account) as desk:
        code = await grant_code(desk, asked, chosen.id)
    return _back(sent, code=code)


def _back(sent: Fields, **answer: str) -> Response:
    """To the application, with the state it gave."""
    if "state" in sent:
        answer["state"] = sent["state"]
    uri = sent["redirect_uri"]
    joint = "&" if urlsplit(uri).query else "?"
    return RedirectResponse(f"{uri}{joint}{urlencode(answer)}", status_code=303)


@router.post("/oauth/token")
async def token(request: Request, response: Response) -> JSON:
    emulation: Emulation = request.app.state.emulation
    await emulation.faults.before("POST /oauth/token")
    sent, app = await _from_application(request)
    match sent.get("grant_type"):
        case "authorization_code":
            issued = await _for_code(emulation, app, sent)
        case "refresh_token":
            issued = await _for_refresh(emulation, app, sent)
        case None:
            raise bad_request("Missing required parameter: grant_type.")
        case _:
            raise OAuthRefusal(
                400,
                "unsupported_grant_type",
                "The authorization grant type is not supported by the authorization server.",
            )
    if issued is None:
        raise invalid_grant()
    await emulation.faults.after("POST /oauth/token")
    response.headers["cache-control"] = "no-store"
    return issued


async def _for_code(emulation: Emulation, app: JSON, sent: Fields) -> JSON | None:
    code, redirect_uri = _needed(sent, "code"), _needed(sent, "redirect_uri")
    account = await emulation.store.account_of("oauth_code", token_id(code))
    if account is None:
        return None
    async with emulation.desk(account) as desk:
        return await redeem_code(
            desk, app, code, redirect_uri=redirect_uri, verifier=sent.get("code_verifier")
        )


async def _for_refresh(emulation: Emulation, app: JSON, sent: Fields) -> JSON | None:
    token = _needed(sent, "refresh_token")
    account = await emulation.store.account_of("oauth_refresh", token_id(token))
    if account is None:
        return None
    async with emulation.desk(account) as desk:
        return await refresh(desk, app, token)


@router.post("/oauth/revoke")
async def revoke_token(request: Request) -> JSON:
    """A token nobody knows is as good as revoked."""
    emulation: Emulation = request.app.state.emulation
    await emulation.faults.before("POST /oauth/revoke")
    sent, app = await _from_application(request)
    found = await _find(emulation, token_id(_needed(sent, "token")))
    if found is not None:
        account, kind, id = found
        async with emulation.desk(account) as desk:
            if (await desk.existing(kind, id)).get("client") != app["id"]:
                raise OAuthRefusal(
                    403, "unauthorized_client", "You are not authorized to revoke this token"
                )
            await revoke(desk, kind, id)
    await emulation.faults.after("POST /oauth/revoke")
    return {}


@router.post("/oauth/introspect")
async def introspect(request: Request) -> JSON:
    """Another application's token looks like none at all."""
    emulation: Emulation = request.app.state.emulation
    sent, app = await _from_application(request)
    found = await _find(emulation, token_id(_needed(sent, "token")))
    if found is None:
        return {"active": False}
    account, kind, id = found
    async with emulation.glance(account) as desk:
        if (await desk.existing(kind, id)).get("client") != app["id"]:
            return {"active": False}
        return await introspected(desk, kind, id)


async def _find(emulation: Emulation, id: str) -> tuple[str, Kind, str] | None:
    kinds: tuple[Kind, ...] = ("token", "oauth_refresh")
    for kind in kinds:
        account = await emulation.store.account_of(kind, id)
        if account is not None:
            return account, kind, id
    return None


def _needed(sent: Fields, name: str) -> str:
    if not sent.get(name):
        raise bad_request(f"Missing required parameter: {name}.")
    return sent[name]


async def _fields(request: Request) -> dict[str, str]:
    """The query or the form; of a field that came twice, the last."""
    text = request.url.query
    if request.method == "POST":
        if request.headers.get("content-type", "").partition(";")[0] != FORM:
            raise bad_request(f"The body must be {FORM}.")
        text = (await read_body(request)).decode("utf-8", "replace")
    sent = parse_qs(text, keep_blank_values=True)
    # No NUL: Postgres keeps none.
    return {name: values[-1].replace("\0", "") for name, values in sent.items()}


async def _from_application(request: Request) -> tuple[dict[str, str], JSON]:
    """The form, and the application that sent it: by HTTP Basic, or by two fields of the form."""
    emulation: Emulation = request.app.state.emulation
    sent = await _fields(request)
    client_id, secret = _basic(request) or (sent.get("client_id", ""), sent.get("client_secret"))
    return sent, await authenticated(emulation.store, client_id, secret)


def _basic(request: Request) -> tuple[str, str] | None:
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client_id, _, secret = base64.b64decode(credentials).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise invalid_client() from error
    return unquote_plus(client_id), unquote_plus(secret)
