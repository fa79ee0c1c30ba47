"""Every recorded delivery ends as something: nothing raises and no text is lost."""

import json
from pathlib import Path

import httpx
import pytest

from tools.channels.whatsapp import WhatsApp
from tools.ports.channels import Inbound

RECORDED = Path(__file__).parent.parent / "fixtures" / "whatsapp"

EXPECTED = {
    "accountReviewUpdate": "ignored account_review_update",
    "accountUpdate-banned": "ignored account_update",
    "accountUpdate-verified": "ignored account_update",
    "businessUsernameUpdate-approved": "ignored business_username_update",
    "group-participants-update": "ignored group_participants_update",
    "incoming-message-ads": "message 'Test'",
    "incoming-message-audio": "message voice",
    "incoming-message-button": "message 'No' No-Button-Payload",
    "incoming-message-contacts": "message contacts",
    "incoming-message-contacts-request-bsuid": "message '15551234567'",
    "incoming-message-contacts2": "message contacts",
    "incoming-message-document": "message document 'RESTFB ANNIVERSARY'",
    "incoming-message-emoji": "ignored reaction",
    "incoming-message-error": "message unsupported",
    "incoming-message-image": "message image 'Some awesome image'",
    "incoming-message-interactive-btn": "message 'button-text' unique-button-identifier-here",
    "incoming-message-interactive-list": "message 'list_reply_title' list_reply_id",
    "incoming-message-location": "message location",
    "incoming-message-status-bsuid": "status delivered",
    "incoming-message-status-errors": "status failed",
    "incoming-message-status-group-bsuid": "ignored group",
    "incoming-message-status-ui": "status sent",
    "incoming-message-sticker": "message sticker",
    "incoming-message-system": "ignored user_changed_number",
    "incoming-message-system-bsuid": "ignored user_changed_user_id",
    "incoming-message-text": "message 'Test'",
    "incoming-message-text-bsuid": "ignored group",
    "incoming-message-unsupported": "message unsupported",
    "incoming-message-video": "message video 'Video'",
    "messageTemplateStatusUpdate-approved": "ignored message_template_status_update",
    "messageTemplateStatusUpdate-disabling": "ignored message_template_status_update",
    "phoneNumberNameUpdate": "ignored phone_number_name_update",
    "phoneNumberQualityUpdate": "ignored phone_number_quality_update",
    "userIdUpdate": "ignored user_id_update",
}


def test_no_recording_is_left_out() -> None:
    names = {path.stem.removeprefix("webhook-") for path in RECORDED.glob("*.json")}

    assert names == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_recorded_delivery_ends_as_expected(name: str) -> None:
    [event] = parsed(name)

    assert summary(event) == EXPECTED[name]


def test_an_ad_click_keeps_where_the_lead_came_from() -> None:
    [event] = parsed("incoming-message-ads")

    assert event.referral is not None
    assert (event.referral["source_id"], event.referral["source_type"]) == ("ADID", "ad")


def test_a_failed_status_says_why() -> None:
    [event] = parsed("incoming-message-status-errors")

    assert event.error == "131026 Receiver is incapable of receiving this message"


def test_a_number_change_names_the_old_and_the_new() -> None:
    [event] = parsed("incoming-message-system")

    assert [a.value for a in event.aliases if a.kind == "wa_id"] == [
        "491234567890",
        "NEW_PHONE_NUMBER",
    ]


def test_a_person_without_a_number_is_known_by_the_scoped_id() -> None:
    [event] = parsed("incoming-message-contacts-request-bsuid")

    first = event.aliases[0]
    assert (first.kind, first.value, first.attested) == ("bsuid", "US.13491208655302741918", True)
    assert event.profile_name == "Sheena Nelson"


def test_a_placeholder_for_a_time_is_no_time() -> None:
    [event] = parsed("incoming-message-status-ui")

    assert event.at is None


def parsed(name: str) -> list[Inbound]:
    body = (RECORDED / f"webhook-{name}.json").read_bytes()
    assert json.loads(body)
    return WhatsApp(httpx.AsyncClient()).parse(body)


def summary(event: Inbound) -> str:
    words = [event.kind, event.reason, event.status, event.text and repr(event.text)]
    return " ".join(word for word in [*words, event.choice_id] if word)
