"""Documents as Calendly's traffic has them, with invented people: the shapes are the point."""

from typing import Any

Document = dict[str, Any]

API = "https://api.calendly.com"
USER = f"{API}/users/EBHAAFHDCAEQTSEZ"  # of before 2023
BOB = f"{API}/users/1f0e2d3c-4b5a-4697-8899-aabbccddeeff"
ORGANIZATION = f"{API}/organizations/CAFHCZSDWAGPMTZZ"
TYPE = f"{API}/event_types/GBGBDCAADAEDCRZ2"
EVENT = f"{API}/scheduled_events/6a7b8c9d-0e1f-4a2b-8c3d-4e5f60718293"
INVITEE = f"{EVENT}/invitees/9d8c7b6a-5f4e-4d3c-8b2a-190817263544"
MARK = f"{API}/invitee_no_shows/3c2b1a09-1827-4364-8576-655443322110"
MADE, CHANGED = "2026-05-12T13:31:06.239264Z", "2026-05-12T13:31:06.881020Z"
START, END = "2026-05-14T09:00:00.000000Z", "2026-05-14T09:30:00.000000Z"

user: Document = {
    "avatar_url": None,
    "created_at": "2021-02-05T15:30:11.052814Z",
    "current_organization": ORGANIZATION,
    "email": "alice@acme.example",
    "locale": "en",
    "name": "Alice Moreno",
    "resource_type": "User",
    "scheduling_url": "https://calendly.com/alice-acme",
    "slug": "alice-acme",
    "time_notation": "24h",
    "timezone": "Europe/Madrid",
    "updated_at": "2026-05-01T08:00:00.104512Z",
    "uri": USER,
}
organization: Document = {
    "created_at": "2021-02-05T15:30:11.000000Z",
    "id": 12345678,
    "kind": "single",
    "name": "Acme",
    "plan": "basic",
    "stage": "free",
    "updated_at": "2026-05-01T08:00:00.104512Z",
    "uri": ORGANIZATION,
}
question: Document = {
    "answer_choices": ["1-10", "11-50"],
    "enabled": True,
    "include_other": True,
    "name": "How many are you?",
    "position": 0,
    "required": True,
    "type": "single_select",
}
event_type: Document = {
    "active": True,
    "admin_managed": False,
    "after_buffer": 0,
    "before_buffer": 0,
    "booking_method": "instant",
    "color": "#8247f5",
    "created_at": "2021-02-05T15:31:00.000000Z",
    "custom_questions": [question],
    "deleted_at": None,
    "description_html": "<p>Half an hour</p>",
    "description_plain": "Half an hour",
    "duration": 30,
    "duration_options": None,
    "internal_note": None,
    "is_paid": False,
    "kind": "solo",
    "locale": "en",
    "locations": [
        {"kind": "zoom_conference"},
        {"kind": "inbound_call", "phone_number": "+34 910 000 000", "additional_info": "ask"},
        {"kind": "outbound_call"},
    ],
    "name": "Demo",
    "pooling_type": None,
    "position": 0,
    "profile": {"type": "User", "name": "Alice Moreno", "owner": USER},
    "scheduling_url": "https://calendly.com/alice-acme/demo",
    "secret": False,
    "slug": "demo",
    "start_time_increment": 30,
    "type": "StandardEventType",
    "updated_at": "2026-05-01T08:00:00.104512Z",
    "uri": TYPE,
}
cancellation: Document = {
    "canceled_by": "Alice Moreno",
    "canceler_type": "host",
    "created_at": "2026-05-13T10:00:00.000000Z",
    "reason": "",
}
event: Document = {
    "calendar_event": {"external_id": "8suu9k3hj00mni03ss12ba0ce0", "kind": "google"},
    "created_at": MADE,
    "end_time": END,
    "event_guests": [
        {"created_at": MADE, "email": "bob@acme.example", "updated_at": MADE},
    ],
    "event_memberships": [
        {
            "buffered_end_time": END,
            "buffered_start_time": START,
            "user": BOB,
            "user_email": "alice@acme.example",
            "user_name": "Alice Moreno",
        }
    ],
    "event_type": TYPE,
    "invitees_counter": {"active": 1, "limit": 1, "total": 1},
    "location": {
        "data": {
            "extra": {"intl_numbers_url": "https://zoom.example/numbers"},
            "id": 88888888888,
            "password": "s3cr3t",
            "settings": {"global_dial_in_numbers": []},
        },
        "join_url": "https://zoom.example/j/88888888888",
        "status": "pushed",
        "type": "zoom",
    },
    "meeting_notes_html": None,
    "meeting_notes_plain": None,
    "name": "Demo",
    "start_time": START,
    "status": "active",
    "updated_at": CHANGED,
    "uri": EVENT,
}
canceled_event: Document = {**event, "status": "canceled", "cancellation": cancellation}
phone_event: Document = {
    **event,
    "location": {"type": "outbound_call", "location": "+57 300 000 0000"},
}
placeless_event: Document = {**event, "location": None, "name": None, "calendar_event": None}
invitee: Document = {
    "cancel_url": "https://calendly.com/cancellations/9d8c7b6a-5f4e-4d3c-8b2a-190817263544",
    "created_at": MADE,
    "email": "ada@example.com",
    "event": EVENT,
    "first_name": None,
    "invitee_scheduled_by": None,
    "last_name": None,
    "name": "Ada Lovelace",
    "new_invitee": None,
    "no_show": None,
    "old_invitee": None,
    "payment": None,
    "questions_and_answers": [
        {"answer": "1-10\nOther", "position": 0, "question": "How many are you?"}
    ],
    "reconfirmation": None,
    "reschedule_url": "https://calendly.com/reschedulings/9d8c7b6a-5f4e-4d3c-8b2a-190817263544",
    "rescheduled": False,
    "routing_form_submission": None,
    "scheduling_method": None,
    "status": "active",
    "text_reminder_number": None,
    "timezone": "America/Bogota",
    "tracking": {
        "salesforce_uuid": None,
        "utm_campaign": None,
        "utm_content": "booking-1",
        "utm_medium": None,
        "utm_source": None,
        "utm_term": None,
    },
    "updated_at": CHANGED,
    "uri": INVITEE,
}
canceled_invitee: Document = {
    **invitee,
    "cancellation": cancellation,
    "new_invitee": f"{API}/scheduled_events/AAAAAAAAAAAAAAAA/invitees/BBBBBBBBBBBBBBBB",
    "no_show": {"created_at": "2026-05-14T10:00:00.000000Z", "uri": MARK},
    "rescheduled": True,
    "status": "canceled",
}
no_show: Document = {"created_at": MADE, "invitee": INVITEE, "uri": MARK}
available_time: Document = {
    "invitees_remaining": 1,
    "scheduling_url": "https://calendly.com/alice-acme/demo/2026-05-14T09:00:00Z",
    "start_time": "2026-05-14T09:00:00Z",
    "status": "available",
}
busy_time: Document = {
    "buffered_end_time": END,
    "buffered_start_time": START,
    "end_time": END,
    "event": {"uri": EVENT},
    "start_time": START,
    "type": "calendly",
}
schedule: Document = {
    "default": True,
    "name": "Working hours",
    "rules": [
        {"intervals": [{"from": "09:00", "to": "17:00"}], "type": "wday", "wday": "monday"},
        {"date": "2026-12-25", "intervals": [], "type": "date"},
    ],
    "timezone": "Europe/Madrid",
    "uri": f"{API}/user_availability_schedules/ABCDEFGHIJKLMNOP",
    "user": USER,
}
link: Document = {
    "booking_url": "https://calendly.com/d/abcd-efg-hij/demo",
    "owner": TYPE,
    "owner_type": "EventType",
}
subscription: Document = {
    "callback_url": "https://acme.example/webhooks/calendly/1",
    "created_at": MADE,
    "creator": USER,
    "events": ["invitee.created", "invitee.canceled"],
    "group": None,
    "organization": ORGANIZATION,
    "retry_started_at": None,
    "scope": "user",
    "state": "active",
    "updated_at": MADE,
    "uri": f"{API}/webhook_subscriptions/4d5e6f70-8192-4a3b-8c4d-5e6f708192a3",
    "user": USER,
}
