"""The CRM port: conversations given to a person, who is told, and when the bot answers again."""

from typing import Any

import pytest

from tests.contracts.crm import Office, phone
from tests.contracts.meetings import meeting_of, new_id
from tests.fakes import NOON
from tools.errors import Rejected
from tools.ports.handovers import ClaimedAlert, Handover

A_DAY = 24  # hours; what a workspace begins with


async def handed_over(office: Office, person: int = 1, **more: Any) -> tuple[str, str]:
    """A conversation that a person has, and its handover."""
    conversation = await office.conversation(person)
    receipt = await office.crm.hand_over(
        office.workspace, conversation, more.pop("turn", new_id()), "talk_to_human", **more
    )
    return conversation, receipt["id"]


async def handovers(office: Office, **asked: Any) -> list[Handover]:
    found, total = await office.crm.handovers(office.workspace, limit=10, offset=0, **asked)
    assert total == len(found)
    return found


async def mode_of(office: Office, conversation: str) -> str:
    found = await office.crm.conversation(office.workspace, conversation)
    assert found
    return found["mode"]


def alert_jobs(office: Office, handover: str) -> list[dict[str, Any]]:
    jobs = office.store.jobs(handover_id=handover)
    return [{"way": job["args"]["way"], "scheduled_at": job["scheduled_at"]} for job in jobs]


async def claims(office: Office, handover: str) -> ClaimedAlert:
    claimed = await office.crm.claim_alert(office.workspace, handover, "webhook")
    assert claimed
    return claimed


# --- what a person finds ---


async def test_a_handover_keeps_who_it_is_what_they_want_and_what_was_said(office: Office) -> None:
    conversation = await office.conversation()
    lead = await office.lead_of(conversation)
    await office.crm.note(
        office.workspace, lead, details={"name": "Ana", "company": "Sol", "email": "a@sol.example"}
    )
    await office.answers(conversation, "How can I help?")
    booked = meeting_of(await office.books(conversation))
    await office.hears("a person, please")

    receipt = await office.crm.hand_over(
        office.workspace, conversation, new_id(), "talk_to_human", wants=["reschedule_meeting"]
    )

    [found] = await handovers(office)
    facts = found["facts"]
    assert (found["id"], found["reason"]) == (receipt["id"], "talk_to_human")
    assert found["wants"] == ["reschedule_meeting"]
    assert (facts["lead"]["name"], facts["lead"]["details"]["company"]) == ("Ana", "Sol")
    assert facts["meeting"] is not None
    assert facts["meeting"]["id"] == booked["id"]
    assert [said["text"] for said in facts["messages"]] == [
        "hello",
        "How can I help?",
        "a person, please",
    ]


async def test_only_the_last_messages_are_kept(office: Office) -> None:
    conversation = await office.conversation()
    for n in range(9):
        await office.hears(f"message {n}")

    await office.crm.hand_over(office.workspace, conversation, new_id(), "talk_to_human")

    [found] = await handovers(office)
    assert [said["text"] for said in found["facts"]["messages"]] == [
        f"message {n}" for n in range(3, 9)
    ]


async def test_one_turn_hands_over_once_however_often_it_tries(office: Office) -> None:
    conversation, handover = await handed_over(office, turn=(turn := new_id()))

    again = await office.crm.hand_over(office.workspace, conversation, turn, "talk_to_human")

    assert again["id"] == handover
    assert len(await handovers(office)) == 1
    assert [job["way"] for job in alert_jobs(office, handover)] == ["email", "webhook"]


async def test_who_only_tries_the_bot_alarms_nobody(office: Office) -> None:
    conversation = await office.conversation(simulated=True)

    receipt = await office.crm.hand_over(office.workspace, conversation, new_id(), "talk_to_human")

    assert alert_jobs(office, receipt["id"]) == []
    assert len(await handovers(office)) == 1


async def test_handovers_are_listed_newest_first_open_or_by_conversation(office: Office) -> None:
    first, _ = await handed_over(office, 1)
    office.later(minutes=1)
    second, _ = await handed_over(office, 2)
    await office.crm.set_mode(office.workspace, first, "bot")

    assert [each["conversation_id"] for each in await handovers(office)] == [second, first]
    assert [each["conversation_id"] for each in await handovers(office, open_only=True)] == [second]
    [ended] = await handovers(office, conversation_id=first)
    assert ended["ended_by"] == "released"


async def test_a_stranger_sees_none_of_our_handovers(office: Office, other_office: Office) -> None:
    conversation, handover = await handed_over(office)

    theirs = other_office.workspace
    assert await other_office.crm.handovers(theirs, limit=10, offset=0) == ([], 0)
    assert await other_office.crm.claim_alert(theirs, handover, "email") is None
    with pytest.raises(Rejected):
        await other_office.crm.hand_over(theirs, conversation, new_id(), "mine")


# --- telling the owner ---


async def test_an_alert_that_was_sent_is_not_sent_again(office: Office) -> None:
    _, handover = await handed_over(office)
    claimed = await claims(office, handover)

    await office.crm.settle_alert(claimed["id"], claimed["attempt"], state="sent")

    assert claimed["handover"]["id"] == handover
    assert await office.crm.claim_alert(office.workspace, handover, "webhook") is None
    assert await office.crm.claim_alert(office.workspace, handover, "email")


async def test_an_alert_that_did_not_get_through_is_tried_again_later(office: Office) -> None:
    _, handover = await handed_over(office)
    claimed = await claims(office, handover)

    await office.crm.settle_alert(
        claimed["id"], claimed["attempt"], state="pending", error="503", retry_in=30
    )
    again = await claims(office, handover)

    assert (again["id"], again["attempt"]) == (claimed["id"], 2)
    assert (alert_jobs(office, handover)[-1]["scheduled_at"] - NOON).total_seconds() == 30


async def test_who_lost_an_alert_to_another_process_settles_nothing(office: Office) -> None:
    _, handover = await handed_over(office)
    lost = await claims(office, handover)
    await claims(office, handover)  # its job ran again, elsewhere

    assert not await office.crm.settle_alert(lost["id"], lost["attempt"], state="sent")


async def test_an_alert_nobody_will_try_again_is_counted(office: Office) -> None:
    _, handover = await handed_over(office)
    claimed = await claims(office, handover)

    await office.crm.settle_alert(claimed["id"], claimed["attempt"], state="failed", error="404")

    assert (await office.crm.troubles(office.workspace))["failed_alerts"] == 1
    [found] = await handovers(office)
    assert found["alerts"] == [{"way": "webhook", "state": "failed", "attempts": 1, "error": "404"}]


# --- when the bot answers again ---


@pytest.mark.parametrize(
    ("hours", "seconds", "mode"),
    [
        (A_DAY, 0, "bot"),
        (A_DAY, -1, "human"),
        (1, 0, "human"),
        (1000, 0, "bot"),
    ],
)
async def test_the_bot_answers_again_where_a_person_did_nothing_for_a_day(
    office: Office, hours: int, seconds: int, mode: str
) -> None:
    conversation, _ = await handed_over(office)
    office.later(hours=hours, seconds=seconds)

    await office.hears("anybody there?")

    assert await mode_of(office, conversation) == mode
    [found] = await handovers(office)
    assert found["ended_by"] == ("resumed" if mode == "bot" else None)


async def test_time_alone_changes_nothing_before_the_lead_writes(office: Office) -> None:
    conversation, _ = await handed_over(office)

    office.later(days=30)

    assert await mode_of(office, conversation) == "human"


@pytest.mark.parametrize("act", ["takeover", "echo"])
async def test_what_the_person_does_starts_the_hours_anew(office: Office, act: str) -> None:
    conversation, _ = await handed_over(office)
    office.later(hours=20)
    if act == "takeover":
        await office.crm.set_mode(office.workspace, conversation, "human")
    else:
        await office.crm.take_over_by_echo(
            office.workspace, "whatsapp", office.integration, phone()
        )
    office.later(hours=20)

    await office.hears("hello again")

    assert await mode_of(office, conversation) == "human"


async def test_what_the_lead_writes_does_not_start_the_hours_anew(office: Office) -> None:
    conversation, _ = await handed_over(office)
    for _ in range(3):
        office.later(hours=10)
        await office.hears("hello?")

    assert await mode_of(office, conversation) == "bot"


async def test_a_workspace_chooses_its_hours_and_its_team_s_language(office: Office) -> None:
    conversation, _ = await handed_over(office)

    await office.crm.set_handover_rules(office.workspace, resume_after_hours=2, language="pt")
    office.later(hours=2)
    await office.hears("hello?")

    assert await mode_of(office, conversation) == "bot"
    assert (await handovers(office))[0]["language"] == "pt"


async def test_with_no_hours_only_a_person_gives_the_conversation_back(office: Office) -> None:
    conversation, _ = await handed_over(office)
    rules = await office.crm.set_handover_rules(
        office.workspace, resume_after_hours=0, language="en"
    )

    office.later(days=365)
    await office.hears("hello?")

    assert rules == {"resume_after_hours": 0, "language": "en"}
    assert await mode_of(office, conversation) == "human"


async def test_rules_are_those_of_one_workspace(office: Office, other_office: Office) -> None:
    await office.crm.set_handover_rules(office.workspace, resume_after_hours=2, language="pt")

    assert await other_office.crm.handover_rules(other_office.workspace) == {
        "resume_after_hours": A_DAY,
        "language": "en",
    }
    assert await office.crm.handover_rules(new_id()) is None


@pytest.mark.parametrize("hours", [-1, 8761])
async def test_hours_that_cannot_be_are_refused(office: Office, hours: int) -> None:
    with pytest.raises(Rejected):
        await office.crm.set_handover_rules(
            office.workspace, resume_after_hours=hours, language="en"
        )
