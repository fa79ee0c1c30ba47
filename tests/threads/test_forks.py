"""Any checkpoint can be looked at, changed and run from. A lead hears nothing of it."""

from typing import Any
from uuid import uuid4

import pytest
from langgraph_sdk.client import LangGraphClient
from langgraph_sdk.errors import BadRequestError, ConflictError, NotFoundError

from server.parts import TurnParts
from tests.threads.small import ALICE, saying


async def first(sdk: LangGraphClient, thread_id: str, step: str) -> Any:
    """The oldest state of the thread that stands before this step."""
    past = await sdk.threads.get_history(thread_id, limit=100)
    return [state for state in past if state["next"] == [step]][-1]


async def test_a_run_starts_from_an_earlier_checkpoint_and_what_was_stays(
    sdk: LangGraphClient, thread_id: str
) -> None:
    await sdk.runs.wait(thread_id, "pipewise", input=saying("one"))
    await sdk.runs.wait(thread_id, "pipewise", input=saying("two"))
    before: Any = await first(sdk, thread_id, "reply")

    values: Any = await sdk.runs.wait(
        thread_id, "pipewise", input=saying("other"), checkpoint=before["checkpoint"]
    )

    assert [m["content"] for m in values["messages"]] == ["one", "other", "You said other"]
    past: Any = await sdk.threads.get_history(thread_id, limit=100)
    assert any(
        "You said two" in [m["content"] for m in state["values"].get("messages", [])]
        for state in past
    )
    assert (await sdk.threads.get_state(thread_id))["values"] == values


async def test_a_run_replays_from_a_checkpoint_by_its_id(
    sdk: LangGraphClient, thread_id: str
) -> None:
    await sdk.runs.wait(thread_id, "pipewise", input=saying("one"))
    before: Any = await first(sdk, thread_id, "reply")

    values: Any = await sdk.runs.wait(
        thread_id,
        "pipewise",
        input=None,
        checkpoint_id=before["checkpoint"]["checkpoint_id"],
    )

    assert [m["type"] for m in values["messages"]] == ["human", "ai"]


async def test_a_checkpoint_that_is_not_there_is_not_found(
    sdk: LangGraphClient, thread_id: str
) -> None:
    await sdk.runs.wait(thread_id, "pipewise", input=saying("one"))
    nowhere: Any = str(uuid4())

    with pytest.raises(NotFoundError):
        await sdk.threads.get_state(thread_id, checkpoint_id=nowhere)
    with pytest.raises(NotFoundError):
        await sdk.runs.create(thread_id, "pipewise", input=saying("x"), checkpoint_id=nowhere)
    with pytest.raises(NotFoundError):
        await sdk.threads.update_state(thread_id, {"intent": "x"}, checkpoint_id=nowhere)
    assert len(await sdk.runs.list(thread_id)) == 1


async def test_a_state_is_changed_in_a_steps_name(sdk: LangGraphClient, thread_id: str) -> None:
    await sdk.runs.wait(thread_id, "pipewise", input=saying("one"))

    made = await sdk.threads.update_state(
        thread_id, {"intent": "complaint"}, as_node="understanding"
    )

    state: Any = await sdk.threads.get_state(thread_id)
    assert state["checkpoint"] == made["checkpoint"]
    assert (state["values"]["intent"], state["next"]) == ("complaint", ["reply"])
    assert state["metadata"]["source"] == "update"
    assert (await sdk.threads.get(thread_id))["status"] == "interrupted"


async def test_a_state_is_changed_at_a_checkpoint_and_run_from_there(
    sdk: LangGraphClient, thread_id: str
) -> None:
    await sdk.runs.wait(thread_id, "pipewise", input=saying("one"))
    before: Any = await first(sdk, thread_id, "reply")

    made = await sdk.threads.update_state(
        thread_id, {"intent": "other"}, checkpoint=before["checkpoint"]
    )
    values: Any = await sdk.runs.wait(
        thread_id, "pipewise", input=None, checkpoint=made["checkpoint"]
    )

    assert values["intent"] == "other"


async def test_values_that_do_not_fit_are_refused(sdk: LangGraphClient, thread_id: str) -> None:
    await sdk.runs.wait(thread_id, "pipewise", input=saying("one"))

    with pytest.raises(BadRequestError, match="do not fit"):
        await sdk.threads.update_state(thread_id, {"intent": "x"}, as_node="nobody")


async def test_a_busy_threads_state_is_not_changed(sdk: LangGraphClient, thread_id: str) -> None:
    await sdk.runs.create(thread_id, "pipewise", input=saying("one"))

    with pytest.raises(ConflictError, match="busy"):
        await sdk.threads.update_state(thread_id, {"intent": "x"})


async def test_history_is_filtered_by_what_was_said_of_a_run(
    sdk: LangGraphClient, thread_id: str
) -> None:
    await sdk.runs.wait(thread_id, "pipewise", input=saying("one"), metadata={"by": "alice"})
    await sdk.runs.wait(thread_id, "pipewise", input=saying("two"), metadata={"by": "bob"})

    alices = await sdk.threads.get_history(thread_id, metadata={"by": "alice"}, limit=50)
    everything = await sdk.threads.get_history(thread_id, limit=50)
    from_there = await sdk.threads.get_history(
        thread_id, checkpoint=alices[0]["checkpoint"], limit=50
    )

    assert 0 < len(alices) < len(everything)
    assert {state["metadata"]["by"] for state in alices} == {"alice"}  # type: ignore[index]
    assert from_there[0]["checkpoint"] == alices[0]["checkpoint"]


async def test_a_thread_is_deleted_with_all_that_is_in_it(
    sdk: LangGraphClient, thread_id: str, parts: TurnParts
) -> None:
    await sdk.runs.wait(thread_id, "pipewise", input=saying("one"))
    label: Any = {"configurable": {"thread_id": thread_id}}

    await sdk.threads.delete(thread_id)

    with pytest.raises(NotFoundError):
        await sdk.threads.get(thread_id)
    assert (await parts.graph.aget_state(label)).values == {}
    with pytest.raises(NotFoundError):
        await sdk.threads.delete(thread_id)


async def test_a_thread_made_again_hears_the_same_message_again(
    sdk: LangGraphClient, thread_id: str
) -> None:
    said = saying("one", id=str(uuid4()))
    await sdk.runs.wait(thread_id, "pipewise", input=said)
    await sdk.threads.delete(thread_id)
    await sdk.threads.create(thread_id=thread_id)

    values: Any = await sdk.runs.wait(thread_id, "pipewise", input=said)

    assert [m["content"] for m in values["messages"]] == ["one", "You said one"]


@pytest.mark.parametrize("by_a_run", [False, True])
async def test_a_thread_made_again_begins_with_nothing_though_its_deletion_broke_off(
    sdk: LangGraphClient, thread_id: str, parts: TurnParts, by_a_run: bool
) -> None:
    await sdk.runs.wait(thread_id, "pipewise", input=saying("one"))
    await parts.crm.delete_thread(ALICE, thread_id)  # and no further
    if not by_a_run:
        await sdk.threads.create(thread_id=thread_id)

    values: Any = await sdk.runs.wait(
        thread_id, "pipewise", input=saying("two"), if_not_exists="create"
    )

    assert [m["content"] for m in values["messages"]] == ["two", "You said two"]


async def test_a_busy_thread_is_not_deleted(sdk: LangGraphClient, thread_id: str) -> None:
    await sdk.runs.create(thread_id, "pipewise", input=saying("one"))

    with pytest.raises(ConflictError, match="cancel its runs first"):
        await sdk.threads.delete(thread_id)
