"""OAuth 2.1 as Calendly's: applications, codes bound to PKCE, access tokens, single-use refresh."""

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from emulator.accounts import SCOPES, token_id
from emulator.desk import Desk
from emulator.errors import JSON, too_many
from emulator.instants import stamp
from emulator.store import Store

APPLICATIONS = "oauth applications"
"""The account that holds them: an application is nobody's user."""
CODE_LIVES = timedelta(minutes=10)
TOKEN_LIVES = timedelta(hours=2)
TOKENS_A_MINUTE = 8
TOKENS_WINDOW = timedelta(minutes=1)
VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
INVALID_GRANT = (
    "The provided authorization grant is invalid, expired, revoked, does not match the redirection"
    " URI used in the authorization request, or was issued to another client."
)
INVALID_CLIENT = (
    "Client authentication failed due to unknown client, no client authentication included, or"
    " unsupported authentication method."
)


class OAuthRefusal(Exception):
    """An answer of the OAuth endpoints other than 2xx, in OAuth's own shape."""

    def __init__(self, status: int, error: str, description: str) -> None:
        super().__init__(f"{status} {error}")
        self.status = status
        self.body = {"error": error, "error_description": description}
        # RFC 6749 §5.2: whoever tried Basic is told to try Basic.
        self.headers = {"www-authenticate": 'Basic realm="Calendly"'} if status == 401 else {}


def bad_request(description: str) -> OAuthRefusal:
    return OAuthRefusal(400, "invalid_request", description)


def invalid_client() -> OAuthRefusal:
    return OAuthRefusal(401, "invalid_client", INVALID_CLIENT)


def invalid_grant() -> OAuthRefusal:
    return OAuthRefusal(400, "invalid_grant", INVALID_GRANT)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What an application asked its user for, once it is known to be sound."""

    client_id: str
    redirect_uri: str
    scopes: Sequence[str]
    challenge: str | None


async def ensure_oauth_app(
    store: Store,
    *,
    client_id: str,
    client_secret: str | None,
    redirect_uris: Sequence[str],
    scopes: Sequence[str] = SCOPES,
    name: str = "A test application",
    webhook_signing_key: str | None = None,
) -> None:
    """Register the application, or change it. Without a secret it is native and must use PKCE."""
    app: JSON = {
        "id": client_id,
        "secret": None if client_secret is None else token_id(client_secret),
        "redirect_uris": list(redirect_uris),
        "scopes": list(scopes),
        "name": name,
        "webhook_signing_key": webhook_signing_key,
    }
    async with store.transaction(APPLICATIONS) as tx:
        await tx.put("oauth_app", client_id, app)


async def application(store: Store, client_id: str) -> JSON | None:
    async with store.reading(APPLICATIONS) as tx:
        return await tx.get("oauth_app", client_id)


async def authenticated(store: Store, client_id: str, client_secret: str | None) -> JSON:
    """The application these credentials are of. Raises the refusal."""
    app = await application(store, client_id)
    if app is None:
        raise invalid_client()
    expected = str(app["secret"] or "")
    given = "" if client_secret is None else token_id(client_secret)
    if not hmac.compare_digest(expected, given):
        raise invalid_client()
    return app


def granted_scopes(app: JSON, asked: str) -> list[str] | None:
    """What is granted where `asked` is wanted; None where the application may not have it."""
    wanted = asked.split() or app["scopes"]
    allowed = {*app["scopes"], *(s.replace(":write", ":read") for s in app["scopes"])}
    return list(dict.fromkeys(wanted)) if set(wanted) <= allowed else None


async def grant_code(desk: Desk, asked: Asked, user: str) -> str:
    """The code that goes back to the application; it is kept as its hash."""
    code = _secret(desk)
    await desk.tx.put(
        "oauth_code",
        token_id(code),
        {
            "id": token_id(code),
            "user": user,
            "client": asked.client_id,
            "redirect_uri": asked.redirect_uri,
            "scopes": list(asked.scopes),
            "challenge": asked.challenge,
            "used": False,
            "expires_at": stamp(desk.now + CODE_LIVES),
        },
    )
    return code


async def redeem_code(
    desk: Desk, app: JSON, code: str, *, redirect_uri: str, verifier: str | None
) -> JSON | None:
    """Tokens for a code; None where it is not good. A code that comes twice takes its tokens
    with it: one of the two who sent it had stolen it (OAuth 2.1 §4.1.3)."""
    doc = await desk.existing("oauth_code", token_id(code))
    if doc["client"] != app["id"] or doc["redirect_uri"] != redirect_uri:
        return None
    if doc["used"]:
        await _revoke_grant(desk, doc["id"])
        return None
    if doc["expires_at"] <= desk.at or not proves(verifier, doc["challenge"]):
        return None
    await desk.tx.put("oauth_code", doc["id"], {**doc, "used": True})
    return await _issue(desk, app, user=doc["user"], scopes=doc["scopes"], grant=doc["id"])


def proves(verifier: str | None, challenge: str | None) -> bool:
    """PKCE with S256. A verifier nobody announced is refused too: it would hide a downgrade."""
    if challenge is None or verifier is None:
        return challenge is verifier
    if not VERIFIER.fullmatch(verifier):
        return False
    digest = hashlib.sha256(verifier.encode()).digest()
    return hmac.compare_digest(base64.urlsafe_b64encode(digest).rstrip(b"=").decode(), challenge)


async def refresh(desk: Desk, app: JSON, token: str) -> JSON | None:
    """Fresh tokens for a refresh token, which is used up by it; None where it is not good."""
    doc = await desk.existing("oauth_refresh", token_id(token))
    if doc["client"] != app["id"] or doc["used"]:
        return None
    await desk.tx.put("oauth_refresh", doc["id"], {**doc, "used": True})
    return await _issue(desk, app, user=doc["user"], scopes=doc["scopes"], grant=doc["grant"])


async def _count(desk: Desk, owner: JSON) -> None:
    """At most eight tokens a user and minute, where the account has Calendly's limits."""
    organization = await desk.existing("organization", owner["organization"])
    if not organization["limited"]:
        return
    issued = await desk.tx.find("oauth_refresh", user=owner["id"])
    since = stamp(desk.now - TOKENS_WINDOW)
    recent = [doc for doc in issued if doc["created_at"] > since]
    if len(recent) >= TOKENS_A_MINUTE:
        raise too_many(limit=TOKENS_A_MINUTE, reset=int(TOKENS_WINDOW.total_seconds()))


async def _issue(desk: Desk, app: JSON, *, user: str, scopes: Sequence[str], grant: str) -> JSON:
    access, fresh = _secret(desk), _secret(desk)
    owner = await desk.existing("user", user)
    await _count(desk, owner)
    shared: JSON = {
        "user": user,
        "client": app["id"],
        "grant": grant,
        "scopes": list(scopes),
        "created_at": desk.at,
        "pair": token_id(fresh),
    }
    opens = {
        **shared,
        "id": token_id(access),
        "expires_at": stamp(desk.now + TOKEN_LIVES),
        "webhook_signing_key": app["webhook_signing_key"],
    }
    await desk.tx.put("token", token_id(access), opens)
    await desk.tx.put(
        "oauth_refresh", token_id(fresh), {**shared, "id": token_id(fresh), "used": False}
    )
    return {
        "token_type": "Bearer",
        "expires_in": int(TOKEN_LIVES.total_seconds()),
        "created_at": int(desk.now.timestamp()),
        "access_token": access,
        "refresh_token": fresh,
        "scope": " ".join(scopes),
        "owner": desk.shapes.uri("users", user),
        "organization": desk.shapes.uri("organizations", owner["organization"]),
    }


async def revoke(desk: Desk, kind: str, id: str) -> None:
    """The token and its other half: neither opens anything any more."""
    doc = await desk.existing(kind, id)
    for found in ("token", "oauth_refresh"):
        for half in await desk.tx.find(found, pair=doc["pair"]):
            await desk.tx.delete(found, half["id"])


async def _revoke_grant(desk: Desk, grant: str) -> None:
    for kind in ("token", "oauth_refresh"):
        for doc in await desk.tx.find(kind, grant=grant):
            await desk.tx.delete(kind, doc["id"])


async def introspected(desk: Desk, kind: str, id: str) -> JSON:
    doc = await desk.existing(kind, id)
    if doc.get("used") or doc.get("expires_at", "~") <= desk.at:
        return {"active": False}
    owner = await desk.existing("user", doc["user"])
    shown: JSON = {
        "active": True,
        "scope": " ".join(doc["scopes"]),
        "client_id": doc["client"],
        "token_type": "Bearer",
        "iat": _epoch(doc["created_at"]),
        "owner": desk.shapes.uri("users", doc["user"]),
        "organization": desk.shapes.uri("organizations", owner["organization"]),
    }
    if "expires_at" in doc:
        shown["exp"] = _epoch(doc["expires_at"])
    return shown


def _epoch(at: str) -> int:
    return int(datetime.fromisoformat(at).timestamp())


def _secret(desk: Desk) -> str:
    """Two fresh ids' bits: enough that nobody guesses it, the same under a fixed seed."""
    bits = bytes.fromhex((desk.new_id() + desk.new_id()).replace("-", ""))
    return base64.urlsafe_b64encode(bits).rstrip(b"=").decode()
