"""The scheduler's own model: which tool comes next, from the brief and what was done so far."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolCall, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable

from tools.ports.calendar import Slot
from tools.ports.scheduler import Brief
from tools.ports.words import JSON

MOST_STEPS = 8
"""How many tools another model may call in a turn; the policy may use as many after it."""

LOOK_UP = "get_lead_by_id"
MAKE_LINK = "create_calendly_scheduling_link"
HAND_LINK = "schedule_meeting_for_lead"
FIND = "find_best_calendly_meeting_slot"
BOOK = "book_calendly_slot"
MOVE = "reschedule_calendly_event"
CANCEL = "cancel_calendly_event"

BOOKING = frozenset({"schedule_meeting", "reschedule_meeting"})  # intents that end in a booking
GONE = frozenset({"slot_taken", "not_found"})
NO_BOOKING_HERE = frozenset({"plan", "invalid"})  # Calendly's pages can do what its API will not


@dataclass(frozen=True, kw_only=True)
class Done:
    """A tool that was called in this turn, and what it answered."""

    tool: str
    args: JSON
    answer: JSON

    @property
    def refused(self) -> str | None:
        """The reason, where the tool answered with an error."""
        error = self.answer.get("error")
        return str(error.get("reason")) if isinstance(error, dict) else None


def next_step(brief: Brief, done: Sequence[Done]) -> ToolCall | None:
    """The next tool, or None where nothing is left to do but to answer."""
    step = _step(brief, done)
    if step is None or len(done) >= 2 * MOST_STEPS or _repeats(step, done):
        return None
    return step


def _step(brief: Brief, done: Sequence[Done]) -> ToolCall | None:
    if brief["way"] == "link" and brief["intent"] == "schedule_meeting":
        return _hand_out_link(done, look_up=True)
    return STEPS.get(brief["intent"], _nothing)(brief, done)


def _schedule(brief: Brief, done: Sequence[Done]) -> ToolCall | None:
    if refusal(done, BOOK) in NO_BOOKING_HERE or MAKE_LINK in _tools(done):
        return _hand_out_link(done, look_up=False)
    if _agreed(brief) and not brief["missing"] and BOOK not in _tools(done):
        return _call(BOOK, slot_id=brief["picked"])
    if has_booked(brief) and BOOK not in _tools(done):
        return None
    return _look_for_times(brief, done, after=BOOK)


def _reschedule(brief: Brief, done: Sequence[Done]) -> ToolCall | None:
    if not has_booked(brief) or brief["which"]:
        return None
    if not brief["plan_books"] or brief["way"] == "link":
        return None
    if _agreed(brief) and not brief["missing"] and MOVE not in _tools(done):
        return _call(MOVE, slot_id=brief["picked"])
    return _look_for_times(brief, done, after=MOVE)


def _cancel(brief: Brief, done: Sequence[Done]) -> ToolCall | None:
    if not has_booked(brief) or brief["which"]:
        return None
    if not brief["agreed"] or CANCEL in _tools(done):
        return None
    return _call(CANCEL, reason="not_said")


def _nothing(brief: Brief, done: Sequence[Done]) -> ToolCall | None:
    return None


STEPS: dict[str, Callable[[Brief, Sequence[Done]], ToolCall | None]] = {
    "schedule_meeting": _schedule,
    "reschedule_meeting": _reschedule,
    "cancel_meeting": _cancel,
}


def _look_for_times(brief: Brief, done: Sequence[Done], *, after: str) -> ToolCall | None:
    """Times to offer: unless a slot is picked and still free, or the lead must be asked first."""
    lost = refusal(done, after) in GONE
    if any("slots" in each.answer for each in done):
        return None
    if not lost and (after in _tools(done) or brief["picked"] or must_ask(brief)):
        return None
    return _call(FIND, windows=_wanted(brief), excluded=_unwanted(brief))


def _hand_out_link(done: Sequence[Done], *, look_up: bool) -> ToolCall | None:
    if look_up and LOOK_UP not in _tools(done):
        return _call(LOOK_UP)
    if MAKE_LINK not in _tools(done):
        return None if look_up and refusal(done, LOOK_UP) else _call(MAKE_LINK)
    link = next((each.answer.get("link") for each in done if each.tool == MAKE_LINK), None)
    if HAND_LINK in _tools(done) or not isinstance(link, dict):
        return None
    return _call(HAND_LINK, meeting_url=link.get("url", ""))


def refusal(done: Sequence[Done], tool: str) -> str | None:
    """Why the last call of a tool was refused, if it was."""
    return next((each.refused for each in reversed(done) if each.tool == tool), None)


def _tools(done: Sequence[Done]) -> set[str]:
    return {each.tool for each in done}


def _agreed(brief: Brief) -> bool:
    return brief["picked"] is not None and brief["agreed"]


def has_booked(brief: Brief) -> bool:
    return brief["meeting"] is not None and brief["meeting"]["event_uri"] is not None


def must_ask(brief: Brief) -> bool:
    return bool(brief["unclear"]) and not brief["windows"]


def _lost_slot(brief: Brief) -> Slot | None:
    return next((slot for slot in brief["offers"] if slot["id"] == brief["picked"]), None)


def _wanted(brief: Brief) -> list[JSON]:
    """What the lead asked for; after a lost slot without a word on time, the day of that slot."""
    lost = _lost_slot(brief)
    if brief["windows"] or lost is None:
        return [_span(window["start"], window["end"]) for window in brief["windows"]]
    local = datetime.fromisoformat(lost["starts_at"]).astimezone(ZoneInfo(brief["zone"]))
    day = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return [_span(day.isoformat(), (day + timedelta(days=1)).isoformat())]


def _unwanted(brief: Brief) -> list[JSON]:
    lost = _lost_slot(brief)
    gone = [_span(lost["starts_at"], lost["ends_at"])] if lost else []
    return [_span(window["start"], window["end"]) for window in brief["excluded"]] + gone


def _span(start: str, end: str) -> JSON:
    return {"start": start, "end": end}


def _call(tool: str, **args: Any) -> ToolCall:  # arguments are JSON of the tool's own schema
    return ToolCall(name=tool, args=args, id="")


def _repeats(step: ToolCall, done: Sequence[Done]) -> bool:
    return any(each.tool == step["name"] and each.args == step["args"] for each in done)


def read_done(messages: Sequence[BaseMessage]) -> list[Done]:
    """The tool calls of a turn with their answers, in order."""
    answers = {
        message.tool_call_id: message for message in messages if isinstance(message, ToolMessage)
    }
    return [
        Done(tool=call["name"], args=call["args"], answer=_read_answer(answers[call["id"]]))
        for message in messages
        if isinstance(message, AIMessage)
        for call in message.tool_calls
        if call["id"] in answers
    ]


def _read_answer(message: ToolMessage) -> JSON:
    try:
        read = json.loads(message.text)
    except json.JSONDecodeError:
        read = None
    return read if isinstance(read, dict) else {"error": {"reason": "invalid"}}


class SchedulingPolicy(BaseChatModel):
    """`next_step` as a chat model, so that it can take over wherever another model stopped."""

    @property
    def _llm_type(self) -> str:
        return "pipewise-policy"

    def bind_tools(
        self, tools: Sequence[Any], *, tool_choice: str | None = None, **kwargs: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """The policy knows its tools by name."""
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        step = next_step(_read_brief(messages), read_done(messages))
        reply = AIMessage(content="", tool_calls=[{**step, "id": "next"}] if step else [])
        return ChatResult(generations=[ChatGeneration(message=reply)])


def _read_brief(messages: Sequence[BaseMessage]) -> Brief:
    sent = next(message for message in messages if isinstance(message, HumanMessage))
    brief: Brief = json.loads(sent.text)
    return brief
