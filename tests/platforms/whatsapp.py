"""A WhatsApp of our own: takes messages as the Graph API does, and knocks with signed webhooks."""

import hashlib
import hmac
import json
import re
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import anyio
import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

JSON = dict[str, Any]

NUMBER_ID = "106540352242922"
TOKEN = "EAAG-token-of-alice"
APP_SECRET = "app-secret-of-alice"
VERIFY_TOKEN = "verify-token-of-alice"
PAIR_BURST = 45
BSUID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9]{1,128}")


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What happens to the next request instead of the ordinary answer."""

    status: int = 500
    code: int | None = None
    headers: JSON = field(default_factory=dict)
    hangs: float = 0.0
    """Seconds without an answer, after the message was taken."""


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One message the platform has taken."""

    id: str
    request: JSON
    dropped: bool = False
    """Accepted and never delivered, as a business-scoped id in `to` is."""


class GraphApi:
    """One WhatsApp number. It remembers what it was asked and what it took."""

    def __init__(self, *, number_id: str = NUMBER_ID, token: str = TOKEN) -> None:
        self.number_id = number_id
        self.token = token
        self.forget()
        route = Route("/v25.0/{number_id}/messages", self._messages, methods=["POST"])
        self.app = Starlette(routes=[route])

    def forget(self) -> None:
        self.asked: list[JSON] = []
        self.sent: list[Sent] = []
        self.faults: deque[Fault] = deque()
        self.closed_windows: set[str] = set()
        self.pairs: Counter[str] = Counter()

    def fail_next(self, *faults: Fault) -> None:
        self.faults.extend(faults)

    def let_six_seconds_pass(self) -> None:
        self.pairs.clear()

    async def _messages(self, request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {self.token}":
            return _error(401, 190)
        if request.path_params["number_id"] != self.number_id:
            return _error(400, 100)
        try:
            message = json.loads(await request.body())
        except ValueError:
            return _error(400, 100)
        self.asked.append(message)
        fault = self.faults.popleft() if self.faults else None
        if fault and not fault.hangs:
            return _faulty(fault)
        code = refusal(message) or self._pair_refusal(message)
        if code:
            return _error(400, code)
        answer = self._take(message)
        await anyio.sleep(fault.hangs if fault else 0)
        return answer

    def _pair_refusal(self, message: JSON) -> int | None:
        person = str(message.get("to") or message.get("recipient"))
        self.pairs[person] += 1
        return 131056 if self.pairs[person] > PAIR_BURST else None

    def _take(self, message: JSON) -> Response:
        wamid = f"wamid.OUT{len(self.sent) + 1}"
        dropped = BSUID.fullmatch(str(message.get("to", ""))) is not None
        self.sent.append(Sent(id=wamid, request=message, dropped=dropped))
        to = message.get("to")
        person = {"input": to, "wa_id": to} if to else {"user_id": message["recipient"]}
        return JSONResponse(
            {
                "messaging_product": "whatsapp",
                "contacts": [person],
                "messages": [{"id": wamid, "message_status": "accepted"}],
            }
        )

    def statuses(self, sent: Sent) -> list[JSON]:
        """What the platform would report of a message: the closed window shows only here."""
        to = sent.request.get("to")
        if sent.dropped:
            return []
        if to in self.closed_windows:
            return [self.status(sent, "failed", code=131047)]
        return [self.status(sent, name) for name in ("sent", "delivered", "read")]

    def status(self, sent: Sent, name: str, *, code: int | None = None) -> JSON:
        callback = sent.request.get("biz_opaque_callback_data")
        return {
            "id": sent.id,
            "status": name,
            "timestamp": "1749416390",
            "recipient_id": sent.request.get("to"),
            **({"biz_opaque_callback_data": callback} if callback else {}),
            **({"errors": [{"code": code, "title": "Re-engagement message"}]} if code else {}),
        }


# --- what the platform refuses ---------------------------------------------------------------


def refusal(message: JSON) -> int | None:
    """The error code for a message beyond the published limits, else None."""
    if message.get("messaging_product") != "whatsapp":
        return 100
    if not (message.get("to") or message.get("recipient")):
        return 131008
    if len(message.get("biz_opaque_callback_data", "")) > 512:
        return 131009
    kind = message.get("type")
    content = message.get(str(kind))
    if not isinstance(content, dict):
        return 131008
    if kind == "text":
        return None if 1 <= len(content.get("body", "")) <= 4096 else 100
    return _interactive_refusal(content) if kind == "interactive" else 131051


def _interactive_refusal(content: JSON) -> int | None:
    action = content.get("action", {})
    good_body = 1 <= len(content.get("body", {}).get("text", "")) <= 1024
    if content.get("type") == "button":
        good = _good_buttons([button["reply"] for button in action.get("buttons", [])])
    else:
        rows = [row for section in action.get("sections", []) for row in section["rows"]]
        good = 1 <= len(action.get("button", "")) <= 20 and _good_rows(rows)
    return None if good and good_body else 131009


def _good_buttons(replies: list[JSON]) -> bool:
    titles = [reply["title"] for reply in replies]
    ids = [reply["id"] for reply in replies]
    return (
        1 <= len(replies) <= 3
        and all(1 <= len(title) <= 20 for title in titles)
        and all(1 <= len(name) <= 256 for name in ids)
        and len(set(titles)) == len(titles) == len(set(ids))
    )


def _good_rows(rows: list[JSON]) -> bool:
    return (
        1 <= len(rows) <= 10
        and all(1 <= len(row["title"]) <= 24 for row in rows)
        and all(1 <= len(row["id"]) <= 200 for row in rows)
        and all(len(row.get("description", "")) <= 72 for row in rows)
        and len({row["id"] for row in rows}) == len(rows)
    )


def _error(status: int, code: int, headers: JSON | None = None) -> Response:
    error = {
        "message": f"(#{code}) refused",
        "type": "OAuthException",
        "code": code,
        "fbtrace_id": "A1b2C3",
    }
    return JSONResponse({"error": error}, status_code=status, headers=headers)


def _faulty(fault: Fault) -> Response:
    if fault.code is None:  # something between us and Meta answers in its stead
        return Response("<html>gateway</html>", status_code=fault.status, headers=fault.headers)
    return _error(fault.status, fault.code, fault.headers)


# --- what the platform delivers --------------------------------------------------------------


def text_message(body: str, *, sender: str = "16505551234", wamid: str = "wamid.IN1") -> JSON:
    return {
        "from": sender,
        "id": wamid,
        "timestamp": "1749416383",
        "type": "text",
        "text": {"body": body},
    }


def pressed(choice_id: str, title: str, *, kind: str = "button_reply", wamid: str) -> JSON:
    reply = {"type": kind, kind: {"id": choice_id, "title": title}}
    return {**text_message("", wamid=wamid), "type": "interactive", "interactive": reply}


def delivery(
    messages: Iterable[JSON] = (),
    *,
    statuses: Iterable[JSON] = (),
    number_id: str = NUMBER_ID,
    name: str = "Sheena Nelson",
) -> JSON:
    """One delivery as Meta shapes it: messages and statuses may share a value."""
    value: JSON = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550783881", "phone_number_id": number_id},
    }
    messages, statuses = list(messages), list(statuses)
    if messages:
        senders = dict.fromkeys(str(message["from"]) for message in messages)
        value["contacts"] = [{"profile": {"name": name}, "wa_id": wa_id} for wa_id in senders]
        value["messages"] = messages
    if statuses:
        value["statuses"] = statuses
    changes = [{"field": "messages", "value": value}]
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": "102290129340398", "changes": changes}],
    }


def as_body(document: JSON) -> bytes:
    """The bytes Meta sends: everything outside ASCII is escaped."""
    return json.dumps(document, separators=(",", ":")).encode()


def signature(body: bytes, *, secret: str = APP_SECRET) -> dict[str, str]:
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"x-hub-signature-256": f"sha256={digest}", "content-type": "application/json"}


async def knock(
    http: httpx.AsyncClient, url: str, document: JSON, *, secret: str = APP_SECRET, tries: int = 3
) -> httpx.Response:
    """Deliver as Meta does: anything but 200 brings the same bytes again."""
    body = as_body(document)
    for _ in range(tries):
        response = await http.post(url, content=body, headers=signature(body, secret=secret))
        if response.status_code == 200:
            break
    return response


async def subscribe(http: httpx.AsyncClient, url: str, *, token: str = VERIFY_TOKEN) -> bool:
    """The question Meta asks when a webhook is set up."""
    question = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": token}
    response = await http.get(url, params=question)
    return response.status_code == 200 and response.text == "1158201444"
