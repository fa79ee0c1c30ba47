"""Connecting Calendly by asking its owner there: OAuth 2.1 with PKCE."""

import hmac
import html
import re
import secrets as random
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from pydantic import SecretStr

from server.calendly_account import Credentials, connect_calendly, revoke
from server.parts import Parts
from server.problems import Problem
from server.zone_field import Zone
from tools.crypto import hash_token
from tools.errors import PipeWiseError, Rejected
from tools.ports.connections import Authorization, Consent, Tokens

router = APIRouter(prefix="/calendly/oauth")

CALLBACK = "/api/integrations/calendly/oauth/callback"
COOKIE = "pipewise_consent"
CONSENT_S = 600
SECRETIVE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
"""The addresses here hold states and codes: no cache keeps them, no other site sees them."""
PLACE = re.compile(
    r"/(?![/\\])[!-\[\]-~]{0,299}"
)  # a path of ours: no host, no backslash, no space
ERROR = re.compile(r"[a-z_]{1,40}")


@router.get("/start")
async def start(
    request: Request,
    default_event_type: Annotated[str | None, Query(min_length=1, max_length=255)] = None,
    timezone: Zone | None = None,
    return_to: Annotated[str, Query(max_length=300)] = "/",
) -> Response:
    """Sends the browser to Calendly; who asks for JSON gets the address instead."""
    parts: Parts = request.app.state.parts
    authorization = _authorization(parts)
    if request.headers.get("sec-fetch-site") == "cross-site":
        raise Problem(403, "Another site", "Begin this on a page of ours, not of another site.")
    if not PLACE.fullmatch(return_to):
        raise Problem(422, "Invalid input", "return_to: write a path of ours.", field="return_to")
    state, verifier, browser = random.token_urlsafe(32), random.token_urlsafe(64), _browser(request)
    redirect_uri = f"{parts.settings.base_url}{CALLBACK}"
    # A cookie set here comes back only where this very host is the one that Calendly sends to.
    is_there = request.headers.get("host") == urlsplit(redirect_uri).netloc
    sealed = await parts.vault.seal(
        {"verifier": verifier}, workspace=parts.home, provider="calendly"
    )
    consent = Consent(
        state_hash=hash_token(state),
        workspace=parts.home,
        browser_hash=hash_token(browser) if is_there else None,
        sealed_verifier=sealed["verifier"],
        redirect_uri=redirect_uri,
        return_to=return_to,
        default_event_type=default_event_type,
        zone=timezone,
    )
    await parts.crm.begin_consent(consent, seconds=CONSENT_S)
    url = f"{redirect_uri}?begin={state}"
    if is_there:
        url = authorization.page(state=state, verifier=verifier, redirect_uri=redirect_uri)
    response = _answer(request, url)
    if is_there:
        _remember(response, browser, redirect_uri)
    return response


@router.get("/callback")
async def callback(request: Request) -> Response:
    """Where Calendly sends the browser back to. Open to strangers: the state is the proof."""
    parts: Parts = request.app.state.parts
    try:
        begin = request.query_params.get("begin")
        response = await (_go_on(request, parts, begin) if begin else _finish(request, parts))
    except (Problem, PipeWiseError) as error:
        if not _wants_html(request):
            raise
        return _page(error)
    return response


async def _go_on(request: Request, parts: Parts, state: str) -> Response:
    """The browser is at the host that Calendly will send it back to: here it gets its cookie."""
    browser = _browser(request)
    consent = await parts.crm.bind_consent(hash_token(state), hash_token(browser))
    if consent is None:
        raise _over()
    url = _authorization(parts).page(
        state=state,
        verifier=await _verifier(parts, consent),
        redirect_uri=consent["redirect_uri"],
    )
    response = _to(url)
    _remember(response, browser, consent["redirect_uri"])
    return response


async def _finish(request: Request, parts: Parts) -> Response:
    consent = await parts.crm.end_consent(hash_token(request.query_params.get("state", "")))
    if consent is None:
        raise _over()
    mine = hash_token(request.cookies.get(COOKIE, ""))
    if not hmac.compare_digest(mine, consent["browser_hash"] or ""):
        raise Problem(
            400,
            "Another browser",
            "This sign-in was begun in another browser; nothing was connected. Start again here.",
        )
    tokens = await _authorization(parts).exchange(
        SecretStr(_code(request)),
        verifier=await _verifier(parts, consent),
        redirect_uri=consent["redirect_uri"],
    )
    await _connect(parts, consent, tokens)
    # Private pages answer on this machine's own address only, wherever Calendly sent us back to.
    return _to(f"{parts.settings.loopback_url}{consent['return_to']}")


async def _connect(parts: Parts, consent: Consent, tokens: Tokens) -> None:
    try:
        await connect_calendly(
            parts,
            consent["workspace"],
            credentials=Credentials.of(tokens),
            default_event_type=consent["default_event_type"],
            zone=consent["zone"],
        )
    except PipeWiseError:
        await revoke(parts, [tokens.refresh, tokens.access])  # nobody keeps them
        raise


def _authorization(parts: Parts) -> Authorization:
    if parts.authorization is None:
        raise Rejected(
            "No OAuth app of Calendly is set up: set PIPEWISE_CALENDLY_CLIENT_ID and "
            "PIPEWISE_CALENDLY_CLIENT_SECRET, or connect with an access token.",
            reason="not_configured",
        )
    return parts.authorization


async def _verifier(parts: Parts, consent: Consent) -> str:
    opened = await parts.vault.open_sealed(
        {"verifier": consent["sealed_verifier"]},
        workspace=consent["workspace"],
        provider="calendly",
    )
    return opened.values["verifier"]


def _code(request: Request) -> str:
    error = request.query_params.get("error")
    if error == "access_denied":
        raise Problem(400, "Declined", "Access was declined at Calendly; nothing was changed.")
    if error:
        word = error if ERROR.fullmatch(error) else "an error"
        raise Problem(400, "Not connected", f"Calendly sent back {word}; nothing was changed.")
    code = request.query_params.get("code")
    if not code:
        raise Problem(400, "Not connected", "Calendly sent no code back; nothing was changed.")
    return code


def _over() -> Problem:
    return Problem(
        400,
        "Sign-in is over",
        "This sign-in is not known, was used already, or is older than ten minutes. Start again.",
    )


def _browser(request: Request) -> str:
    """The same for two tabs at once."""
    known = request.cookies.get(COOKIE, "")
    return known if re.fullmatch(r"[A-Za-z0-9_-]{43}", known) else random.token_urlsafe(32)


def _remember(response: Response, browser: str, redirect_uri: str) -> None:
    response.set_cookie(
        COOKIE,
        browser,
        max_age=CONSENT_S,
        path=urlsplit(redirect_uri).path.rpartition("/")[0],
        secure=redirect_uri.startswith("https:"),
        httponly=True,
        samesite="lax",
    )


def _answer(request: Request, url: str) -> Response:
    accept = request.headers.get("accept", "")
    if "application/json" in accept and "text/html" not in accept:
        return JSONResponse({"url": url}, headers=SECRETIVE)
    return _to(url)


def _to(url: str) -> RedirectResponse:
    return RedirectResponse(url, status_code=303, headers=SECRETIVE)


def _wants_html(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def _page(error: Problem | PipeWiseError) -> HTMLResponse:
    """The same in words, for the person whose browser came back."""
    status = error.status if isinstance(error, Problem) else 400
    title = error.title if isinstance(error, Problem) else "Not connected"
    return HTMLResponse(
        "<!doctype html><html lang=en><meta charset=utf-8><title>PipeWise</title>"
        f"<h1>{html.escape(title)}</h1><p>{html.escape(str(error))}</p>",
        status_code=status,
        headers=SECRETIVE,
    )
