"""The CRM port: an id that cannot be one of ours is refused or simply not found, never a crash."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.contracts.crm import Office
from tests.contracts.meetings import new_id
from tools.errors import Rejected
from tools.ports.crm import Crm

BAD = "not-a-uuid"

REFUSED: dict[str, Callable[[Crm, str], Awaitable[Any]]] = {
    "conversation": lambda crm, ours: crm.conversation(ours, BAD),
    "unanswered": lambda crm, ours: crm.unanswered(ours, BAD),
    "note": lambda crm, ours: crm.note(ours, BAD, details={}),
    "start_conversation": lambda crm, ours: crm.start_conversation(ours, BAD, "api"),
    "send_link": lambda crm, ours: crm.send_link(ours, new_id(), new_id(), BAD),
    "end_booking": lambda crm, ours: crm.end_booking(ours, BAD, state="failed"),
    "end_cancel": lambda crm, ours: crm.end_cancel(ours, new_id(), new_id(), BAD),
    "hand_over": lambda crm, ours: crm.hand_over(ours, BAD, new_id(), "asked"),
    "consent": lambda crm, ours: crm.consent(ours, BAD, new_id(), opted_out=True),
    "claim_run": lambda crm, ours: crm.claim_run(conversation_id=None, run_id=BAD, owner="a"),
    "find_run": lambda crm, ours: crm.find_run(ours, BAD),
    "create_thread": lambda crm, ours: crm.create_thread(ours, BAD, {}),
    "find_thread": lambda crm, ours: crm.find_thread(ours, BAD),
    "workspace": lambda crm, ours: crm.workspace(BAD),
    "integration": lambda crm, ours: crm.integration(BAD),
    "session": lambda crm, ours: crm.session(BAD),
    "claim_delivery": lambda crm, ours: crm.claim_delivery(BAD),
    "replies": lambda crm, ours: crm.replies(ours, BAD, after=0),
}

NOT_THERE: dict[str, Callable[[Crm, str], Awaitable[Any]]] = {
    "end_booking": lambda crm, ours: crm.end_booking(ours, new_id(), state="failed"),
    "end_cancel": lambda crm, ours: crm.end_cancel(ours, new_id(), new_id(), new_id()),
    "hand_over": lambda crm, ours: crm.hand_over(ours, new_id(), new_id(), "asked"),
    "consent": lambda crm, ours: crm.consent(ours, new_id(), new_id(), opted_out=True),
    "begin_booking": lambda crm, ours: crm.begin_booking(
        ours, new_id(), new_id(), new_id(), seats=1
    ),
    "send_link": lambda crm, ours: crm.send_link(ours, new_id(), new_id(), new_id()),
}

NOTHING: dict[str, Callable[[Crm, str], Awaitable[Any]]] = {
    "find_lead": lambda crm, ours: crm.find_lead(ours, BAD),
    "slot": lambda crm, ours: crm.slot(ours, new_id(), BAD),
    "find_link": lambda crm, ours: crm.find_link(ours, new_id(), link_id=BAD),
    "receipts": lambda crm, ours: crm.receipts(ours, new_id(), [BAD]),
    "conversation": lambda crm, ours: crm.conversation(ours, new_id()),
    "unanswered": lambda crm, ours: crm.unanswered(ours, new_id()),
    "replies": lambda crm, ours: crm.replies(ours, new_id(), after=0),
    "claim_delivery": lambda crm, ours: crm.claim_delivery(new_id()),
    "live_meeting": lambda crm, ours: crm.live_meeting(ours, new_id()),
    "live_meetings": lambda crm, ours: crm.live_meetings(ours, new_id()),
    "find_thread": lambda crm, ours: crm.find_thread(ours, new_id()),
    "update_thread": lambda crm, ours: crm.update_thread(ours, new_id(), {}),
}


@pytest.mark.parametrize("method", REFUSED)
async def test_an_id_that_is_no_uuid_is_refused(office: Office, method: str) -> None:
    with pytest.raises(Rejected) as refused:
        await REFUSED[method](office.crm, office.workspace)

    assert refused.value.reason == "invalid"


@pytest.mark.parametrize("method", NOT_THERE)
async def test_what_is_not_there_cannot_be_changed(office: Office, method: str) -> None:
    with pytest.raises(Rejected) as refused:
        await NOT_THERE[method](office.crm, office.workspace)

    assert refused.value.reason == "not_found"


@pytest.mark.parametrize("method", NOTHING)
async def test_what_is_not_there_is_not_found(office: Office, method: str) -> None:
    assert not await NOTHING[method](office.crm, office.workspace)
