"""A run may stop before a step or ask; it goes on once, however often it is told to."""

import asyncio
from typing import Any

import pytest
from langgraph_sdk.client import LangGraphClient
from langgraph_sdk.errors import APIStatusError

from tests.threads.small import Office, saying


async def paused(sdk: LangGraphClient, thread_id: str, text: str = "hello") -> Any:
    return await sdk.runs.wait(
        thread_id, "pipewise", input=saying(text), interrupt_before=["reply"]
    )


async def test_a_run_stops_before_a_step_and_goes_on_from_there(
    sdk: LangGraphClient, thread_id: str
) -> None:
    before = await paused(sdk, thread_id)
    state = await sdk.threads.get_state(thread_id)
    thread = await sdk.threads.get(thread_id)
    (run,) = await sdk.runs.list(thread_id)

    after: Any = await sdk.runs.wait(thread_id, "pipewise", input=None)

    assert [m["content"] for m in before["messages"]] == ["hello"]
    assert (state["next"], thread["status"], run["status"]) == (["reply"], "interrupted", "success")
    assert [m["content"] for m in after["messages"]] == ["hello", "You said hello"]
    assert (await sdk.threads.get(thread_id))["status"] == "idle"


async def test_a_run_stops_after_a_step(sdk: LangGraphClient, thread_id: str) -> None:
    await sdk.runs.wait(thread_id, "pipewise", input=saying("hi"), interrupt_after="*")

    assert (await sdk.threads.get_state(thread_id))["next"] == ["reply"]


async def test_a_question_is_told_and_its_answer_used(
    sdk: LangGraphClient, thread_id: str, office: Office
) -> None:
    asked: Any = await sdk.runs.wait(thread_id, "pipewise", input=saying("may I book?"))
    thread = await sdk.threads.get(thread_id)

    await sdk.runs.wait(thread_id, "pipewise", command={"resume": "yes"})

    assert asked["__interrupt__"][0]["value"] == {"question": "may I book?"}
    assert [i["value"] for i in next(iter(thread["interrupts"].values()))] == [
        {"question": "may I book?"}
    ]
    assert office.effects == ["may I book?: yes"]


async def test_ten_questions_answered_five_times_at_once_have_ten_effects(
    sdk: LangGraphClient, office: Office
) -> None:
    threads = [(await sdk.threads.create())["thread_id"] for _ in range(10)]
    for thread_id in threads:
        await sdk.runs.wait(thread_id, "pipewise", input=saying(f"may I {thread_id}"))

    await asyncio.gather(
        *(
            sdk.runs.wait(thread_id, "pipewise", command={"resume": "yes"})
            for thread_id in threads
            for _ in range(5)
        )
    )

    assert sorted(office.effects) == sorted(f"may I {thread_id}: yes" for thread_id in threads)


async def test_of_two_that_end_one_pause_the_second_does_not_end_the_next(
    sdk: LangGraphClient, thread_id: str
) -> None:
    await sdk.runs.wait(
        thread_id, "pipewise", input=saying("hi"), interrupt_before=["understanding"]
    )

    await asyncio.gather(
        *(
            sdk.runs.wait(thread_id, "pipewise", input=None, interrupt_before=["reply"])
            for _ in range(3)
        )
    )

    assert (await sdk.threads.get_state(thread_id))["next"] == ["reply"]


async def test_an_answer_nobody_waits_for_changes_nothing(
    sdk: LangGraphClient, thread_id: str
) -> None:
    done = await sdk.runs.wait(thread_id, "pipewise", input=saying("hi"))

    again = await sdk.runs.wait(thread_id, "pipewise", command={"resume": "yes"})

    assert again == done
    assert (await sdk.runs.list(thread_id))[0]["status"] == "success"


async def test_a_message_for_a_paused_thread_is_answered_with_the_one_before(
    sdk: LangGraphClient, thread_id: str
) -> None:
    await paused(sdk, thread_id, "one")

    values: Any = await sdk.runs.wait(thread_id, "pipewise", input=saying("two"))

    assert values["messages"][-1]["content"] == "You said one and two"


async def test_a_command_changes_the_state_and_names_the_next_step(
    sdk: LangGraphClient, thread_id: str
) -> None:
    await paused(sdk, thread_id)

    values: Any = await sdk.runs.wait(
        thread_id, "pipewise", command={"update": {"intent": "complaint"}, "goto": "reply"}
    )

    assert values["intent"] == "complaint"
    assert values["messages"][-1]["content"] == "You said hello"


async def test_a_command_may_write_in_pairs_each_key_once(
    sdk: LangGraphClient, thread_id: str
) -> None:
    await paused(sdk, thread_id)
    pairs: Any = [["intent", "complaint"]]

    values: Any = await sdk.runs.wait(
        thread_id, "pipewise", command={"update": pairs, "goto": "reply"}
    )

    assert values["intent"] == "complaint"
    with pytest.raises(APIStatusError, match="422"):
        await sdk.runs.create(thread_id, "pipewise", command={"update": pairs * 2})


async def test_a_command_may_send_a_step_nothing(sdk: LangGraphClient, thread_id: str) -> None:
    await sdk.runs.wait(thread_id, "pipewise", input=saying("hi"))
    step: Any = {"node": "understanding"}

    values: Any = await sdk.runs.wait(thread_id, "pipewise", command={"goto": step})

    assert values["intent"] == "greeting"


async def test_an_input_beside_a_command_is_refused(sdk: LangGraphClient, thread_id: str) -> None:
    with pytest.raises(APIStatusError, match="422"):
        await sdk.runs.create(thread_id, "pipewise", input=saying("hi"), command={"resume": "yes"})
