"""A turn's events reach every listener, and a listener that leaves ends nothing."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest

from server.threads.live import Broadcast, Live
from server.threads.wire import Event
from tools.ports.arrivals import RunEvent

ONE, TWO = Event("custom", b"1"), Event("custom", b"2")


async def heard(broadcast: Broadcast, *, start: int = 0) -> list[Event]:
    return [item[1] async for item in broadcast.listen(start=start) if item is not None]


async def test_every_listener_hears_all_of_it_even_a_late_one() -> None:
    halfway = asyncio.Event()

    async def turn() -> AsyncIterator[Event]:
        yield ONE
        await halfway.wait()
        yield TWO

    broadcast = Live().start("r", turn())
    early = asyncio.create_task(heard(broadcast))
    await asyncio.sleep(0.01)
    late = asyncio.create_task(heard(broadcast))
    halfway.set()

    assert await early == await late == [ONE, TWO]


async def test_a_listener_resumes_after_what_it_has_heard() -> None:
    async def turn() -> AsyncIterator[Event]:
        yield ONE
        yield TWO

    assert await heard(Live().start("r", turn()), start=1) == [TWO]


async def test_silence_is_broken_by_a_beat() -> None:
    over = asyncio.Event()

    async def turn() -> AsyncIterator[Event]:
        await over.wait()
        yield ONE

    listening = Live().start("r", turn()).listen(beat=0.01)

    assert await anext(listening) is None
    over.set()
    assert await anext(listening) == (0, ONE)


async def test_a_turn_goes_on_when_its_listener_leaves() -> None:
    done = asyncio.Event()

    async def turn() -> AsyncIterator[Event]:
        yield ONE
        await asyncio.sleep(0.01)
        done.set()

    leaving = Live().start("r", turn()).listen()
    await anext(leaving)
    await leaving.aclose()  # type: ignore[attr-defined]  # a generator, as typed for its readers

    await asyncio.wait_for(done.wait(), 1)


async def test_an_ended_run_is_forgotten_but_a_resumable_one_is_kept_a_while() -> None:
    async def turn() -> AsyncIterator[Event]:
        yield ONE

    live = Live()
    await heard(live.start("plain", turn()))
    await heard(live.start("kept", turn(), resumable=True))
    await asyncio.sleep(0.01)

    assert live.find("plain") is None
    assert live.find("kept") is not None


async def test_closing_stops_what_runs() -> None:
    async def turn() -> AsyncIterator[Event]:
        yield ONE
        await asyncio.Event().wait()

    live = Live()
    listening = asyncio.create_task(heard(live.start("r", turn())))
    await asyncio.sleep(0.01)
    await live.close(patience=0)

    with pytest.raises(ConnectionAbortedError):
        await listening


async def test_a_source_that_breaks_is_no_end_of_the_run() -> None:
    async def turn() -> AsyncIterator[Event]:
        yield ONE
        raise LookupError

    broadcast = Broadcast()
    with pytest.raises(LookupError):
        await broadcast.pump(turn())

    with pytest.raises(ConnectionAbortedError):
        await heard(broadcast)


async def test_closing_gives_a_turn_a_moment_to_end() -> None:
    async def turn() -> AsyncIterator[Event]:
        await asyncio.sleep(0.05)
        yield ONE

    live = Live()
    listening = asyncio.create_task(heard(live.start("r", turn())))
    await asyncio.sleep(0.01)
    await live.close(patience=5)

    assert await listening == [ONE]


async def test_what_somebody_elsewhere_wants_is_written_down_from_then_on() -> None:
    halfway = asyncio.Event()
    written: list[RunEvent] = []

    async def turn() -> AsyncIterator[Event]:
        yield ONE
        await halfway.wait()
        yield TWO

    async def write(events: Sequence[RunEvent]) -> None:
        written.extend(events)

    live = Live()
    listening = asyncio.create_task(heard(live.start("r", turn(), write=write)))
    await asyncio.sleep(0.01)
    live.write_down("r")
    await asyncio.sleep(0.01)
    halfway.set()
    await listening
    await live.close()

    assert written == [(1, "custom", "2"), (2, "", "")]


async def test_a_resumable_turn_is_written_down_whole_and_counts_on_from_where_it_was() -> None:
    written: list[RunEvent] = []

    async def turn() -> AsyncIterator[Event]:
        yield ONE
        yield TWO

    async def write(events: Sequence[RunEvent]) -> None:
        written.extend(events)

    await Live().carry("r", turn(), write=write, resumable=True, first=7)

    assert written == [(7, "custom", "1"), (8, "custom", "2"), (9, "", "")]
