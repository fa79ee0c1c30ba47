"""WhatsApp's Cloud API: batched, signed, redelivered for days, and without an idempotency key."""

import hmac
import json
from collections.abc import Mapping
from urllib.parse import quote

import httpx

from tools.channels.reading import ident, listed, mapping
from tools.channels.whatsapp_errors import failure, lost
from tools.channels.whatsapp_events import read_delivery
from tools.channels.whatsapp_wire import requests_for
from tools.crypto import check_hmac_sha256
from tools.errors import Forged, Rejected, Unavailable
from tools.ports.channels import Field, Inbound, Outgoing, Secrets
from tools.ports.words import JSON

TIMEOUT = httpx.Timeout(20, connect=5)


class WhatsApp:
    """One number of a WhatsApp business account; the account is its `phone_number_id`."""

    name = "whatsapp"
    fields: tuple[Field, ...] = (
        Field(name="phone_number_id", label="Phone number ID", secret=False),
        # Without one, replies are kept in the outbox and not sent.
        Field(name="access_token", label="Access token", secret=True, required=False),
        Field(name="app_secret", label="App secret", secret=True),
        Field(name="verify_token", label="Verify token", secret=True),
    )
    account_field = "phone_number_id"
    window: float | None = 23 * 3600 + 55 * 60  # the day, less the time a reply may take
    quiet = 1.5
    max_body = 4 * 1024 * 1024  # up to a thousand updates come in one delivery of at most 3 MB

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        graph_url: str = "https://graph.facebook.com/v25.0",
        timeout: httpx.Timeout = TIMEOUT,
    ) -> None:
        self._http = http
        self._timeout = timeout
        self._graph_url = graph_url.rstrip("/")

    def verify(self, secrets: Secrets, headers: Mapping[str, str], body: bytes) -> None:
        """While an app secret is replaced, both are given, with a comma between."""
        scheme, _, signature = headers.get("x-hub-signature-256", "").partition("=")
        keys = [key.strip() for key in secrets.values.get("app_secret", "").split(",")]
        if scheme != "sha256" or not any(
            check_hmac_sha256(key, body, signature) for key in keys if key
        ):
            raise Forged("The delivery is not signed with this account's app secret.")

    def handshake(self, secrets: Secrets, query: Mapping[str, str]) -> str:
        expected = secrets.values.get("verify_token", "").encode()
        given = query.get("hub.verify_token", "").encode("utf-8", "surrogatepass")
        if not expected or not hmac.compare_digest(given, expected):
            raise Forged("The verify token is not this account's.")
        if query.get("hub.mode") != "subscribe" or not query.get("hub.challenge"):
            raise Forged("The request is no subscription of WhatsApp.")
        return query["hub.challenge"]

    def parse(self, body: bytes) -> list[Inbound]:
        return read_delivery(body)

    def render(self, outgoing: Outgoing) -> list[JSON]:
        return requests_for(outgoing)

    async def send(self, secrets: Secrets, account: str, request: JSON) -> str:
        """Accepted is not delivered: failures such as a closed window often come as a status."""
        try:
            response = await self._http.post(
                f"{self._graph_url}/{quote(account, safe='')}/messages",
                json=request,
                headers={"Authorization": f"Bearer {_token(secrets)}"},
                timeout=self._timeout,
            )
        except httpx.TransportError as error:
            raise lost(error) from error
        if not response.is_success:
            raise failure(response)
        return _message_id(response)


def _token(secrets: Secrets) -> str:
    token = secrets.values.get("access_token", "").strip()
    if not token:
        raise Rejected("This WhatsApp account has no access token.", reason="not_configured")
    if not (token.isascii() and token.isprintable()):
        raise Rejected("The WhatsApp access token has characters no token has.", reason="token")
    return token


def _message_id(response: httpx.Response) -> str:
    try:
        messages = listed(mapping(json.loads(response.content)).get("messages"))
    except ValueError as error:
        raise Unavailable("WhatsApp accepted a message unreadably.", unsure=True) from error
    message_id = ident(mapping(messages[0]).get("id")) if messages else ""
    if not message_id:
        raise Unavailable("WhatsApp accepted a message without naming it.", unsure=True)
    return message_id
