"""Our own web chat: it has no webhook, and the browser reads the outbox itself."""

from collections.abc import Mapping

from tools.channels.reading import ident, read_object
from tools.channels.text import clean
from tools.errors import Forged, Rejected
from tools.ports.channels import Field, Inbound, Outgoing, Secrets
from tools.ports.words import JSON

MESSAGE_ID_LIMIT = 100


class WebChat:
    """A page's chat. Whose session it is, the door knows from the bearer token, not the body."""

    name = "webchat"
    fields: tuple[Field, ...] = ()
    account_field = ""
    window: float | None = None
    quiet = 0.4
    max_body = 8192

    def verify(self, secrets: Secrets, headers: Mapping[str, str], body: bytes) -> None:
        raise Forged("The web chat has no webhook.")

    def handshake(self, secrets: Secrets, query: Mapping[str, str]) -> str:
        raise Forged("The web chat has no webhook.")

    def parse(self, body: bytes) -> list[Inbound]:
        """One message: `{"client_msg_id", "text", "choice_id"?}`."""
        document = read_object(body)
        event_id = ident(document.get("client_msg_id"))
        if not event_id or len(event_id) > MESSAGE_ID_LIMIT:
            raise Rejected(
                f"client_msg_id must be an id of at most {MESSAGE_ID_LIMIT} characters.",
                field="client_msg_id",
            )
        text = document.get("text")
        if not isinstance(text, str) or not clean(text).strip():
            raise Rejected("text must be the words of a message.", field="text")
        choice_id = ident(document.get("choice_id")) or None
        return [
            Inbound(
                kind="message", event_id=event_id, account="", text=clean(text), choice_id=choice_id
            )
        ]

    def render(self, outgoing: Outgoing) -> list[JSON]:
        choices = [
            {"id": choice.id, "title": choice.title, "description": choice.description}
            for choice in outgoing.choices
        ]
        return [{"id": outgoing.outbox_id, "text": outgoing.text, "choices": choices}]

    async def send(self, secrets: Secrets, account: str, request: JSON) -> str:
        """Nothing leaves: the page's event stream reads the outbox."""
        return str(request["id"])
