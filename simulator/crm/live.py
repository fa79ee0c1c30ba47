"""A lead's meetings that are to come."""

from simulator.crm.meeting_rows import Meeting
from simulator.crm.shapes import meeting_json
from simulator.crm.tables import Function, Tables
from simulator.crm.values import Id, Moment
from tools.ports.words import JSON


def meetings_of(t: Tables, workspace: str, lead: str) -> list[Meeting]:
    return [m for m in t.meetings_of.get(lead, ()) if m.workspace_id == workspace]


def live_meeting_of(t: Tables, workspace: str, lead: str, now: Moment) -> Meeting | None:
    """The first that is booked and has not begun, else the newest link that was not used."""
    mine = meetings_of(t, workspace, lead)
    if booked := [m for m in mine if m.to_come(now)]:
        newest_first = sorted(booked, key=lambda m: m.created_at, reverse=True)
        return min(newest_first, key=lambda m: m.starts_at or now)
    sent = [m for m in mine if m.state == "link_sent"]
    return max(sent, key=lambda m: m.created_at, default=None)


def live_meeting(t: Tables, *, workspace: Id, lead: Id, now: Moment) -> JSON | None:
    found = live_meeting_of(t, workspace, lead, now)
    return meeting_json(found) if found else None


def live_meetings(t: Tables, *, workspace: Id, lead: Id, now: Moment) -> list[JSON]:
    booked = [m for m in meetings_of(t, workspace, lead) if m.to_come(now)]
    return [meeting_json(m) for m in sorted(booked, key=lambda m: (m.starts_at or now, m.id))]


FUNCTIONS: tuple[Function, ...] = (
    live_meeting,
    live_meetings,
)
