"""Calendly's OAuth 2.1: the page that asks, codes and refresh tokens for tokens, and their end."""

import asyncio
import hashlib
import logging
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlencode

import httpx
from pydantic import Field, SecretStr, ValidationError

from tools.calendly.wire import Wire
from tools.errors import PipeWiseError, Rejected, Unavailable
from tools.ports.connections import Tokens
from tools.ports.words import Clock

log = logging.getLogger(__name__)

DEADLINE = 15.0
LONGEST_S = 30 * 86_400  # a token that says it lives longer is asked again after a month
LONGEST_WORDS = 200
NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class _Issued(Wire):
    access_token: SecretStr = Field(min_length=1)
    refresh_token: SecretStr = Field(min_length=1)
    expires_in: int = Field(default=7_200, ge=0)


class _Refusal(Wire):
    error: str = ""
    error_description: str = ""


class CalendlyOAuth:
    """Implements `tools.ports.connections.Authorization`. Nothing here is tried twice."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        url: str,
        client_id: str,
        client_secret: SecretStr | None,
        clock: Clock,
        deadline: float = DEADLINE,
    ) -> None:
        """Without a secret the app is a native one, and PKCE is its only proof."""
        self._http = http
        self._url = url
        self._client_id = client_id
        self._client_secret = client_secret
        self._clock = clock
        self._deadline = deadline

    def page(self, *, state: str, verifier: str, redirect_uri: str) -> str:
        query = {
            "client_id": self._client_id,
            "response_type": "code",
            "redirect_uri": redirect_uri,
            "state": state,
            "code_challenge": challenge_of(verifier),
            "code_challenge_method": "S256",
        }
        return f"{self._url}/oauth/authorize?{urlencode(query)}"

    async def exchange(self, code: SecretStr, *, verifier: str, redirect_uri: str) -> Tokens:
        return await self._tokens(
            grant_type="authorization_code",
            code=code.get_secret_value(),
            redirect_uri=redirect_uri,
            code_verifier=verifier,
        )

    async def refresh(self, token: SecretStr) -> Tokens:
        return await self._tokens(
            grant_type="refresh_token", refresh_token=token.get_secret_value()
        )

    async def revoke(self, token: SecretStr) -> None:
        await self._post("/oauth/revoke", token=token.get_secret_value())

    async def _tokens(self, **form: str) -> Tokens:
        asked_at = self._clock()
        response = await self._post("/oauth/token", **form)
        try:
            issued = _Issued.model_validate_json(response.content)
        except ValidationError as error:
            faults = {".".join(map(str, each["loc"])) for each in error.errors(include_input=False)}
            log.warning("unreadable tokens of calendly", extra={"faults": sorted(faults)})
            raise Unavailable(
                "Calendly answered a request for tokens in a form that cannot be read.",
                unsure=True,
            ) from None  # its cause would quote the answer
        return Tokens(
            access=issued.access_token,
            refresh=issued.refresh_token,
            expires_at=expiry(asked_at, issued.expires_in),
        )

    async def _post(self, path: str, **form: str) -> httpx.Response:
        form["client_id"] = self._client_id
        if self._client_secret is not None:
            form["client_secret"] = self._client_secret.get_secret_value()
        try:
            async with asyncio.timeout(self._deadline):
                response = await self._http.post(f"{self._url}{path}", data=form)
        except NEVER_SENT as error:
            raise Unavailable("Calendly's sign-in could not be reached.") from error
        except (httpx.RequestError, TimeoutError) as error:
            # Its name only: a protocol error may quote what was sent.
            fault = type(error).__name__
            raise Unavailable(f"Calendly's sign-in: {fault}.", unsure=True) from error
        if response.is_success:
            return response
        raise _refused(response, sent=form)


def challenge_of(verifier: str) -> str:
    """PKCE with S256."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def expiry(asked_at: datetime, seconds: int) -> datetime:
    return asked_at + timedelta(seconds=min(seconds, LONGEST_S))


def _refused(response: httpx.Response, *, sent: Mapping[str, str]) -> PipeWiseError:
    status = response.status_code
    if status == httpx.codes.TOO_MANY_REQUESTS or not 400 <= status < 500:
        return Unavailable(f"Calendly's sign-in answered {status}.", unsure=status >= 500)
    try:
        refusal = _Refusal.model_validate_json(response.content)
    except ValidationError:
        refusal = _Refusal()  # a proxy's page, or nothing: the status has to do
    log.info("calendly's sign-in refused", extra={"status": status, "error": refusal.error[:50]})
    if refusal.error in {"invalid_client", "unauthorized_client"} or status in {401, 403}:
        return Rejected(
            "Calendly does not know this app: check PIPEWISE_CALENDLY_CLIENT_ID and "
            "PIPEWISE_CALENDLY_CLIENT_SECRET.",
            reason="not_configured",
        )
    said = refusal.error_description or refusal.error or "no reason was given"
    for each in sent.values():
        said = said.replace(each, "…")  # a vendor may quote what it refuses
    return Rejected(f"Calendly answered {status}: {said[:LONGEST_WORDS]}", reason="token")
