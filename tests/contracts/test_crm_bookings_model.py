"""The CRM port against a calendar that forgets to answer: one meeting a lead, one lead a time."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from tests.contracts.crm import Office, open_office
from tests.contracts.meetings import LATER, TOMORROW, booking, iso, new_id
from tests.contracts.stores import Store
from tests.fakes import NOON, FakeClock
from tools.errors import Rejected
from tools.ports.arrivals import Attempt
from tools.ports.crm import Crm
from tools.ports.words import JSON

IN_FLIGHT = timedelta(minutes=2)
PEOPLE = st.integers(1, 3)
STARTS = st.sampled_from([TOMORROW, LATER])
Fate = Literal["told", "lost", "died"]
FATES: st.SearchStrategy[Fate] = st.sampled_from(["told", "lost", "died"])
"""The answer arrives, it does not, or nobody is there any more to hear it."""


@dataclass
class ModelCalendar:
    """One booking a time. Remembers what it has, and tells who asks."""

    booked: dict[str, str] = field(default_factory=dict)
    """Start to the token that has it; its invitee is named after the token."""

    def book(self, start: str, token: str) -> bool:
        return self.booked.setdefault(start, token) == token

    def cancel(self, event_uri: str | None) -> None:
        token = (event_uri or "").rpartition("/")[2]
        self.booked = {start: has for start, has in self.booked.items() if has != token}


class Bookings(RuleBasedStateMachine):
    """Three people book, move and cancel among two times; processes die between any two steps."""

    attempts = Bundle("attempts")

    def __init__(self, runner: asyncio.Runner, office: Office) -> None:
        super().__init__()
        self.runner, self.office, self.crm = runner, office, office.crm
        self.calendar = ModelCalendar()
        self.talks = {n: runner.run(office.conversation(n, enqueue=False)) for n in (1, 2, 3)}
        self.leads = {n: runner.run(office.lead_of(talk)) for n, talk in self.talks.items()}
        self.begun: dict[str, datetime] = {}

    @rule(target=attempts, person=PEOPLE, start=STARTS, moving=st.booleans())
    def begin(self, person: int, start: Any, moving: bool) -> Any:  # a bundle takes one or none
        talk = self.talks[person]
        live = self.runner.run(self.office.live(talk))
        [slot] = self.runner.run(self.office.offers(talk, start))
        seats = 0 if slot["starts_at"] in self.calendar.booked else 1
        try:
            moves = live["id"] if live and moving else None
            attempt = self.runner.run(self.office.begins(talk, slot, seats=seats, moves=moves))
        except Rejected:
            return multiple()
        self.begun[attempt["token"]] = self.office.clock()
        return attempt if attempt["receipt"] is None else multiple()

    @rule(attempt=consumes(attempts), fate=FATES)
    def ask(self, attempt: Attempt, fate: Fate) -> None:
        """A turn asks the calendar. No question is longer on its way than the CRM reckons, and
        turns of one lead do not overlap."""
        begun = self.begun.pop(attempt["token"], None)
        if begun is None or self.office.clock() - begun > IN_FLIGHT:
            return
        done = self.calendar.book(attempt["slot"]["starts_at"], attempt["token"])
        if fate == "died":
            return
        if not done:
            self.runner.run(self.office.ends(attempt, "failed"))
        elif fate == "lost":
            self.runner.run(self.office.ends(attempt, "unknown"))
        else:
            self.runner.run(self.office.ends(attempt, invitee=attempt["token"]))

    @rule(person=PEOPLE, fate=FATES)
    def cancel(self, person: int, fate: Fate) -> None:
        talk, turn = self.talks[person], new_id()
        live = self.runner.run(self.office.live(talk))
        if live is None:
            return
        about = (self.office.workspace, talk, turn, live["id"])
        self.runner.run(self.crm.begin_cancel(*about, why="not_said"))
        self.calendar.cancel(live["event_uri"])
        if fate == "told":
            self.runner.run(self.crm.end_cancel(*about))
        elif fate == "lost":
            self.runner.run(self.crm.leave_cancel(about[0], live["id"], sure=False))

    @rule()
    def finish_what_is_open(self) -> None:
        due = self.runner.run(self.crm.claim_unsettled(limit=50))
        for each in due["bookings"]:
            assert each["workspace"] == self.office.workspace, "an earlier example left it open"
            start, token = each["slot"]["starts_at"], each["token"]
            if self.calendar.booked.get(start) == token:
                self._reconcile(each["workspace"], each["id"], "booked", start, token)
            elif each["landed"]:
                self._reconcile(each["workspace"], each["id"], "failed", start, token)
        for work in due["cancellations"]:
            self.calendar.cancel(work["event_uri"])
            done = self.crm.reconcile_cancel(work["workspace"], work["meeting_id"], "done")
            self.runner.run(done)

    def _reconcile(
        self,
        workspace: str,
        attempt: str,
        outcome: Literal["booked", "failed"],
        start: str,
        token: str,
    ) -> None:
        found = booking(start, invitee=token) if outcome == "booked" else None
        self.runner.run(self.crm.reconcile_booking(workspace, attempt, outcome, booked=found))

    @rule(seconds=st.sampled_from([1, 40, 130]))
    def wait(self, seconds: int) -> None:
        self.office.later(seconds=seconds)

    @invariant()
    def a_lead_has_one_meeting_a_time_one_lead_and_each_is_known(self) -> None:
        rows = self._booked()
        mine = {str(row["lead_id"]): str(row["id"]) for row in rows}
        assert len(mine) == len(rows)
        assert len({row["starts_at"] for row in rows}) == len(rows)
        for lead in self.leads.values():
            live = self.runner.run(self.crm.live_meeting(self.office.workspace, lead))
            assert (live["id"] if live else None) == mine.get(lead)

    def teardown(self) -> None:
        """Whatever happened, in the end the calendar and our rows say the same."""
        for _ in range(6):
            self.office.later(seconds=130)
            self.finish_what_is_open()
        told = {
            iso(datetime.fromisoformat(row["starts_at"])): row["event_uri"]
            for row in self._booked()
        }
        has = {start: token for start, token in self.calendar.booked.items()}
        assert {start: uri.rpartition("/")[2] for start, uri in told.items()} == has

    def _booked(self) -> list[JSON]:
        return self.office.table("meetings", state="booked")


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


@dataclass(frozen=True, kw_only=True)
class Bench:
    runner: asyncio.Runner
    crm: Crm
    clock: FakeClock
    store: Store

    def hold(self, *, examples: int) -> None:
        bench = self

        class Fresh(Bookings):
            def __init__(self) -> None:
                bench.clock.now = NOON
                office = open_office(bench.crm, bench.clock, bench.store)
                super().__init__(bench.runner, bench.runner.run(office))

        run_state_machine_as_test(
            Fresh,
            settings=settings(
                max_examples=examples,
                stateful_step_count=20,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )


@pytest.fixture
def bench(runner: asyncio.Runner, crm: Crm, clock: FakeClock, store: Store) -> Bench:
    return Bench(runner=runner, crm=crm, clock=clock, store=store)


def test_bookings_go_as_the_calendar_says(bench: Bench) -> None:
    bench.hold(examples=20)


@pytest.mark.heavy
def test_bookings_go_as_the_calendar_says_at_length(bench: Bench) -> None:
    bench.hold(examples=400)
