"""The CRM port: what we know of a lead, where their status may go, and their word on writing."""

import asyncio

import pytest

from tests.contracts.crm import Office
from tests.contracts.meetings import new_id
from tools.errors import Rejected
from tools.ports.records import Lead
from tools.ports.words import LeadStatus


async def lead(office: Office, conversation: str) -> Lead:
    found = await office.crm.find_lead(office.workspace, await office.lead_of(conversation))
    assert found
    return found


async def move(office: Office, lead_id: str, *path: LeadStatus) -> str:
    for status in path:
        moved = await office.crm.note(office.workspace, lead_id, details={}, status=status)
    return moved["status"]


async def test_what_a_lead_says_is_remembered_and_the_last_word_counts(office: Office) -> None:
    lead_id = await office.lead_of(await office.conversation())
    await office.crm.note(
        office.workspace, lead_id, details={"name": "Lee", "need": "a demo"}, language="es"
    )

    noted = await office.crm.note(
        office.workspace, lead_id, details={"email": "lee@example.com", "need": "a price"}
    )

    assert (noted["name"], noted["email"], noted["language"]) == ("Lee", "lee@example.com", "es")
    assert noted["details"] == {"need": "a price"}


async def test_a_zone_the_lead_names_beats_the_one_of_their_phone(office: Office) -> None:
    conversation = await office.conversation(phone_zone="Europe/Madrid")

    noted = await office.crm.note(
        office.workspace, await office.lead_of(conversation), details={}, zone="America/Bogota"
    )

    assert (noted["zone"], noted["zone_source"]) == ("America/Bogota", "said")


@pytest.mark.parametrize(
    ("path", "end"),
    [
        (("engaged", "qualified", "meeting_scheduled", "met", "customer"), "customer"),
        (("unqualified", "qualified"), "qualified"),
        (("customer",), "new"),
        (("met",), "new"),
        (("qualified", "new"), "qualified"),
        (("lost", "customer"), "lost"),
        (("opted_out",), "new"),
    ],
    ids=str,
)
async def test_a_status_moves_only_along_a_legal_transition(
    office: Office, path: tuple[LeadStatus, ...], end: str
) -> None:
    lead_id = await office.lead_of(await office.conversation())

    assert await move(office, lead_id, *path) == end


async def test_two_notes_at_once_both_count(office: Office) -> None:
    lead_id = await office.lead_of(await office.conversation())

    await asyncio.gather(
        *(
            office.crm.note(office.workspace, lead_id, details={f"detail {n}": "said"})
            for n in range(8)
        )
    )

    noted = await office.crm.find_lead(office.workspace, lead_id)
    assert noted
    assert len(noted["details"]) == 8


async def test_an_unknown_lead_is_refused(office: Office, other_office: Office) -> None:
    lead_id = await office.lead_of(await office.conversation())

    for stranger in (new_id(), lead_id):
        with pytest.raises(Rejected) as refused:
            await other_office.crm.note(other_office.workspace, stranger, details={"name": "X"})
        assert refused.value.reason == "unknown_lead"
    assert await other_office.crm.find_lead(other_office.workspace, "no such lead") is None


@pytest.mark.parametrize("details", [{"name": "nul \0"}, {"need": "nul \0"}, {"name": "\ud800"}])
async def test_an_unreadable_detail_is_refused(office: Office, details: dict[str, str]) -> None:
    lead_id = await office.lead_of(await office.conversation())

    with pytest.raises(Rejected) as refused:
        await office.crm.note(office.workspace, lead_id, details=details)

    assert refused.value.reason == "invalid"


# --- consent ---


async def test_a_stop_is_final_until_the_lead_comes_back(office: Office) -> None:
    conversation = await office.conversation()
    lead_id = await office.lead_of(conversation)
    await move(office, lead_id, "qualified")

    stop = await office.crm.consent(office.workspace, conversation, new_id(), opted_out=True)
    away = await move(office, lead_id, "engaged", "meeting_scheduled", "lost")
    back = await office.crm.consent(office.workspace, conversation, new_id(), opted_out=False)

    assert (stop["kind"], away, back["kind"]) == ("opted_out", "opted_out", "opted_in")


async def test_who_comes_back_is_who_they_were(office: Office) -> None:
    conversation = await office.conversation()
    await move(office, await office.lead_of(conversation), "qualified")
    for opted_out in (True, True, False):
        await office.crm.consent(office.workspace, conversation, new_id(), opted_out=opted_out)

    assert await office.status_of(conversation) == "qualified"


async def test_a_conversation_shows_that_its_lead_has_opted_out(office: Office) -> None:
    conversation = await office.conversation()
    await office.crm.consent(office.workspace, conversation, new_id(), opted_out=True)

    found = await office.crm.conversation(office.workspace, conversation)

    assert found
    assert found["opted_out"]


async def test_a_stop_counts_in_every_conversation_of_the_lead(office: Office) -> None:
    conversation = await office.conversation()
    elsewhere = await office.crm.start_conversation(
        office.workspace, await office.lead_of(conversation), "email"
    )
    await office.crm.consent(office.workspace, conversation, new_id(), opted_out=True)

    found = await office.crm.conversation(office.workspace, elsewhere)

    assert found
    assert found["opted_out"]


async def test_consent_given_twice_in_a_turn_has_one_receipt(office: Office) -> None:
    conversation, turn = await office.conversation(), new_id()

    first = await office.crm.consent(office.workspace, conversation, turn, opted_out=True)
    again = await office.crm.consent(office.workspace, conversation, turn, opted_out=True)

    assert again == first


async def test_a_handover_gives_the_conversation_to_a_person(office: Office) -> None:
    conversation, turn = await office.conversation(), new_id()

    receipts = [
        await office.crm.hand_over(office.workspace, conversation, turn, "asked for a human")
        for _ in range(2)
    ]

    found = await office.crm.conversation(office.workspace, conversation)
    assert found
    assert (found["mode"], receipts[0]["kind"]) == ("human", "handed_over")
    assert receipts[0] == receipts[1]


async def test_a_stranger_cannot_stop_or_take_over(office: Office, other_office: Office) -> None:
    conversation = await office.conversation()

    with pytest.raises(Rejected):
        await other_office.crm.consent(
            other_office.workspace, conversation, new_id(), opted_out=True
        )
    with pytest.raises(Rejected):
        await other_office.crm.hand_over(other_office.workspace, conversation, new_id(), "mine")

    found = await office.crm.conversation(office.workspace, conversation)
    assert found
    assert (found["mode"], found["opted_out"]) == ("bot", False)


# --- conversations ---


async def test_a_conversation_is_started_once_for_lead_and_channel(office: Office) -> None:
    lead_id = await office.lead_of(await office.conversation())

    started = await asyncio.gather(
        *(office.crm.start_conversation(office.workspace, lead_id, "email") for _ in range(5))
    )

    assert len(set(started)) == 1


async def test_the_conversation_that_is_open_is_the_one_started(office: Office) -> None:
    conversation = await office.conversation()

    started = await office.crm.start_conversation(
        office.workspace, await office.lead_of(conversation), "whatsapp"
    )

    assert started == conversation


async def test_a_started_conversation_goes_on_by_its_thread(office: Office) -> None:
    lead_id = await office.lead_of(await office.conversation())
    started = await office.crm.start_conversation(office.workspace, lead_id, "facade")

    stored = await office.hears(
        channel="facade", integration_id=None, conversation_id=started, door="facade"
    )

    assert (stored["conversation_id"], stored["lead_id"]) == (started, lead_id)


async def test_no_conversation_is_started_with_a_strangers_lead(
    office: Office, other_office: Office
) -> None:
    lead_id = await office.lead_of(await office.conversation())

    with pytest.raises(Rejected) as refused:
        await other_office.crm.start_conversation(other_office.workspace, lead_id, "whatsapp")

    assert refused.value.reason == "unknown_lead"
