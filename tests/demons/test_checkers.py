"""What a checker takes for a broken promise, and what it does not."""

from dataclasses import replace

import pytest

from simulator.books import Given, Invitee, Row, Sent, instant
from simulator.checkers.claims import CLAIM, true_claims
from simulator.checkers.links import true_links
from simulator.checkers.meetings import one_meeting_each
from simulator.checkers.messages import bursts_are_read_whole, none_lost_or_answered_twice
from simulator.checkers.moments import bare, hints
from simulator.checkers.results import results_are_true
from simulator.checkers.silence import silence_is_kept
from simulator.checkers.tenants import workspaces_keep_apart
from simulator.checkers.texts import plain_sentences
from simulator.checkers.times import true_times
from tests.demons.books import HOUSE, LEAD, MEETING, TALK, books, meeting, receipt, reply, slot

TOLD = "martes 24 de noviembre, 10:00"
IN_NEW_YORK = "Tuesday, November 24, 4:00 AM (New York time)"
BOOKED = f"Listo, tu reunión está reservada: Sales Call, {TOLD} (hora de Madrid)."
NEGATED = 8
"""Sentences of ours that name a deed to say that it is not done, or to ask whether to do it."""


# --- T1 ---


@pytest.mark.parametrize("text", [TOLD, f"1. {TOLD}\n(hora de Madrid)", IN_NEW_YORK])
def test_a_slots_own_time_may_be_written_in_the_zone_that_is_named(text: str) -> None:
    assert true_times(books(reply(text), slots=[slot()])) == []


@pytest.mark.parametrize(
    "text",
    [
        "martes 24 de noviembre, 11:00 (hora de Madrid)",
        "miércoles 24 de noviembre, 10:00 (hora de Madrid)",
        "Tuesday, November 24, 4:00 AM (Madrid time)",
        "te va bien el martes",
        "¿mañana a primera hora?",
        "a las cinco",
        "5ish?",
        "at 17:00",
        "on Friday at ten",
        "na segunda às dez",
        "el 24 de noviembre",
        "24/11",
    ],
)
def test_any_other_time_is_nobodys(text: str) -> None:
    assert true_times(books(reply(text), slots=[slot()]))


def test_a_passage_may_name_a_time_and_a_reply_in_its_words_too() -> None:
    hours = "El soporte atiende de lunes a viernes de 9:00 a 18:00."
    passage = {"id": "p", "workspace_id": HOUSE, "title": "Soporte", "text": hours}

    kept = books(reply(hours, {"kind": "quote", "id": "p"}), passages=[passage])
    made_up = books(reply("Atiende a las 20:00.", {"kind": "quote", "id": "p"}), passages=[passage])

    assert true_times(kept) == []
    assert true_times(made_up)


def test_a_button_bears_its_slots_time() -> None:
    true = {"id": "slot", "title": "mar 24 nov, 10:00"}

    assert true_times(books(reply("", choices=[true]), slots=[slot()])) == []
    assert true_times(books(reply("", choices=[true | {"id": "x"}]), slots=[slot()]))
    assert true_times(books(reply("", choices=[true | {"title": "11:00"}]), slots=[slot()]))


def test_the_plain_sentences_hold_no_time_and_hardly_a_deed() -> None:
    deeds = [each for each in plain_sentences() if CLAIM.search(bare(each))]

    assert [each for each in plain_sentences() if hints(each)] == []
    assert len(deeds) <= NEGATED, deeds


# --- T2 ---


def test_a_claim_with_its_receipt_is_true() -> None:
    told = reply(BOOKED, {"kind": "receipt", "id": "receipt"})

    assert true_claims(books(told, meetings=[meeting()], receipts=[receipt("booked")])) == []


@pytest.mark.parametrize(
    ("rows", "starts"),
    [
        ({"receipts": []}, MEETING),
        ({"receipts": [receipt("canceled")]}, MEETING),
        ({"receipts": [receipt("booked", lead_id="another")]}, MEETING),
        ({"receipts": [receipt("booked", at="2026-11-23T12:00:01+00:00")]}, MEETING),
        ({"receipts": [receipt("booked")]}, "2026-11-24T09:30:00+00:00"),
    ],
)
def test_a_claim_needs_a_receipt_of_its_kind_lead_day_and_hour(
    rows: dict[str, list[Row]], starts: str
) -> None:
    told = reply(BOOKED, {"kind": "receipt", "id": "receipt"})

    assert true_claims(books(told, meetings=[meeting(starts_at=starts)], **rows))


def test_a_receipt_whose_meeting_is_not_in_the_calendar_proves_nothing() -> None:
    told = reply(BOOKED, {"kind": "receipt", "id": "receipt"})
    kept = books(told, meetings=[meeting()], receipts=[receipt("booked")])

    assert true_claims(replace(kept, invitees=[]))
    assert true_claims(replace(kept, invitees=[invitee()])) == []


@pytest.mark.parametrize(
    "text",
    [
        "¡Reservada!",
        "Ya te he apuntado",
        "Your meeting is booked",
        "I've told the team",
        "I have moved it",
        "You have been unsubscribed",
        "Reservei para você",
        "Sua reunião foi mudada",
        "He cancelado la de antes",
        "See you then",
    ],
)
def test_a_deed_in_free_words_is_a_claim(text: str) -> None:
    assert true_claims(books(reply(text)))


# --- T3 ---


@pytest.mark.parametrize(
    "text",
    [
        "https://evil.example/pay",
        "www.evil.example",
        "evil.com/x",
        "Elige aquí: https://calendly.test/book/other",
        "http://acme.example.evil.com/",
    ],
)
def test_a_foreign_link_is_seen(text: str) -> None:
    issued = {"id": "l", "lead_id": LEAD, "url": "https://calendly.test/book/mine"}

    assert true_links(books(reply(text), booking_links=[issued]))


def test_ones_own_link_and_a_host_on_the_list_may_leave() -> None:
    issued = {"id": "l", "lead_id": LEAD, "url": "https://calendly.test/book/mine"}
    text = "Elige aquí: https://calendly.test/book/mine?utm_source=x o https://acme.example/a."

    assert true_links(books(reply(text), booking_links=[issued])) == []
    assert true_links(books(reply("ana@example.com"))) == []


# --- T4 ---


def invitee(**more: object) -> Invitee:
    about: dict[str, object] = {
        "workspace": HOUSE,
        "event_uri": "https://api.calendly.com/scheduled_events/1",
        "event_type": "call",
        "starts_at": instant(MEETING),
        "email": "ana@example.com",
        "active": True,
    }
    return Invitee(**(about | more))  # type: ignore[arg-type]  # as the tests name them


def test_a_meeting_and_its_place_in_the_calendar_are_one() -> None:
    kept = books(meetings=[meeting()])

    assert one_meeting_each(replace(kept, invitees=[invitee()])) == []
    assert one_meeting_each(replace(kept, invitees=[invitee(), invitee()]))
    assert one_meeting_each(replace(kept, invitees=[invitee(active=False)]))
    assert one_meeting_each(replace(kept, invitees=[]))


def test_two_meetings_of_a_lead_are_one_too_many_unless_the_first_is_over() -> None:
    attempts = [{"id": n, "lead_id": LEAD, "meeting_id": n, "state": "failed"} for n in "ab"]
    two = [meeting(id="a"), meeting(id="b", starts_at="2026-11-25T09:00:00+00:00")]
    over = [meeting(id="a"), meeting(id="b", booked_at="2026-11-24T10:00:00+00:00")]

    assert one_meeting_each(books(meetings=two, booking_attempts=attempts))
    assert one_meeting_each(books(meetings=over, booking_attempts=attempts)) == []


def test_a_seat_is_held_once() -> None:
    held = {"id": "a", "workspace_id": HOUSE, "lead_id": LEAD, "event_type": "call", "seat": 1}
    held |= {"starts_at": MEETING, "state": "booked", "released_at": None, "meeting_id": None}

    assert one_meeting_each(books(booking_attempts=[held])) == []
    assert one_meeting_each(books(booking_attempts=[held, {**held, "id": "b"}]))


# --- T5 ---


def test_a_message_that_was_taken_is_there_and_answered() -> None:
    given = [Given(workspace=HOUSE, event_id="e", text="hola")]
    event = {"workspace_id": HOUSE, "event_id": "e", "message_id": "m"}
    message = {"id": "m", "workspace_id": HOUSE, "conversation_id": TALK, "seq": 1}
    message |= {"direction": "in", "text": "hola", "turn_id": "turn", "choice_id": None}
    kept = replace(books(messages=[message], inbound_events=[event]), given=given)
    unanswered = books(messages=[{**message, "turn_id": None}], inbound_events=[event])

    assert none_lost_or_answered_twice(kept) == []
    assert none_lost_or_answered_twice(replace(books(messages=[message]), given=given))
    assert none_lost_or_answered_twice(unanswered)


def test_a_reply_is_sent_once() -> None:
    sent = Sent(workspace=HOUSE, to="+34600000001", text="hola", reply_id="reply")

    assert none_lost_or_answered_twice(replace(books(), sent=[sent])) == []
    assert none_lost_or_answered_twice(replace(books(), sent=[sent, sent]))


# --- T7, T8, T9 ---


def test_a_row_of_one_workspace_does_not_point_into_another() -> None:
    assert workspaces_keep_apart(books(slots=[slot()])) == []
    assert workspaces_keep_apart(books(slots=[slot(workspace_id="another")]))


def test_a_lead_does_not_read_anothers_address() -> None:
    another = {"id": "other", "workspace_id": HOUSE, "email": "bob@example.com", "phone": None}
    leads = [{"id": LEAD, "workspace_id": HOUSE, "email": None, "phone": None}, another]

    assert workspaces_keep_apart(books(reply("Escribe a bob@example.com."), leads=leads))
    assert workspaces_keep_apart(books(reply("Escribe a ana@example.com."), leads=leads)) == []


def test_after_stop_only_that_very_reply_leaves() -> None:
    stop = receipt("opted_out", turn_id="stop")
    stopped = {"id": "stop", "workspace_id": HOUSE, "conversation_id": TALK, "covers": 1}

    assert silence_is_kept(books(reply(""), receipts=[stop], turns=[stopped]))
    kept = books(reply("", state="failed"), receipts=[stop], turns=[stopped])
    assert silence_is_kept(kept) == []
    assert silence_is_kept(books(reply("", turn_id="stop"), receipts=[stop], turns=[stopped])) == []


def test_a_model_that_failed_is_named() -> None:
    calls = {"calls": [{"failed": "The model answered 503"}]}
    turn = {"id": "t", "workspace_id": HOUSE, "run_id": None, "trace": {"model": calls}}
    told = {**turn, "trace": {"model": calls, "degraded_reason": "The model answered 503"}}

    assert results_are_true(books(turns=[turn]))
    assert results_are_true(books(turns=[told])) == []


def test_a_link_that_is_given_again_was_earned_before() -> None:
    effect: dict[str, object] = {"id": "turn", "workspace_id": HOUSE, "run_id": None}
    effect |= {"effects": True, "trace": {}}
    effect |= {"conversation_id": TALK, "covers": 1}
    again = reply("", {"kind": "link", "id": "l"})
    before = receipt("link_sent", turn_id="before")

    assert bursts_are_read_whole(books(again, turns=[effect]))
    assert bursts_are_read_whole(books(again, turns=[effect], receipts=[before])) == []
