"""Parts of the program with one rule taken out."""

import dataclasses
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from langchain_core.tools import BaseTool, StructuredTool
from langgraph.prebuilt import ToolRuntime

from tools.ports.calendar import Booked, Calendar
from tools.ports.understanding import Hearing, Understanding


class Around:
    """A part as good as its word, but for what its kinds below get wrong."""

    def __init__(self, part: Any) -> None:
        self.part = part

    def __getattr__(self, name: str) -> Any:  # whatever the port has
        return getattr(self.part, name)


# --- T1 ---


class BendsTimes(Around):
    """Slots are stored some minutes later than the calendar has returned them."""

    async def offer(self, *about: Any) -> Any:
        *whose, slots = about
        bent = [
            {**each, "starts_at": later(each["starts_at"]), "ends_at": later(each["ends_at"])}
            for each in slots
        ]
        return await self.part.offer(*whose, bent)


def later(instant: str) -> str:
    return (datetime.fromisoformat(instant) + timedelta(minutes=7)).isoformat()


def says(*words: str) -> type[Around]:
    """A commit that adds the model's own words, past templates and guard."""

    class SaysWhatItLikes(Around):
        async def commit_turn(self, *about: str, replies: Any, **kwargs: Any) -> Any:
            told = [{**each, "text": "\n".join([each["text"], *words])} for each in replies]
            return await self.part.commit_turn(*about, replies=told, **kwargs)

    return SaysWhatItLikes


def without_agreement(tools: list[BaseTool]) -> list[BaseTool]:
    """Books any slot of the conversation, picked and agreed to or not."""
    return [_agreeing(each) if each.name == "book_calendly_slot" else each for each in tools]


def _agreeing(tool: Any) -> BaseTool:
    async def book_calendly_slot(slot_id: str, runtime: ToolRuntime[Any, Any]) -> str:
        """Book the slot."""
        brief = {
            **runtime.state["brief"],
            "intent": "schedule_meeting",
            "picked": slot_id,
            "agreed": True,
            "missing": [],
        }
        state = {**runtime.state, "brief": brief}
        told: str = await tool.coroutine(slot_id, dataclasses.replace(runtime, state=state))
        return told

    return StructuredTool.from_function(coroutine=book_calendly_slot)


# --- T2, T4 ---


class NeverAsks(Around):
    """A calendar that says "booked" and has not been asked."""

    async def book(self, order: Any) -> Booked:
        event = f"https://api.calendly.com/scheduled_events/{order.token}"
        start = datetime.fromisoformat(order.starts_at)
        return Booked(
            event_uri=event,
            invitee_uri=f"{event}/invitees/1",
            starts_at=order.starts_at,
            ends_at=(start + timedelta(minutes=30)).isoformat(),
            cancel_url=f"{event}/cancel",
            reschedule_url=f"{event}/move",
        )


class BooksTwice(Around):
    """The calendar is asked again, to be on the safe side."""

    async def book(self, order: Any) -> Booked:
        await self.part.book(dataclasses.replace(order, token=f"{order.token}-again"))
        booked: Booked = await self.part.book(order)
        return booked


class FreesNothing(Around):
    """The old time of a moved meeting is taken for free, and nobody has told the calendar."""

    async def cancel(self, event_uri: str, reason: str) -> None: ...


# --- T3 ---


class IssuesAnyLink(Around):
    """Whatever address the model names was issued to this lead."""

    async def find_link(self, *about: str, url: str | None = None, **by: Any) -> Any:
        found = await self.part.find_link(*about, url=url, **by)
        if found or not url:
            return found or LINKS.get(str(by.get("link_id")))
        link_id = f"00000000-0000-4000-8000-{len(LINKS):012d}"
        receipt = {"id": link_id, "kind": "link_sent", "subject": link_id, "meeting": None}
        LINKS[link_id] = {"id": link_id, "url": url, "token": "x", "event_name": "Sales Call"}
        LINKS[link_id] |= {"receipt": receipt, "event_type": "x", "mode": "full"}
        return LINKS[link_id]


LINKS: dict[str, Any] = {}


# --- T5, T6 ---


class AnswersTwice(Around):
    async def commit_turn(self, *about: str, replies: Any, **kwargs: Any) -> Any:
        return await self.part.commit_turn(*about, replies=[*replies, *replies], **kwargs)


class LosesMessages(Around):
    """Every other message is taken for one that was here before."""

    kept: Any = None

    async def ingest(self, arrival: Any) -> Any:
        if self.kept and self.kept["duplicate"] is False:
            self.kept = {**self.kept, "duplicate": True}
        else:
            self.kept = await self.part.ingest(arrival)
        return self.kept


class NeverGivesWay(Around):
    """Every turn is said to have had an effect, so that none gives way to a newer message."""

    async def commit_turn(self, *about: str, effects: bool, **kwargs: Any) -> Any:
        return await self.part.commit_turn(*about, effects=True, **kwargs)


class ReadsTheFirst(Around):
    """Of a burst, only the first message is read."""

    async def unanswered(self, *about: str) -> Any:
        return (await self.part.unanswered(*about))[:1]


# --- T7 ---


class MixesKnowledge(Around):
    """Whose passages are asked for makes no difference."""

    houses: list[str] = []  # noqa: RUF012 - one for all of them is the mistake

    async def ensure_workspace(self, workspace: str, *args: Any, **kwargs: Any) -> Any:
        self.houses.append(workspace)
        return await self.part.ensure_workspace(workspace, *args, **kwargs)

    def _another(self, workspace: str) -> str:
        return next(each for each in reversed(self.houses) if each != workspace)

    async def find_passages(self, workspace: str, *args: Any) -> Any:
        return await self.part.find_passages(self._another(workspace), *args)

    async def read_passages(self, workspace: str, *args: Any) -> Any:
        return await self.part.read_passages(self._another(workspace), *args)


def one_calendar_for_all() -> Callable[[Calendar], Any]:
    """A global token: whoever has none of their own uses the first."""
    first: list[Calendar] = []

    def shared(calendar: Calendar) -> Calendar:
        first.append(calendar)
        return first[0]

    return shared


# --- T8 ---


class NeverSilent(Around):
    """Neither asks whether the lead wants to hear from us, nor does it ask again when it sends."""

    last: Any = None

    async def conversation(self, *about: str) -> Any:
        found = await self.part.conversation(*about)
        return found and {**found, "opted_out": False, "mode": "bot"}

    async def claim_delivery(self, reply_id: str, *, window: Any) -> Any:
        claimed = await self.part.claim_delivery(reply_id, window=window)
        self.last = claimed or {**self.last, "id": reply_id}
        return self.last


class DeafToWishes(Around):
    """Reads neither "stop" nor "a person"."""

    def understand(self, text: str, hearing: Hearing) -> Understanding:
        heard: Understanding = self.part.understand(text, hearing)
        deaf = {"opt_out", "talk_to_human"}
        left = [each for each in heard["intents"] if each["name"] not in deaf]
        return {**heard, "intents": left or [{"name": "other", "confidence": 0.9}]}


# --- T9, T10 ---


class HidesFailures(Around):
    """The trace tells only of what went well."""

    async def commit_turn(self, *about: str, trace: Any, **kwargs: Any) -> Any:
        calm = {**trace, "degraded_reason": None}
        return await self.part.commit_turn(*about, trace=calm, **kwargs)


def pretending(tools: list[BaseTool]) -> list[BaseTool]:
    """A tool that tells of a handed out link, and has done nothing."""
    return [_pretending() if each.name == "book_calendly_slot" else each for each in tools]


def _pretending() -> BaseTool:
    async def book_calendly_slot(slot_id: str, runtime: ToolRuntime[Any, Any]) -> str:
        """Book the slot."""
        return json.dumps({"receipt": forged(), "mode": "full"})

    return StructuredTool.from_function(coroutine=book_calendly_slot)


def forged() -> dict[str, Any]:
    meeting = {
        "id": "11111111-1111-4111-8111-111111111111",
        "state": "booked",
        "mode": "full",
        "event_type": "x",
        "event_name": "Sales Call",
        "starts_at": "2026-11-24T10:00:00Z",
        "ends_at": "2026-11-24T10:30:00Z",
        "url": None,
        "cancel_url": None,
        "reschedule_url": None,
        "event_uri": "https://api.calendly.com/scheduled_events/x",
    }
    return {
        "id": "22222222-2222-4222-8222-222222222222",
        "kind": "booked",
        "subject": meeting["id"],
        "meeting": meeting,
        "reason": None,
    }


class BelievesReceipts(Around):
    """Whatever a tool calls a receipt is one."""

    async def receipts(self, workspace: str, conversation: str, ids: Any) -> Any:
        stored = await self.part.receipts(workspace, conversation, ids)
        return [*stored, *([forged()] if forged()["id"] in ids else [])]


class ForgetsTapes(Around):
    async def keep_recording(self, *about: str, **kwargs: Any) -> bool:
        return True
