"""What a person writes with, and what goes wrong on the way."""

import asyncio
import json
from dataclasses import dataclass, field
from random import Random
from typing import Protocol

from emulator.faults import Fault
from server import chat
from server.chat import Visitor
from simulator.fate import DOOM, Died, Doom
from simulator.office import Office
from simulator.plans import (
    BOOKING_TROUBLES,
    CANCEL_TROUBLES,
    NEWS_TROUBLES,
    SEND_TROUBLES,
    LeadPlan,
    Trouble,
)
from simulator.platforms import Heard, Hitch, request_of
from tools.errors import PipeWiseError

SILENT = 30.0  # seconds that somebody says nothing who was told to
PREFIX = {"es": "346", "en": "4477", "pt": "55119"}
ZONES = {"es": "Europe/Madrid", "en": "Europe/London", "pt": "America/Sao_Paulo"}
LOOK = 1.0  # seconds between two looks of a page at its replies


class Phone(Protocol):
    async def write(self, text: str, *, button: str | None = None) -> None: ...

    async def hear(self, patience: float) -> Heard | None:
        """The next reply, or None after so many seconds."""


@dataclass(kw_only=True)
class Mishaps:
    """The troubles of one lead, each due with a message of its number."""

    plan: LeadPlan
    office: Office
    chance: Random
    written: int = 0

    def due(self) -> list[Trouble]:
        """For the next message; what goes wrong behind our door is arranged here."""
        self.written += 1
        troubles = [each for each in self.plan.troubles if each.at == self.written]
        for each in troubles:
            self._arrange(each)
        return troubles

    def _arrange(self, trouble: Trouble) -> None:
        faults = self.office.emulator.state.emulation.faults
        if trouble.kind == "crash":
            self.office.queue.dooms.append(doom_of(trouble))
        elif fault := fault_of(trouble.kind):
            faults.add(fault)


def doom_of(trouble: Trouble) -> Doom:
    return Doom(step=abs(trouble.step), when="before" if trouble.step < 0 else "after")


def fault_of(kind: str) -> Fault | None:
    """What Calendly does wrong, or None for troubles of others."""
    if kind in NEWS_TROUBLES:
        return Fault(kind=kind, on="*", seconds=90)  # type: ignore[arg-type]  # a listed kind
    if kind in BOOKING_TROUBLES:
        seconds = SILENT if kind.startswith("timeout") else None
        return Fault(kind=kind, on="POST /invitees", seconds=seconds)  # type: ignore[arg-type]
    if kind in CANCEL_TROUBLES:
        on = "POST /scheduled_events/*/cancellation"
        seconds = SILENT if "timeout" in kind else None
        return Fault(kind=kind.removeprefix("cancel_"), on=on, seconds=seconds)  # type: ignore[arg-type]
    if kind == "read_timeout":
        return Fault(kind="timeout_before", on="GET *", seconds=SILENT)
    if kind == "read_error":
        return Fault(kind="error_before", on="GET *", times=3, status=503)
    return None


@dataclass(kw_only=True)
class WhatsAppPhone:
    plan: LeadPlan
    office: Office
    mishaps: Mishaps
    name: str
    chance: Random

    def __post_init__(self) -> None:
        self.wa_id = f"{PREFIX[self.plan.language]}{self.plan.number:08}"
        self._inbox = self.office.network.inboxes[self.wa_id]

    async def write(self, text: str, *, button: str | None = None) -> None:
        troubles = self.mishaps.due()
        network, event_id = self.office.network, f"wamid.IN{self.wa_id}.{self.mishaps.written}"
        value = network.write(self.wa_id, event_id, _content(text, button), name=self.name)
        after, doom = 0.0, None
        for each in troubles:
            if each.kind in SEND_TROUBLES:
                network.hitches[self.wa_id].append(Hitch(kind=each.kind, times=2))
            elif each.kind == "duplicate":
                network.deliver(value, after=self.chance.random() * 20)
            elif each.kind == "late":
                after = 2 + self.chance.random() * 4
            elif each.kind == "staff":
                network.colleague_writes(self.wa_id, f"{event_id}.echo")
            elif each.kind == "door_crash":
                doom = doom_of(each)
        network.deliver(value, after=after, doom=doom)

    async def hear(self, patience: float) -> Heard | None:
        try:
            async with asyncio.timeout(patience):
                return await self._inbox.get()
        except TimeoutError:
            return None


def _content(text: str, button: str | None) -> dict[str, object]:
    if button is None:
        return {"type": "text", "text": {"body": text}}
    reply = {"type": "button_reply", "button_reply": {"id": button, "title": text}}
    return {"type": "interactive", "interactive": reply}


@dataclass(kw_only=True)
class WebPage:
    plan: LeadPlan
    office: Office
    mishaps: Mishaps
    chance: Random
    _session: str = ""
    _token: str = ""
    _conversation: str = ""
    _seen: int = 0
    _heard: list[Heard] = field(default_factory=list)

    async def _open(self) -> None:
        visitor = Visitor.model_validate(
            {
                "integration_id": self.office.page,
                "language": self.plan.language,
                "timezone": ZONES[self.plan.language],
            }
        )
        request = request_of(None, b"", {})
        opened = await chat.open_session(request, self.office.chat_door, visitor)
        self._session, self._token = opened["session_id"], opened["token"]
        session = await self.office.chat_door.crm.session(self._session)
        self._conversation = session["conversation_id"] if session else ""

    async def write(self, text: str, *, button: str | None = None) -> None:
        if not self._session:
            await self._open()
        troubles = self.mishaps.due()
        message = {"client_msg_id": str(self.mishaps.written), "text": text, "choice_id": button}
        body = json.dumps(message).encode()
        self.office.given_in_page.append((f"{self._session}:{self.mishaps.written}", text))
        for each in troubles:
            if each.kind == "late":
                await asyncio.sleep(2 + self.chance.random() * 4)
            elif each.kind == "door_crash":
                await self._post(body, doom_of(each))
            elif each.kind == "duplicate":
                await self._post(body, None)
        while not await self._post(body, None):  # noqa: ASYNC110 - nobody tells of a server's return
            await asyncio.sleep(2)

    async def _post(self, body: bytes, doom: Doom | None) -> bool:
        headers = {"authorization": f"Bearer {self._token}"}
        request = request_of(None, body, headers)
        door = self.office.chat_door
        before = DOOM.set(doom)
        try:
            session = await chat.session_of(request, door, self._session)
            await chat.post_message(request, door, session)
        except (PipeWiseError, Died):
            return False
        finally:
            DOOM.reset(before)
        return True

    async def hear(self, patience: float) -> Heard | None:
        waited = 0.0
        while not self._heard and waited < patience:
            await self._look()
            if not self._heard:
                await asyncio.sleep(LOOK)
                waited += LOOK
        return self._heard.pop(0) if self._heard else None

    async def _look(self) -> None:
        replies = await self.office.chat_door.crm.replies(
            self.office.workspace, self._conversation, after=self._seen
        )
        for reply in replies:
            self._seen = reply["seq"]
            buttons = tuple((each["id"], each["title"]) for each in reply["choices"])
            self._heard.append(Heard(text=reply["text"], buttons=buttons, id=reply["id"]))
