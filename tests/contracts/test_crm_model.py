"""The CRM port against a pure-Python model: any order of hearing, claiming, committing, failing."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from tests.contracts.crm import Office, open_office, phone
from tests.contracts.inbox_model import Held, Talk
from tests.contracts.meetings import new_id
from tests.contracts.stores import Store
from tests.fakes import FakeClock
from tools.ports.arrivals import Arrival
from tools.ports.crm import Crm

PEOPLE = st.integers(1, 3)
LONGEST = timedelta(seconds=8)


class Conversations(RuleBasedStateMachine):
    """Three people write, and workers that may be slow or dead answer them."""

    arrivals = Bundle("arrivals")
    holds = Bundle("holds")

    def __init__(self, runner: asyncio.Runner, office: Office) -> None:
        super().__init__()
        self.runner, self.office, self.crm = runner, office, office.crm
        self.talks: dict[int, Talk] = {}
        self.ids: dict[int, str] = {}

    @rule(target=arrivals, person=PEOPLE, wait=st.sampled_from([0, 1, 5]))
    def hear(self, person: int, wait: int) -> Arrival:
        now = self.office.clock()
        due, latest = now + timedelta(seconds=wait), now + LONGEST
        arrival = self.office.arrival(
            new_id(), aliases=phone(person), due=due, due_at_latest=latest, run_id=new_id()
        )
        stored = self.runner.run(self.crm.ingest(arrival))
        self.ids[person] = stored["conversation_id"]
        talk = self.talks.setdefault(person, Talk())
        run = talk.hear(arrival.text, arrival.run_id or "", due, latest, now)
        assert (stored["duplicate"], stored["run_id"]) == (False, run)
        return arrival

    @rule(arrival=arrivals)
    def hear_again(self, arrival: Arrival) -> None:
        stored = self.runner.run(self.crm.ingest(arrival))
        assert stored["duplicate"]

    @rule(seconds=st.sampled_from([1, 7, 31, 61]))
    def wait(self, seconds: int) -> None:
        self.office.later(seconds=seconds)

    @rule(target=holds, person=PEOPLE)
    def claim(self, person: int) -> Any:  # a bundle takes one value or none
        talk = self.talks.get(person)
        if talk is None:
            return multiple()
        claim = self.crm.claim_run(conversation_id=self.ids[person], run_id=None, owner="worker")
        run, held = self.runner.run(claim), talk.claim(self.office.clock())
        claimed = (run["id"], run["attempt"]) if run else None
        assert claimed == ((held.run, held.attempt) if held else None)
        return (person, held) if held else multiple()

    @rule(hold=holds, effects=st.booleans())
    def commit(self, hold: tuple[int, Held], effects: bool) -> None:
        person, held = hold
        text = f"reply to {held.covers}"
        done = self.runner.run(
            self.crm.commit_turn(
                self.office.workspace,
                self.ids[person],
                turn_id=held.run,
                run_id=held.run,
                attempt=held.attempt,
                covers=held.covers,
                replies=[{"text": text, "choices": [], "segments": []}],
                effects=effects,
                trace={},
            )
        )
        assert done["outcome"] == self.talks[person].commit(held, text, effects=effects)

    @rule(hold=holds, retry=st.booleans())
    def fail(self, hold: tuple[int, Held], retry: bool) -> None:
        person, held = hold
        self.runner.run(self.crm.fail_run(held.run, held.attempt, "failed", retry=retry))
        self.talks[person].fail(held, self.office.clock(), retry=retry)

    @invariant()
    def what_waits_and_what_was_said_agree(self) -> None:
        for person, talk in self.talks.items():
            workspace, conversation = self.office.workspace, self.ids[person]
            waiting = self.runner.run(self.crm.unanswered(workspace, conversation))
            said = self.runner.run(self.crm.replies(workspace, conversation, after=0))
            assert {each["seq"]: each["text"] for each in waiting} == talk.waiting
            assert [each["text"] for each in said] == talk.replies


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture
def crm(runner: asyncio.Runner, store: Store, clock: FakeClock) -> Iterator[Crm]:
    """Hypothesis is synchronous: the connections live in a loop of the test's own."""
    door = store.open(clock)
    yield runner.run(door.__aenter__())
    runner.run(door.__aexit__(None, None, None))


def test_conversations_go_as_the_model_says(
    runner: asyncio.Runner, crm: Crm, clock: FakeClock, store: Store
) -> None:
    class Fresh(Conversations):
        def __init__(self) -> None:
            super().__init__(runner, runner.run(open_office(crm, clock, store)))

    run_state_machine_as_test(
        Fresh,
        settings=settings(
            max_examples=30,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
