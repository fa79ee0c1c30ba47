"""The CRM port: what is kept of turns, and how it ends."""

import pytest

from tests.contracts.crm import Office, only_postgres
from tests.contracts.meetings import new_id
from tools.errors import Rejected
from tools.ports.recordings import Recording


async def keeps(
    office: Office,
    conversation: str,
    *,
    began: str = "{}",
    left: str | None = "left",
    run: str | None = None,
    attempt: int = 1,
) -> bool:
    return await office.crm.keep_recording(
        office.workspace,
        conversation,
        run_id=run or new_id(),
        attempt=attempt,
        began=began,
        began_hash=f"hash of {began}",
        tape='{"calls": []}',
        left_hash=left and f"hash of {left}",
    )


async def kept(office: Office, conversation: str) -> list[Recording]:
    return await office.crm.recordings(office.workspace, conversation)


async def test_a_turn_that_goes_on_where_the_last_one_ended_keeps_no_state(office: Office) -> None:
    conversation = await office.conversation()

    await keeps(office, conversation, began="{}", left="one")
    await keeps(office, conversation, began="one", left="two")
    await keeps(office, conversation, began="another", left="three")

    assert [each["began"] for each in await kept(office, conversation)] == ["{}", None, "another"]


async def test_after_a_try_that_was_not_finished_the_state_is_kept(office: Office) -> None:
    conversation = await office.conversation()

    await keeps(office, conversation, left=None)
    await keeps(office, conversation, began="half", left="whole")

    assert [each["left_hash"] for each in await kept(office, conversation)] == [
        None,
        "hash of whole",
    ]
    assert (await kept(office, conversation))[1]["began"] == "half"


async def test_a_try_is_kept_once(office: Office) -> None:
    conversation, run = await office.conversation(), new_id()

    for _ in range(2):
        assert await keeps(office, conversation, run=run)
    await keeps(office, conversation, run=run, attempt=2)

    assert [each["attempt"] for each in await kept(office, conversation)] == [1, 2]


async def test_another_workspace_finds_no_recording(office: Office) -> None:
    conversation = await office.conversation()
    await keeps(office, conversation)

    with pytest.raises(Rejected, match="no such thread") as refused:
        await office.crm.recordings(new_id(), conversation)

    assert refused.value.reason == "not_found"


@only_postgres
async def test_where_replay_has_ended_nothing_is_kept_and_nothing_is_told(office: Office) -> None:
    conversation = await office.conversation()
    office.rows(
        "update public.threads set replay_ended = true where id = %s returning id", conversation
    )

    assert not await keeps(office, conversation)
    with pytest.raises(Rejected, match="erased") as refused:
        await kept(office, conversation)

    assert refused.value.reason == "conflict"


async def test_a_thread_that_is_gone_keeps_nothing(office: Office) -> None:
    assert not await keeps(office, new_id())
