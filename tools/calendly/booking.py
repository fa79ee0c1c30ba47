"""What a booking asks of Calendly: the invitee's document, made from the order. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tools.calendly.models import LEADS_TO_SAY, Event, EventType, Invitee, Location
from tools.errors import Rejected
from tools.ports.calendar import Booked, BookingOrder
from tools.ports.words import JSON

OURS_TO_SAY = frozenset({"physical", "custom"})
"""Kinds whose value the event type is configured with, and which must be repeated."""


def invitee_body(order: BookingOrder, event_type: EventType) -> JSON:
    """Raise `Rejected` naming what is missing, before Calendly does it in vaguer words."""
    body: JSON = {
        "event_type": event_type.uri,
        "start_time": order.starts_at,
        "invitee": {"name": order.name, "email": order.email, "timezone": order.zone},
        "tracking": tracking(order),
    }
    if answers := questions_and_answers(order, event_type):
        body["questions_and_answers"] = answers
    if location := chosen_location(order, event_type):
        body["location"] = location
    return body


def tracking(order: BookingOrder) -> dict[str, str | None]:
    """All six keys: Calendly refuses a part of them."""
    return {
        "utm_campaign": None,
        "utm_source": "pipewise",
        "utm_medium": order.channel,
        "utm_content": order.token,
        "utm_term": None,
        "salesforce_uuid": None,
    }


def questions_and_answers(order: BookingOrder, event_type: EventType) -> list[dict[str, Any]]:
    """The answers to questions asked today, by exact name: an admin may have edited them."""
    for each in event_type.questions:
        if each.required and not order.answers.get(each.name, "").strip():
            raise Rejected(f"The event type asks “{each.name}”.", field=each.name)
    return [
        {"question": each.name, "answer": order.answers[each.name], "position": each.position}
        for each in event_type.questions
        if order.answers.get(each.name, "").strip()
    ]


def chosen_location(order: BookingOrder, event_type: EventType) -> dict[str, str] | None:
    """One of the configured places, or None where Calendly wants none to be named."""
    if not event_type.places:
        return None
    # A place that asks nothing of the lead goes first.
    choice = min(event_type.places, key=lambda each: each.kind in LEADS_TO_SAY)
    if choice.kind in LEADS_TO_SAY:
        if not order.place:
            raise Rejected("The event type asks the lead for a place or number.", field="place")
        return {"kind": choice.kind, "location": order.place}
    return _named(choice)


def find_own(order: BookingOrder, booked: Sequence[tuple[Event, Invitee]]) -> Booked | None:
    """The booking an order has made: by its token first, then by e-mail, start and type."""
    active = [each for each in booked if each[1].status == each[0].status == "active"]
    by_token = [each for each in active if each[1].token == order.token]
    for event, invitee in by_token or [each for each in active if _same_meeting(order, *each)]:
        return invitee.booked(event.start_time, event.end_time)
    return None


def _same_meeting(order: BookingOrder, event: Event, invitee: Invitee) -> bool:
    return (
        invitee.email.casefold() == order.email.casefold()
        and datetime.fromisoformat(event.start_time) == datetime.fromisoformat(order.starts_at)
        and event.event_type == order.event_type
    )


def _named(choice: Location) -> dict[str, str]:
    if choice.kind in OURS_TO_SAY and choice.location:
        return {"kind": choice.kind, "location": choice.location}
    return {"kind": choice.kind}
