"""Who a tool acts for and what its turn allows, read from the run's state."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from langgraph.prebuilt import ToolRuntime
from typing_extensions import TypedDict

from tools.errors import CalendarUnavailable, Unavailable
from tools.event_types import choose_event_type
from tools.ports.calendar import Calendar, Calendars, EventType
from tools.ports.crm import Leads, Scheduling, Workspaces
from tools.ports.scheduler import Brief, Identity
from tools.ports.words import Clock, NewId

Call = ToolRuntime[Any, Any]  # context and state are the graph's: tools may not import them


class Records(Leads, Scheduling, Workspaces, Protocol):
    """What the tools need of the CRM."""


@dataclass(frozen=True, kw_only=True)
class Ports:
    """The outside world, as the tools know it."""

    crm: Records
    calendars: Calendars
    clock: Clock
    new_id: NewId
    reachable: bool = True
    """Whether strangers can open the built-in calendar's pages; without it no channel gets one."""


def identity_of(call: Call) -> Identity:
    turn, conversation, lead = (call.state[key] for key in ("turn", "conversation", "lead"))
    return Identity(
        workspace=turn["workspace"],
        conversation=conversation["id"],
        lead=lead["id"],
        turn=turn["id"],
        zone=lead["zone"] or turn["zone"],
        channel=conversation["channel"],
    )


def brief_of(call: Call) -> Brief:
    brief: Brief = call.state["brief"]
    return brief


class Chosen(TypedDict):
    """Which event type, and why: what a tool's answer and the trace say of it."""

    name: str
    why: str


async def event_type_for(
    ports: Ports, calendar: Calendar, who: Identity, brief: Brief, wanted: str | None
) -> tuple[EventType, Chosen]:
    workspace = await ports.crm.workspace(who["workspace"])
    settled = None if wanted else _settled(brief)
    kind, why = choose_event_type(
        await calendar.event_types(),
        wanted=wanted or settled,
        default=workspace["default_event_type"] if workspace else None,
        details=brief["known"],
    )
    return kind, Chosen(name=kind.name, why="settled" if kind.uri == settled else why)


def _settled(brief: Brief) -> str | None:
    """What is settled stays so: a meeting is moved, and a lost slot replaced, as what it was."""
    meeting = brief["meeting"]
    if brief["intent"] == "reschedule_meeting" and meeting and meeting["event_uri"]:
        return meeting["event_type"]
    picked = (slot for slot in brief["offers"] if slot["id"] == brief["picked"])
    return next((slot["event_type"] for slot in picked), None)


@asynccontextmanager
async def asking_the_calendar() -> AsyncIterator[None]:
    """Tell a silent calendar from a silent CRM: the turn lives through the first only."""
    try:
        yield
    except CalendarUnavailable:
        raise
    except Unavailable as error:
        raise CalendarUnavailable(
            str(error), retry_after=error.retry_after, unsure=error.unsure
        ) from error
