"""The CRM port: a person takes a conversation over, and gives it back."""

import pytest

from tests.contracts.crm import Office, phone
from tests.contracts.meetings import new_id
from tools.errors import Rejected
from tools.ports.channels import Alias


async def mode(office: Office, conversation: str) -> str:
    found = await office.crm.conversation(office.workspace, conversation)
    assert found
    return found["mode"]


async def test_a_person_takes_over_and_gives_back(office: Office) -> None:
    conversation = await office.conversation()
    [reply] = await office.answers(conversation)

    taken = await office.crm.set_mode(office.workspace, conversation, "human")
    silent = await office.crm.claim_delivery(reply)
    given = await office.crm.set_mode(office.workspace, conversation, "bot")

    assert taken
    assert given
    assert (taken["mode"], silent, given["mode"]) == ("human", None, "bot")


async def test_a_stranger_takes_nothing_over(office: Office, other_office: Office) -> None:
    conversation = await office.conversation()

    assert await other_office.crm.set_mode(other_office.workspace, conversation, "human") is None
    assert await mode(office, conversation) == "bot"


async def test_a_conversation_has_no_third_master(office: Office) -> None:
    conversation = await office.conversation()

    with pytest.raises(Rejected):
        await office.crm.set_mode(office.workspace, conversation, "robot")  # type: ignore[arg-type]


async def test_a_person_who_answers_in_the_channels_own_app_takes_over(office: Office) -> None:
    spoken_to, other = await office.conversation(1), await office.conversation(2)

    heard = await office.crm.take_over_by_echo(
        office.workspace, "whatsapp", office.integration, phone(1)
    )

    assert heard
    assert (await mode(office, spoken_to), await mode(office, other)) == ("human", "bot")


async def test_an_echo_to_nobody_we_know_changes_nothing(
    office: Office, other_office: Office
) -> None:
    theirs = await other_office.conversation(1)

    heard = await office.crm.take_over_by_echo(
        office.workspace, "whatsapp", office.integration, phone(1)
    )

    assert not heard
    assert await mode(other_office, theirs) == "bot"


async def test_an_echo_does_not_silence_who_only_typed_the_number(office: Office) -> None:
    typed = Alias(kind="phone", value="+34600009999", attested=False)
    session = Alias(kind="session", value=new_id(), attested=True)
    conversation = (await office.hears(aliases=(session, typed)))["conversation_id"]

    echo = (Alias(kind="phone", value="+34600009999", attested=True),)
    await office.crm.take_over_by_echo(office.workspace, "whatsapp", office.integration, echo)

    assert await mode(office, conversation) == "bot"
