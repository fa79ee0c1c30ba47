"""How documents look on the wire: Calendly's JSON, field for field."""

import hashlib
import html
from datetime import datetime
from typing import Any

from emulator.directory import Directory
from emulator.errors import JSON
from emulator.unsettled import Unsettled

TRACKING = (
    "utm_campaign",
    "utm_source",
    "utm_medium",
    "utm_content",
    "utm_term",
    "salesforce_uuid",
)
CONFERENCES = frozenset(
    {
        "google_conference",
        "zoom_conference",
        "gotomeeting_conference",
        "microsoft_teams_conference",
        "webex_conference",
    }
)


class Shapes(Directory):
    """Documents in, wire JSON out."""

    def __init__(self, *, api_url: str, pages_url: str, unsettled: Unsettled) -> None:
        super().__init__(api_url=api_url, pages_url=pages_url)
        self._unsettled = unsettled

    # --- what can be booked

    def event_type(self, event_type: JSON, owner: JSON) -> JSON:
        description = event_type["description"]
        same = [
            "active",
            "color",
            "created_at",
            "custom_questions",
            "duration",
            "duration_options",
            "internal_note",
            "kind",
            "locale",
            "locations",
            "name",
            "pooling_type",
            "position",
            "secret",
            "slug",
            "type",
            "updated_at",
            "start_time_increment",
            "before_buffer",
            "after_buffer",
        ]
        return {
            **{name: event_type[name] for name in same},
            "admin_managed": False,
            "booking_method": "instant",
            "deleted_at": event_type.get("deleted_at"),
            "description_plain": description,
            "description_html": None
            if description is None
            else f"<p>{html.escape(description)}</p>",
            "is_paid": False,
            "profile": {
                "type": "Team" if event_type["pooling_type"] else "User",
                "name": owner["name"],
                "owner": self.uri("users", owner["id"]),
            },
            "scheduling_url": self.page(owner["slug"], event_type["slug"]),
            "uri": self.uri("event_types", event_type["id"]),
        }

    def available_time(self, start: str, seats: int, scheduling_url: str) -> JSON:
        day = start[:10]
        short = f"{start[:19]}Z"
        return {
            "status": "available",
            "invitees_remaining": seats,
            "start_time": start,
            "scheduling_url": f"{scheduling_url}/{short}?month={day[:7]}&date={day}",
        }

    def busy_time(self, busy: JSON) -> JSON:
        shown = {"type": busy["type"], "start_time": busy["start"], "end_time": busy["end"]}
        if busy["event"] is None:
            return shown
        return {
            **shown,
            "buffered_start_time": busy["buffered_start"],
            "buffered_end_time": busy["buffered_end"],
            "event": {"uri": self.uri("scheduled_events", busy["event"])},
        }

    def schedule(self, schedule: JSON) -> JSON:
        kept = ("default", "name", "timezone", "rules")
        return {
            "uri": self.uri("user_availability_schedules", schedule["id"]),
            "user": self.uri("users", schedule["user"]),
            **{name: schedule[name] for name in kept},
        }

    def link(self, link: JSON) -> JSON:
        return {
            "booking_url": self.page(link["id"]),
            "owner": self.uri("event_types", link["event_type"]),
            "owner_type": "EventType",
        }

    # --- what was booked

    def event(self, event: JSON, now: str) -> JSON:
        return {
            **self.embedded_event(event, now),
            "event_memberships": [
                {
                    **self._membership(host),
                    "buffered_start_time": event["buffered_start"],
                    "buffered_end_time": event["buffered_end"],
                }
                for host in event["hosts"]
            ],
            "calendar_event": None,
        }

    def embedded_event(self, event: JSON, now: str) -> JSON:
        """As a webhook carries it: no calendar event, no buffers."""
        shown: JSON = {
            "uri": self.uri("scheduled_events", event["id"]),
            "name": event["name"],
            "meeting_notes_plain": None,
            "meeting_notes_html": None,
            "status": event["status"],
            "start_time": event["start"],
            "end_time": event["end"],
            "event_type": self.uri("event_types", event["event_type"]),
            "location": self._location(event, now),
            "invitees_counter": {
                "total": event["total"],
                "active": event["active"],
                "limit": event["limit"],
            },
            "created_at": event["created_at"],
            "updated_at": event["updated_at"],
            "event_memberships": [self._membership(host) for host in event["hosts"]],
            "event_guests": event["guests"],
        }
        if event["cancellation"]:
            shown["cancellation"] = event["cancellation"]
        return shown

    def _membership(self, host: JSON) -> JSON:
        return {
            "user": self.uri("users", host["id"]),
            "user_email": host["email"],
            "user_name": host["name"],
        }

    def _location(self, event: JSON, now: str) -> JSON | None:
        location = event["location"]
        if location is None:
            return None
        kind = location["kind"]
        shown: JSON = {"type": self._wire_kind(kind)}
        if kind not in CONFERENCES:
            given = {n: location[n] for n in ("location", "additional_info") if location.get(n)}
            return {**shown, **given}
        if now < location["ready_at"]:
            return {**shown, "status": "processing", "join_url": None}
        path = "google_meet" if kind == "google_conference" else "join"
        shown |= {"status": "pushed", "join_url": self.page("events", event["id"], path)}
        if kind == "google_conference":
            return shown
        return {**shown, "data": _zoom(event["id"]) if kind == "zoom_conference" else {}}

    def _wire_kind(self, kind: str) -> str:
        """Recorded traffic names these two differently in events than in requests."""
        if kind == "zoom_conference":
            return self._unsettled.zoom_type
        return "gotomeeting" if kind == "gotomeeting_conference" else kind

    def invitee(self, invitee: JSON) -> JSON:
        same = [
            "email",
            "first_name",
            "last_name",
            "name",
            "status",
            "questions_and_answers",
            "timezone",
            "created_at",
            "updated_at",
            "tracking",
            "text_reminder_number",
            "rescheduled",
            "scheduling_method",
        ]
        shown: dict[str, Any] = {
            **{name: invitee[name] for name in same},
            "uri": self.invitee_uri(invitee),
            "event": self.uri("scheduled_events", invitee["event"]),
            "old_invitee": invitee["old_invitee"],
            "new_invitee": invitee["new_invitee"],
            "cancel_url": self.page("cancel", invitee["id"]),
            "reschedule_url": self.page("move", invitee["id"]),
            "routing_form_submission": None,
            "payment": None,
            "no_show": self._no_show_mark(invitee),
            "reconfirmation": None,
            "invitee_scheduled_by": None,
        }
        if invitee["cancellation"]:
            shown["cancellation"] = invitee["cancellation"]
        return shown

    def _no_show_mark(self, invitee: JSON) -> JSON | None:
        mark = invitee["no_show"]
        if mark is None:
            return None
        return {
            "uri": self.uri("invitee_no_shows", mark["id"]),
            "created_at": mark["created_at"],
        }

    def no_show(self, mark: JSON) -> JSON:
        return {
            "uri": self.uri("invitee_no_shows", mark["id"]),
            "invitee": mark["invitee_uri"],
            "created_at": mark["created_at"],
        }

    def subscription(self, hook: JSON) -> JSON:
        """The signing key goes in and never comes out."""
        same = [
            "callback_url",
            "created_at",
            "updated_at",
            "retry_started_at",
            "state",
            "events",
            "scope",
        ]
        return {
            **{name: hook[name] for name in same},
            "uri": self.uri("webhook_subscriptions", hook["id"]),
            "organization": self.uri("organizations", hook["organization"]),
            "user": self.uri("users", hook["user"]) if hook["user"] else None,
            "group": self.uri("groups", hook["group"]) if hook.get("group") else None,
            "creator": self.uri("users", hook["creator"]),
        }


def _zoom(event_id: str) -> JSON:
    """What comes with a Zoom meeting, its password too: not for logs, and not for a model."""
    number = str(int(hashlib.sha256(event_id.encode()).hexdigest(), 16))
    return {
        "id": number[:11],
        "settings": {"global_dial_in_numbers": []},
        "extra": {"intl_numbers_url": f"https://zoom.us/u/{number[:11]}"},
        "password": number[11:17],
    }


def full_tracking(given: JSON | None) -> JSON:
    """All six keys, null where nothing was given."""
    return {name: (given or {}).get(name) for name in TRACKING}


def is_past(event: JSON, now: datetime) -> bool:
    return datetime.fromisoformat(event["end"]) <= now
