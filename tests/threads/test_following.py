"""A run is followed from any process, and from where one stopped listening."""

import asyncio
from typing import Any

from langgraph_sdk.client import LangGraphClient

from server.jobs import turn
from server.parts import TurnParts
from tests.threads.small import ALICE, Office, saying


async def heard(stream: Any) -> list[tuple[str | None, str]]:
    return [(part.id, part.event) async for part in stream]


async def begun(sdk: LangGraphClient, thread_id: str, text: str, **wishes: Any) -> Any:
    return await sdk.runs.create(thread_id, "pipewise", input=saying(text), **wishes)


async def is_listened_to(parts: TurnParts, run_id: str) -> bool:
    run = await parts.crm.find_run(ALICE, run_id)
    return run is not None and run["listened"]


async def test_a_background_runs_events_are_heard_in_its_own_process(
    sdk: LangGraphClient, thread_id: str, parts: TurnParts, office: Office
) -> None:
    run = await begun(sdk, thread_id, "hold", stream_mode=["updates", "custom"])
    working = asyncio.create_task(turn(parts, thread_id))
    await office.reached.wait()

    joining = asyncio.create_task(heard(sdk.runs.join_stream(thread_id, run["run_id"])))
    await asyncio.sleep(0.5)
    office.released.set()
    await working

    assert [name for _, name in await joining] == ["updates", "updates"]  # what came before is over


async def test_a_resumable_run_is_heard_whole_from_another_process(
    sdk: LangGraphClient,
    sdk_elsewhere: LangGraphClient,
    thread_id: str,
    parts: TurnParts,
    office: Office,
) -> None:
    run = await begun(sdk, thread_id, "hold", stream_resumable=True, stream_mode="updates")
    working = asyncio.create_task(turn(parts, thread_id))
    await office.reached.wait()

    joining = asyncio.create_task(
        heard(sdk_elsewhere.runs.join_stream(thread_id, run["run_id"], last_event_id="-1"))
    )
    office.released.set()
    await working

    assert await joining == [
        ("0", "metadata"),
        ("1", "updates"),
        ("2", "updates"),
        ("3", "updates"),
    ]


async def test_who_joins_a_run_before_it_begins_hears_all_of_it(
    sdk: LangGraphClient, thread_id: str, parts: TurnParts
) -> None:
    run = await begun(sdk, thread_id, "hello", stream_mode=["updates", "custom"])
    joining = asyncio.create_task(heard(sdk.runs.join_stream(thread_id, run["run_id"])))
    while not await is_listened_to(parts, run["run_id"]):  # noqa: ASYNC110 - the event is elsewhere
        await asyncio.sleep(0.01)

    await turn(parts, thread_id)

    assert [name for _, name in await joining] == [
        "metadata",
        "updates",
        "custom",
        "updates",
        "updates",
    ]


async def test_a_streamed_run_that_a_job_took_is_heard_whole(
    sdk: LangGraphClient, thread_id: str, elsewhere: TurnParts
) -> None:
    await begun(sdk, thread_id, "hi")
    streaming = asyncio.create_task(
        heard(sdk.runs.stream(thread_id, "pipewise", input=saying("next"), stream_mode="updates"))
    )
    while len(await sdk.runs.list(thread_id)) < 2:  # noqa: ASYNC110 - the event is elsewhere
        await asyncio.sleep(0.01)

    while any(run["status"] == "pending" for run in await sdk.runs.list(thread_id)):
        await turn(elsewhere, thread_id)  # which of the two gets the second, nobody knows

    assert [name for _, name in await streaming] == ["metadata", "updates", "updates", "updates"]


async def test_who_comes_back_to_another_process_hears_what_was_missed(
    sdk: LangGraphClient, sdk_elsewhere: LangGraphClient, thread_id: str, parts: TurnParts
) -> None:
    run = await begun(sdk, thread_id, "hello", stream_resumable=True, stream_mode="updates")
    await turn(parts, thread_id)

    events = await heard(
        sdk_elsewhere.runs.join_stream(thread_id, run["run_id"], last_event_id="1")
    )

    assert events == [("2", "updates"), ("3", "updates")]


async def test_who_listens_from_another_process_hears_what_comes_from_then_on(
    sdk: LangGraphClient,
    sdk_elsewhere: LangGraphClient,
    thread_id: str,
    parts: TurnParts,
    office: Office,
) -> None:
    run = await begun(sdk, thread_id, "hold", stream_mode="updates")
    working = asyncio.create_task(turn(parts, thread_id))
    await office.reached.wait()
    here = parts.live.find(run["run_id"])
    assert here

    joining = asyncio.create_task(heard(sdk_elsewhere.runs.join_stream(thread_id, run["run_id"])))
    await here.wanted.wait()
    await asyncio.sleep(0.1)
    office.released.set()
    await working

    assert [name for _, name in await joining] == ["updates", "updates"]


async def test_a_long_run_is_heard_to_its_end_after_it_has_ended(
    sdk: LangGraphClient, thread_id: str, parts: TurnParts
) -> None:
    await sdk.runs.wait(thread_id, "pipewise", input=saying("hello"))
    (run,) = await sdk.runs.list(thread_id)
    events = [(n, "custom", "1") for n in range(690)]
    await parts.crm.put_events(ALICE, run["run_id"], [*events, (690, "", "")])

    told = await heard(sdk.runs.join_stream(thread_id, run["run_id"], last_event_id="-1"))

    assert [name for _, name in told] == ["custom"] * 690


async def test_only_the_modes_one_asks_for_are_heard(
    sdk: LangGraphClient, thread_id: str, parts: TurnParts
) -> None:
    run = await begun(
        sdk, thread_id, "hi", stream_resumable=True, stream_mode=["values", "updates", "custom"]
    )
    await turn(parts, thread_id)

    events = await heard(
        sdk.runs.join_stream(
            thread_id, run["run_id"], stream_mode=["updates", "custom"], last_event_id="-1"
        )
    )

    assert [name for _, name in events] == ["metadata", "updates", "custom", "updates", "updates"]


async def test_a_run_joined_late_gives_its_own_state_not_the_next_runs(
    sdk: LangGraphClient, thread_id: str
) -> None:
    await sdk.runs.wait(thread_id, "pipewise", input=saying("one"))
    (run,) = await sdk.runs.list(thread_id)
    await sdk.runs.wait(thread_id, "pipewise", input=saying("two"))

    values: Any = await sdk.runs.join(thread_id, run["run_id"])

    assert [m["content"] for m in values["messages"]] == ["one", "You said one"]


async def test_a_waited_run_that_another_process_took_is_followed_to_its_end(
    sdk: LangGraphClient, thread_id: str, parts: TurnParts, elsewhere: TurnParts
) -> None:
    slow = await begun(sdk, thread_id, "wait0.3")
    working = asyncio.create_task(turn(elsewhere, thread_id))
    await asyncio.sleep(0.05)
    waiting = asyncio.create_task(sdk.runs.wait(thread_id, "pipewise", input=saying("next")))
    await working
    await turn(elsewhere, thread_id)  # which of the two gets it, nobody knows

    values: Any = await waiting
    assert values["messages"][-1]["content"] == "You said next"
    assert slow["status"] == "pending"


async def test_events_mode_tells_langchains_own_events(
    sdk: LangGraphClient, thread_id: str
) -> None:
    parts = [
        part
        async for part in sdk.runs.stream(
            thread_id, "pipewise", input=saying("hi"), stream_mode=["events", "values"]
        )
    ]

    names = {part.event for part in parts}
    told = {part.data["event"] for part in parts if part.event == "events"}
    assert names == {"metadata", "events", "values"}
    assert {"on_chain_start", "on_chain_stream", "on_chain_end"} <= told
    values = [part.data for part in parts if part.event == "values"]
    assert values[-1]["messages"][-1]["content"] == "You said hi"


async def test_who_comes_too_late_hears_no_mode_but_the_one_asked_for(
    sdk: LangGraphClient, thread_id: str
) -> None:
    await sdk.runs.wait(thread_id, "pipewise", input=saying("may I?"))

    told = await asyncio.gather(
        *(
            heard(
                sdk.runs.stream(
                    thread_id, "pipewise", command={"resume": "yes"}, stream_mode="updates"
                )
            )
            for _ in range(2)
        )
    )

    names = sorted([name for _, name in events] for events in told)
    assert names == [["metadata"], ["metadata", "updates", "updates"]]


async def test_a_thread_wanted_for_one_run_only_is_deleted_after_it(
    sdk: LangGraphClient,
) -> None:
    values: Any = await sdk.runs.wait(
        None, "pipewise", input=saying("hi"), metadata={"once": "1"}, on_completion="delete"
    )

    assert values["messages"][-1]["content"] == "You said hi"
    assert await sdk.threads.search(metadata={"once": "1"}) == []


async def test_runs_without_threads_are_made_in_a_batch(
    sdk: LangGraphClient, parts: TurnParts
) -> None:
    made: Any = await sdk.runs.create_batch(
        [{"assistant_id": "pipewise", "input": saying(word)} for word in ("one", "two")]  # type: ignore[typeddict-item]  # the rest may be left out
    )

    for run in made:
        await turn(parts, run["thread_id"])
    states = [await sdk.threads.get_state(run["thread_id"]) for run in made]
    said: Any = [state["values"] for state in states]
    assert [v["messages"][-1]["content"] for v in said] == ["You said one", "You said two"]
