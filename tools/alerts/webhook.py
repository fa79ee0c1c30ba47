"""Tells the owner of a handover by a signed web hook."""

import hashlib
import hmac
import json
import logging

import httpx
from pydantic import SecretStr

from tools.errors import Rejected, Unavailable
from tools.ports.handovers import Notice
from tools.ports.words import Clock

log = logging.getLogger(__name__)

TIMEOUT = httpx.Timeout(10, connect=3)
LATER = frozenset({408, 425, 429})
"""The refusals that are about the moment, not about the request."""

LONGEST_WAIT = 3_600.0  # seconds; what a receiver may ask us to wait


class WebHook:
    """Signed as `t=<seconds>,v1=<hex>`: HMAC-SHA256 of `<seconds>.<body>` under the secret."""

    def __init__(
        self, http: httpx.AsyncClient, *, url: str, secret: SecretStr, clock: Clock
    ) -> None:
        self._http = http
        self._url = url
        self._secret = secret
        self._clock = clock

    async def tell(self, notice: Notice) -> None:
        body = json.dumps({"event": "handover", **notice}).encode()
        headers = {
            "content-type": "application/json",
            "pipewise-signature": signature(self._secret, body, at=int(self._clock().timestamp())),
            "pipewise-delivery": notice["id"],
        }
        try:
            answer = await self._http.post(
                self._url, content=body, headers=headers, timeout=TIMEOUT, follow_redirects=False
            )
        except httpx.TransportError as error:
            raise Unavailable(f"The web hook: {type(error).__name__}") from error
        if answer.is_success:
            return
        said = f"The web hook answered {answer.status_code}"
        if answer.is_server_error or answer.status_code in LATER:
            raise Unavailable(said, retry_after=_retry_after(answer))
        raise Rejected(said)


def signature(secret: SecretStr, body: bytes, *, at: int) -> str:
    key = secret.get_secret_value().encode()
    digest = hmac.new(key, f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def _retry_after(answer: httpx.Response) -> float | None:
    said = answer.headers.get("retry-after", "")
    return min(float(said), LONGEST_WAIT) if said.isascii() and said.isdigit() else None
