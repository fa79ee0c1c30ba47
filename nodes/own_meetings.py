"""The lead's own meetings: which one is meant, where an old link has made a second."""

from dataclasses import dataclass
from datetime import datetime

from graph.state import State
from nodes.talk import agenda_of
from tools.ports.calendar import Meeting, Slot
from tools.ports.crm import Scheduling
from tools.ports.understanding import Understanding, Window
from tools.ports.words import IntentName


@dataclass(frozen=True, kw_only=True)
class Own:
    meant: Meeting | None
    """What the brief speaks of; where it is `unclear`, just one of the `several`."""
    several: list[Slot]
    unclear: bool
    heard: Understanding
    """Without the choice between meetings: it is none between times."""


async def own_meetings(
    state: State, heard: Understanding, goal: IntentName, crm: Scheduling
) -> Own:
    agenda, only, lead = agenda_of(state), state.get("meeting"), state["conversation"]["lead_id"]
    one = only is not None and only["event_uri"] is not None
    booked = await crm.live_meetings(state["turn"]["workspace"], lead) if one else []
    several = [_as_slot(each) for each in booked]
    asked = agenda["asked"] == "which"
    left = _without_choice(heard, several) if asked else heard
    if len(booked) < 2:
        return Own(meant=only, several=[], unclear=False, heard=left)
    named = _named(heard, several) if asked or goal == "cancel_meeting" else None
    chosen = named or (agenda.get("meeting") if agenda["goal"] == goal or asked else None)
    meant = next((each for each in booked if each["id"] == chosen), None)
    return Own(meant=meant or only, several=several, unclear=meant is None, heard=left)


def _as_slot(meeting: Meeting) -> Slot:
    """In the shape of an offer: so a lead may say "the second", its day, or press it."""
    return Slot(
        id=meeting["id"],
        event_type=meeting["event_type"],
        event_name=meeting["event_name"],
        starts_at=meeting["starts_at"] or "",
        ends_at=meeting["ends_at"] or "",
        expires_at=meeting["starts_at"] or "",
    )


def _named(heard: Understanding, several: list[Slot]) -> str | None:
    """By its place or button, or as the only one within a time that was named."""
    if heard["choice"] and heard["choice"]["slot_id"]:
        return heard["choice"]["slot_id"]
    within = {slot["id"] for slot in several for window in heard["windows"] if _names(window, slot)}
    return within.pop() if len(within) == 1 else None


def _names(window: Window, slot: Slot) -> bool:
    bounds = (window["start"], window["end"], slot["starts_at"])
    first, last, when = (datetime.fromisoformat(each) for each in bounds)
    return first == when or first <= when < last


def _without_choice(heard: Understanding, several: list[Slot]) -> Understanding:
    """A time at which none of them is, is one to move to: "Friday's, to Monday at ten"."""
    others = [
        window
        for window in heard["windows"]
        if several and not any(_names(window, slot) for slot in several)
    ]
    return {**heard, "choice": None, "windows": others, "excluded": [], "unclear": []}
