"""Where leads write: a WhatsApp and a page with our chat, each taking replies to its people."""

import asyncio
import hashlib
import hmac
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.requests import Request

from simulator.fate import DOOM, Doom
from tools.ports.words import JSON, Clock

APP_SECRET = "made-up-app-secret"  # noqa: S105 - signs between two ends of one process
TOKEN = "made-up-access-token"  # noqa: S105 - the same
GRAPH = "https://graph.invalid/v25.0"


def request_of(app: Any, body: bytes, headers: dict[str, str]) -> Request:
    """A POST as the routes get it, without a wire: nothing between is ours."""
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "app": app,
    }

    async def receive() -> JSON:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request(scope, receive)


@dataclass(frozen=True, kw_only=True)
class Heard:
    """A reply as the person sees it."""

    text: str
    buttons: tuple[tuple[str, str], ...]
    """Id and title."""
    id: str


@dataclass(kw_only=True)
class Hitch:
    """What happens to the next reply to a person: `lost` is taken without an answer to us."""

    kind: str
    times: int = 1


@dataclass(kw_only=True)
class WhatsAppNetwork:
    """One number of the business, and everybody's phone."""

    number: str
    knock: Callable[[bytes, dict[str, str]], Awaitable[bool]]
    """Our webhook. False: not taken, and delivered again."""
    latency: Callable[[], float]
    now: Clock
    inboxes: defaultdict[str, "asyncio.Queue[Heard]"] = field(
        default_factory=lambda: defaultdict(asyncio.Queue)
    )
    hitches: defaultdict[str, list[Hitch]] = field(default_factory=lambda: defaultdict(list))
    sent: list[tuple[str, str, str]] = field(default_factory=list)
    """To whom, what, and which reply: all that any phone was handed."""
    given: list[tuple[str, str]] = field(default_factory=list)
    """Event id and text of all that was handed to our door."""
    _under_way: set["asyncio.Task[None]"] = field(default_factory=set)

    # --- what the business sends ---

    async def answer(self, request: httpx.Request) -> httpx.Response:
        """The Graph API's `/messages`."""
        await asyncio.sleep(self.latency())
        message = json.loads(request.content)
        to = message["to"]
        trouble = self._hitch(to)
        if trouble in ("busy", "down"):
            return _refusal(429 if trouble == "busy" else 500)
        wamid = f"wamid.OUT{len(self.sent) + 1}"
        self._hand_over(to, message)
        self._report(to, wamid, message["biz_opaque_callback_data"])
        if trouble == "lost":
            raise httpx.ReadTimeout("The answer was lost.")
        return httpx.Response(200, json={"messages": [{"id": wamid}]})

    def _hitch(self, to: str) -> str | None:
        waiting = self.hitches[to]
        if not waiting:
            return None
        waiting[0].times -= 1
        return (waiting[0] if waiting[0].times else waiting.pop(0)).kind

    def _hand_over(self, to: str, message: JSON) -> None:
        text, buttons = _shown(message)
        reply_id = message["biz_opaque_callback_data"]
        self.sent.append((to, text, reply_id))
        self.inboxes[to].put_nowait(Heard(text=text, buttons=buttons, id=reply_id))

    def _report(self, to: str, wamid: str, reply_id: str) -> None:
        """That it was sent and delivered, a moment later."""
        about = {
            "id": wamid,
            "timestamp": self._now(),
            "recipient_id": to,
            "biz_opaque_callback_data": reply_id,
        }
        statuses = [{**about, "status": status} for status in ("sent", "delivered")]
        self.deliver({"statuses": statuses}, after=1.0 + self.latency())

    # --- what people send ---

    def write(self, wa_id: str, event_id: str, content: JSON, *, name: str) -> JSON:
        """The value of a delivery with one message."""
        self.given.append((event_id, _words(content)))
        message = {"from": wa_id, "id": event_id, "timestamp": self._now(), **content}
        contacts = [{"profile": {"name": name}, "wa_id": wa_id}]
        return {"contacts": contacts, "messages": [message]}

    def colleague_writes(self, wa_id: str, event_id: str) -> None:
        """Somebody of the business answers from the app on their phone."""
        about = {"from": self.number, "to": wa_id, "id": event_id, "timestamp": self._now()}
        echo = {
            **about,
            "type": "text",
            "text": {"body": "Hi, this is Bob. I'll take it from here."},
        }
        self.deliver({"message_echoes": [echo]})

    def deliver(self, value: JSON, *, after: float = 0.0, doom: Doom | None = None) -> None:
        task = asyncio.get_running_loop().create_task(self._deliver(value, after, doom))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    def _now(self) -> str:
        """As Meta writes it: whole seconds of the hour at which it was sent."""
        return str(int(self.now().timestamp()))

    async def _deliver(self, value: JSON, after: float, doom: Doom | None) -> None:
        """At least once: what was not taken comes again. `doom` is that of our door."""
        body = self._body(value)
        await asyncio.sleep(after)
        DOOM.set(doom)
        for pause in (2.0, 10.0, 60.0, 300.0, 900.0):
            if await self.knock(body, signed(body)):
                return
            await asyncio.sleep(pause)

    def _body(self, value: JSON) -> bytes:
        field = "smb_message_echoes" if "message_echoes" in value else "messages"
        about = {"display_phone_number": "15550783881", "phone_number_id": self.number}
        whole = {"messaging_product": "whatsapp", "metadata": about, **value}
        entry = {"id": "102290129340398", "changes": [{"field": field, "value": whole}]}
        return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()

    @property
    def is_quiet(self) -> bool:
        return not self._under_way


def signed(body: bytes) -> dict[str, str]:
    digest = hmac.new(APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
    return {"x-hub-signature-256": f"sha256={digest}"}


def _words(content: JSON) -> str:
    if "text" in content:
        return str(content["text"]["body"])
    return str(content["interactive"]["button_reply"]["title"])


def _shown(message: JSON) -> tuple[str, tuple[tuple[str, str], ...]]:
    if message["type"] == "text":
        return message["text"]["body"], ()
    content = message["interactive"]
    action = content["action"]
    replies = [button["reply"] for button in action.get("buttons", [])]
    rows = [row for section in action.get("sections", []) for row in section["rows"]]
    buttons = tuple((each["id"], each["title"]) for each in (*replies, *rows))
    return content["body"]["text"], buttons


def _refusal(status: int) -> httpx.Response:
    code = 130429 if status == 429 else 131000
    return httpx.Response(status, json={"error": {"message": "refused", "code": code}})
