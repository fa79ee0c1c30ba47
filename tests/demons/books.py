"""Small books to put questions to: one lead, one conversation, one reply."""

from collections.abc import Sequence
from typing import Any

from simulator.books import Books, Row

HOUSE, LEAD, TALK, TURN = "house", "lead", "talk", "turn"
NOON = "2026-11-23T12:00:00+00:00"
MEETING = "2026-11-24T09:00:00+00:00"  # a Tuesday, 10:00 in Madrid


def reply(text: str, *segments: Row, choices: Any = (), **more: Any) -> Row:
    return {
        "id": "reply",
        "workspace_id": HOUSE,
        "conversation_id": TALK,
        "turn_id": TURN,
        "text": text,
        "choices": list(choices),
        "segments": list(segments),
        "state": "accepted",
        "created_at": NOON,
        **more,
    }


def slot(starts_at: str = MEETING, **more: Any) -> Row:
    return {
        "id": "slot",
        "workspace_id": HOUSE,
        "conversation_id": TALK,
        "turn_id": TURN,
        "starts_at": starts_at,
        **more,
    }


def meeting(**more: Any) -> Row:
    return {
        "id": "meeting",
        "workspace_id": HOUSE,
        "conversation_id": TALK,
        "lead_id": LEAD,
        "state": "booked",
        "starts_at": MEETING,
        "booked_at": NOON,
        "event_uri": "https://api.calendly.com/scheduled_events/1",
        "invitee_uri": "https://api.calendly.com/scheduled_events/1/invitees/1",
        "url": None,
        "cancel_url": None,
        "reschedule_url": None,
        **more,
    }


def receipt(kind: str, **more: Any) -> Row:
    return {
        "id": "receipt",
        "workspace_id": HOUSE,
        "conversation_id": TALK,
        "lead_id": LEAD,
        "turn_id": TURN,
        "kind": kind,
        "subject": "meeting",
        "body": None,
        "at": NOON,
        **more,
    }


def books(*replies: Row, **tables: Sequence[Row]) -> Books:
    """Each reply is a message, too."""
    house: Row = {"id": HOUSE, "zone": "Europe/Madrid", "links_allowed": ["acme.example"]}
    lead = {
        "id": LEAD,
        "workspace_id": HOUSE,
        "zone": "Europe/Madrid",
        "email": None,
        "phone": None,
    }
    talk = {"id": TALK, "workspace_id": HOUSE, "lead_id": LEAD, "mode": "bot", "human_at": None}
    turn: dict[str, Any] = {
        "id": TURN,
        "workspace_id": HOUSE,
        "conversation_id": TALK,
        "run_id": None,
    }
    turn |= {"covers": 1, "effects": False, "trace": {}, "committed_at": NOON}
    said = [
        {**each, "direction": "out", "seq": place} for place, each in enumerate(replies, start=2)
    ]
    made: dict[str, Sequence[Row]] = {
        "workspaces": [house],
        "leads": [lead],
        "conversations": [talk],
        "turns": [turn],
        "outbox": list(replies),
        "messages": said,
    }
    return Books(tables=made | tables)
