"""Only Calendly's own webhooks are read, and each says the same however often it comes."""

import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.calendly.stand_in import EVENT, INVITEE, START, TYPE, event, invitee
from tools.calendly.webhooks import read, verify
from tools.errors import Forged, Rejected

KEY = "test_signing_key"
BODY = b'{"event":"invitee.created"}'
SIGNED = "35cb0008bf27667af022c6a1e550cc9726fc9ee60b2c3016fd134fadfda41f10"
HEADER = f"t=1492774577,v1={SIGNED}"
THEN = datetime.fromtimestamp(1492774577, UTC)


def test_calendlys_own_example_is_accepted() -> None:
    verify([KEY], HEADER, BODY, now=THEN)


def test_a_new_and_an_old_key_are_both_accepted() -> None:
    verify(["new key", KEY], HEADER, BODY, now=THEN)


def test_one_of_several_signatures_is_enough() -> None:
    verify([KEY], f"t=1492774577, v1={'0' * 64}, v1={SIGNED}, v2=x", BODY, now=THEN)


def test_a_body_of_any_bytes_can_be_signed() -> None:
    body = '{"name": "Zoë 🎉"}'.encode() + b"\xff"
    signature = hmac.new(KEY.encode(), b"1492774577." + body, "sha256").hexdigest()

    verify([KEY], f"t=1492774577,v1={signature}", body, now=THEN)


@pytest.mark.parametrize(
    ("header", "body"),
    [
        (None, BODY),
        ("", BODY),
        ("garbage", BODY),
        (f"v1={SIGNED}", BODY),
        ("t=1492774577", BODY),
        ("t=1492774577,v1=", BODY),
        (f"t=1492774578,v1={SIGNED}", BODY),
        (f"t=1492774577,t=1492774577,v1={SIGNED}", BODY),
        (f"t=+1492774577,v1={SIGNED}", BODY),
        (f"t=١٤٩٢٧٧٤٥٧٧,v1={SIGNED}", BODY),
        (f"t={'9' * 400},v1={SIGNED}", BODY),
        (f"t=1492774577,v1={SIGNED.upper()}", BODY),
        ("t=1492774577,v1=ñandú", BODY),
        (HEADER + "," * 5_000, BODY),
        (HEADER, BODY + b" "),
        (HEADER, b'{ "event": "invitee.created" }'),
        (HEADER, b""),
    ],
)
def test_anything_else_is_forged(header: str | None, body: bytes) -> None:
    with pytest.raises(Forged):
        verify([KEY], header, body, now=THEN)


@pytest.mark.parametrize("keys", [[], [""], ["another key"]])
def test_without_the_right_key_nothing_is_accepted(keys: list[str]) -> None:
    with pytest.raises(Forged):
        verify(keys, HEADER, BODY, now=THEN)


def test_an_empty_key_does_not_accept_what_an_empty_key_signed() -> None:
    signature = hmac.new(b"", b"1492774577." + BODY, "sha256").hexdigest()

    with pytest.raises(Forged):
        verify([""], f"t=1492774577,v1={signature}", BODY, now=THEN)


@pytest.mark.parametrize("seconds", [-180, 180])
def test_three_minutes_apart_is_still_now(seconds: int) -> None:
    verify([KEY], HEADER, BODY, now=THEN + timedelta(seconds=seconds))


@pytest.mark.parametrize("seconds", [-181, 181])
def test_later_or_earlier_is_a_replay(seconds: int) -> None:
    with pytest.raises(Forged):
        verify([KEY], HEADER, BODY, now=THEN + timedelta(seconds=seconds))


@given(st.text(), st.binary())
def test_no_header_breaks_the_check(header: str, body: bytes) -> None:
    with pytest.raises(Forged):
        verify([KEY], header, body, now=THEN)


def webhook(kind: str = "invitee.created", **more: Any) -> bytes:
    payload = {
        **invitee(created_at="2026-03-02T12:00:00.000001Z", updated_at="2026-03-02T12:00:01Z"),
        "scheduled_event": event(),
        **more,
    }
    return json.dumps(
        {"event": kind, "created_at": "2026-03-02T12:00:02.000000Z", "payload": payload}
    ).encode()


def test_a_booking_is_read_whole() -> None:
    news = read(webhook())

    assert (news.kind, news.event_uri, news.invitee_uri) == ("invitee.created", EVENT, INVITEE)
    assert (news.event_type, news.starts_at) == (TYPE, START)
    assert (news.email, news.name, news.token) == ("lead@example.com", "Ada L", "token-1")
    assert news.occurred_at == "2026-03-02T12:00:00.000001Z"


def test_a_move_names_the_invitee_before_and_after() -> None:
    old = read(
        webhook("invitee.canceled", status="canceled", rescheduled=True, new_invitee=INVITEE)
    )
    new = read(webhook(old_invitee=f"{EVENT}/invitees/OLD"))

    assert (old.rescheduled, old.new_invitee) == (True, INVITEE)
    assert (new.rescheduled, new.old_invitee) == (False, f"{EVENT}/invitees/OLD")


def test_the_same_event_has_the_same_id_and_another_has_not() -> None:
    again = read(webhook().replace(b"12:00:02.000000Z", b"12:09:59.000000Z"))

    assert again.event_id == read(webhook()).event_id
    assert read(webhook("invitee.canceled")).event_id != again.event_id
    assert read(webhook(updated_at="2026-03-03T12:00:01Z")).event_id == again.event_id
    assert read(webhook(uri=f"{INVITEE}x")).event_id != again.event_id


def test_two_marks_of_a_no_show_are_two_events() -> None:
    first = read(webhook("invitee_no_show.created", no_show={"uri": f"{EVENT}/no_shows/1"}))
    second = read(webhook("invitee_no_show.created", no_show={"uri": f"{EVENT}/no_shows/2"}))

    assert first.event_id != second.event_id


@pytest.mark.parametrize("tracking", [None, {}, {"utm_content": None}, {"utm_content": ""}])
def test_a_booking_without_our_token_is_read_too(tracking: dict[str, Any] | None) -> None:
    assert read(webhook(tracking=tracking)).token is None


def test_an_event_we_do_not_act_on_is_other() -> None:
    body = b'{"event":"contact.created","created_at":"2026-03-02T12:00:00Z","payload":{"x":1}}'

    assert read(body).kind == "other"
    assert read(body).event_id == read(body).event_id


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"\xff",
        b"[]",
        b"{}",
        b'{"event":"invitee.created","created_at":"2026-03-02T12:00:00Z","payload":{}}',
        b'{"event":"invitee.created","created_at":"2026-03-02T12:00:00Z","payload":[]}',
        b"[" * 100_000,
        webhook(uri=None),
        webhook(email="lead\0@example.com"),
        webhook(scheduled_event=event(start_time="tomorrow")),
        webhook(scheduled_event=event(start_time="2026-03-05T15:00:00")),
        webhook(scheduled_event=None),
        webhook().replace(b'"2026-03-02T12:00:02.000000Z"', b"17"),
        webhook().replace(b"Ada L", b"\\ud800"),
    ],
)
def test_another_shape_is_rejected(body: bytes) -> None:
    with pytest.raises(Rejected) as caught:
        read(body)

    assert "lead" not in str(caught.value)


@given(st.binary())
def test_no_body_breaks_the_reader(body: bytes) -> None:
    with pytest.raises(Rejected):
        read(body)
