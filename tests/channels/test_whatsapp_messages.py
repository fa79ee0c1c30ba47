"""What a lead can send on WhatsApp, kind by kind."""

from typing import Any

import httpx
import pytest

from tests.platforms.whatsapp import as_body, delivery, text_message
from tools.channels.whatsapp import WhatsApp
from tools.ports.channels import Inbound
from tools.ports.words import JSON

CHANNEL = WhatsApp(httpx.AsyncClient())

READ: list[tuple[JSON, str, str | None, str]] = [
    (
        {"type": "button", "button": {"payload": "cb", "text": "Yes"}, "context": None},
        "Yes",
        "cb",
        "",
    ),
    (
        {
            "type": "interactive",
            "interactive": {
                "type": "nfm_reply",
                "nfm_reply": {
                    "response_json": '{"flow_token": "t", "email": "ana@example.com", "size": 12}',
                    "body": "Sent",
                    "name": "flow",
                },
            },
        },
        "email: ana@example.com\nsize: 12",
        None,
        "",
    ),
    (
        {
            "type": "interactive",
            "interactive": {"type": "nfm_reply", "nfm_reply": {"response_json": "[1]"}},
        },
        "",
        None,
        "form",
    ),
    ({"type": "interactive"}, "", None, "unsupported"),
    ({"type": "audio", "audio": {"id": "1", "voice": True}}, "", None, "voice"),
    ({"type": "audio", "audio": {"id": "1"}}, "", None, "audio"),
    ({"type": "image", "image": {"id": 1, "caption": "our office"}}, "our office", None, "image"),
    ({"type": "sticker", "sticker": {"id": "1", "animated": True}}, "", None, "sticker"),
    ({"type": "location", "location": {"latitude": 1, "longitude": 2}}, "", None, "location"),
    ({"type": "order", "order": {"product_items": []}}, "", None, "order"),
    ({"type": "ephemeral"}, "", None, "unsupported"),
    ({"type": "unsupported", "unsupported": {"type": "poll"}}, "", None, "unsupported"),
    (
        {
            "type": "edit",
            "edit": {
                "original_message_id": "wamid.0",
                "message": {"type": "text", "text": {"body": "Friday, I mean"}},
            },
        },
        "Friday, I mean",
        None,
        "",
    ),
    ({"type": "edit", "edit": {"original_message_id": "wamid.0"}}, "", None, "edit"),
    ({"type": "hologram", "text": {"body": "hello"}}, "hello", None, ""),
]


@pytest.mark.parametrize(("said", "text", "choice_id", "reason"), READ)
def test_it_is_a_message_with_its_words(
    said: JSON, text: str, choice_id: str | None, reason: str
) -> None:
    event = heard(said)

    assert event.kind == "message"
    assert (event.text, event.choice_id, event.reason) == (text, choice_id, reason)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"type": "reaction", "reaction": {"message_id": "wamid.1", "emoji": "👍"}}, "reaction"),
        ({"type": "reaction", "reaction": {"message_id": "wamid.1"}}, "reaction"),
        ({"type": "revoke", "revoke": {"original_message_id": "wamid.1"}}, "revoke"),
        ({"type": "request_welcome"}, "request_welcome"),
        ({"type": "system", "system": {"type": "user_changed_number"}}, "user_changed_number"),
        ({"group_id": "120363418770915618@g.us"}, "group"),
        ({"text": {"body": " \0 "}}, "empty"),
        (
            {"type": "interactive", "interactive": {"type": "call_permission_reply"}},
            "call_permission_reply",
        ),
    ],
)
def test_it_starts_no_turn(said: JSON, reason: str) -> None:
    event = heard(said)

    assert (event.kind, event.reason) == ("ignored", reason)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"type": "hologram", "text": None}, "message type hologram"),
        ({"text": None}, "message type text"),
        ({"type": "interactive", "interactive": {"type": "new"}}, "message type interactive"),
        ({"from": None}, "no sender"),
    ],
)
def test_it_is_kept_unread(said: JSON, reason: str) -> None:
    event = heard(said, contacts=[])

    assert (event.kind, event.reason) == ("unknown", reason)
    assert event.raw["id"] == "wamid.IN1"


def test_an_event_of_no_account_is_kept_unread() -> None:
    document = delivery([text_message("hi")])
    del document["entry"][0]["changes"][0]["value"]["metadata"]

    [event] = CHANNEL.parse(as_body(document))

    assert (event.kind, event.reason) == ("unknown", "no phone_number_id")


def test_a_field_nobody_told_us_of_is_kept_unread() -> None:
    document = delivery([text_message("hi")])
    document["entry"][0]["changes"][0]["field"] = "telepathy"

    [event] = CHANNEL.parse(as_body(document))

    assert (event.kind, event.reason) == ("unknown", "field telepathy")


def test_a_colleague_s_answer_in_the_app_is_an_echo_of_the_lead_s_conversation() -> None:
    echo = {**text_message("I'll take over"), "from": "15550783881", "to": "16505551234"}
    document = delivery()
    change = document["entry"][0]["changes"][0]
    change["field"] = "smb_message_echoes"
    change["value"]["message_echoes"] = [echo]

    [event] = CHANNEL.parse(as_body(document))

    assert (event.kind, event.text) == ("echo", "I'll take over")
    assert event.aliases[0].value == "16505551234"


@pytest.mark.parametrize(
    ("said", "contacts", "aliases"),
    [
        ({}, [], ["wa_id 16505551234", "phone +16505551234"]),
        (
            {"from_user_id": "US.1349"},
            [],
            ["wa_id 16505551234", "bsuid US.1349", "phone +16505551234"],
        ),
        (
            {},
            [{"wa_id": "16505551234", "user_id": "US.1349", "parent_user_id": "US.ENT.1"}],
            ["wa_id 16505551234", "bsuid US.1349", "phone +16505551234"],
        ),
        ({"from": "US.1349"}, [], ["bsuid US.1349"]),
        ({"from": None, "from_user_id": "US.1349"}, [], ["bsuid US.1349"]),
        ({"from": None, "from_parent_user_id": "US.ENT.1"}, [], ["bsuid US.ENT.1"]),
        (
            {"from": None},
            [{"user_id": "US.1349", "profile": {"username": "@Real.Ana"}}],
            ["bsuid US.1349", "username real.ana"],
        ),
        ({"from": "5215512345678"}, [], ["wa_id 5215512345678", "phone +525512345678"]),
        ({"from": "551187654321"}, [], ["wa_id 551187654321", "phone +5511987654321"]),
        ({"from": "5491123456789"}, [], ["wa_id 5491123456789", "phone +5491123456789"]),
    ],
)
def test_a_person_is_all_their_names(said: JSON, contacts: list[JSON], aliases: list[str]) -> None:
    event = heard(said, contacts=contacts)

    assert [f"{alias.kind} {alias.value}" for alias in event.aliases] == aliases


def test_a_username_vouches_for_nobody() -> None:
    event = heard({}, contacts=[{"wa_id": "16505551234", "profile": {"username": "ana"}}])

    assert [a.kind for a in event.aliases if not a.attested] == ["username"]


def test_among_several_contacts_nobody_is_guessed() -> None:
    event = heard({"from": None}, contacts=[{"wa_id": "1650"}, {"wa_id": "1651"}])

    assert (event.kind, event.reason) == ("unknown", "no sender")


@pytest.mark.parametrize(
    ("status", "kind", "read"),
    [
        ({"status": "played"}, "status", "read"),
        ({"status": "deleted"}, "ignored", None),
        ({"status": "teleported"}, "unknown", None),
        ({"status": "read", "recipient_type": "group"}, "ignored", None),
    ],
)
def test_a_status_is_told_or_kept(status: JSON, kind: str, read: str | None) -> None:
    document = delivery(statuses=[{"id": "wamid.OUT1", "timestamp": "1749416383", **status}])

    [event] = CHANNEL.parse(as_body(document))

    assert (event.kind, event.status) == (kind, read)


def test_a_status_brings_our_own_id_back() -> None:
    status = {"id": "wamid.OUT1", "status": "sent", "biz_opaque_callback_data": "out-1"}

    [event] = CHANNEL.parse(as_body(delivery(statuses=[status])))

    assert (event.provider_id, event.outbox_id) == ("wamid.OUT1", "out-1")


def test_two_statuses_of_one_message_are_two_events() -> None:
    statuses = [{"id": "wamid.OUT1", "status": name} for name in ("sent", "read")]

    first, second = CHANNEL.parse(as_body(delivery(statuses=statuses)))

    assert first.event_id != second.event_id


def heard(said: JSON, *, contacts: list[JSON] | None = None) -> Inbound:
    message: dict[str, Any] = {**text_message("hi"), **said}
    document = delivery([message])
    if contacts is not None:
        document["entry"][0]["changes"][0]["value"]["contacts"] = contacts
    [event] = CHANNEL.parse(as_body(document))
    return event
