"""Two adapters of the CRM port side by side: the same calls, answers, rows and jobs."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.crm.model import ModelCrm, no_jobs
from tests.contracts.crm import phone, replies
from tests.contracts.meetings import (
    LATER,
    TOMORROW,
    booking,
    invitee_uri,
    new_id,
    news_of,
    slot_at,
)
from tests.contracts.stores import ModelStore, PostgresStore, Store
from tests.fakes import FakeClock, FakeIds
from tests.knowledge.library import ANSWERED, DOCUMENTS, UNANSWERED
from tests.platforms.postgres import Database
from tools.errors import Rejected
from tools.ports.arrivals import Arrival
from tools.ports.crm import Crm
from tools.ports.words import JSON, Language

TABLES = (
    "leads",
    "identities",
    "threads",
    "conversations",
    "messages",
    "inbound_events",
    "quarantined_events",
    "runs",
    "turns",
    "outbox",
    "delivery_statuses",
    "slots",
    "booking_links",
    "meetings",
    "booking_attempts",
    "cancellations",
    "receipts",
    "calendar_news",
    "handovers",
    "alerts",
    "integrations",
)
STARTS = (TOMORROW, LATER)
INVITEES = "ABC"
SEARCHED = {"title_words", "words"}  # Postgres's own index of a passage
Step = tuple[str, int, int]


@dataclass
class Twins:
    """Whatever one is asked, the other is asked, too."""

    clock: FakeClock
    stores: tuple[Store, Store]
    crms: tuple[Crm, Crm]
    ids: FakeIds = field(default_factory=FakeIds)

    async def both(self, call: Callable[[Crm], Awaitable[Any]]) -> Any:  # the port's own types
        said = [await answer(call(crm)) for crm in self.crms]
        assert plain(said[0]) == plain(said[1])
        self.clock.now += timedelta(seconds=1)  # nothing happens at the same time as another thing
        return said[0]


async def answer(asked: Awaitable[Any]) -> Any:
    try:
        return await asked
    except Rejected as refused:
        return f"refused: {refused.reason}"


def plain(value: Any) -> Any:  # JSON of any depth
    """Postgres writes times in two ways."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, str) and value[10:11] == "T" and value.endswith("+00:00"):
        return datetime.fromisoformat(value)
    return value


def in_order(row: JSON) -> list[str]:
    return sorted(map(str, row.items()))


@dataclass
class House:
    """A workspace of both, and what is known in it."""

    twins: Twins
    workspace: str
    integration: str
    talks: list[str] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)
    slots: list[tuple[str, str]] = field(default_factory=list)
    """With the conversation each was offered in."""
    attempts: list[JSON] = field(default_factory=list)
    runs: list[JSON] = field(default_factory=list)
    replies: list[str] = field(default_factory=list)
    sends: list[JSON] = field(default_factory=list)
    links: list[tuple[str, JSON]] = field(default_factory=list)
    meetings: list[str] = field(default_factory=list)
    news: int = 0

    async def do(self, name: str, one: int, other: int) -> None:
        await STEPS[name](self, one, other)

    async def ask(self, call: Callable[[Crm], Awaitable[Any]]) -> Any:
        return await self.twins.both(call)

    def turn(self, number: int) -> str:
        """Of a run, now and then: or of none."""
        runs = self.runs
        return str(runs[number % len(runs)]["id"]) if runs and number % 3 else self.twins.ids()

    def talk(self, number: int) -> str:
        return self.talks[number % len(self.talks)]

    def rows(self, store: Store) -> dict[str, list[Any]]:
        found = {name: store.table(name, workspace_id=self.workspace) for name in TABLES}
        for run in found["runs"]:
            del run["place"]  # Postgres counts what it did not keep, too
        return {name: sorted(map(plain, rows), key=in_order) for name, rows in found.items()}


# --- steps: each with two numbers, to choose among what there is ---


async def hear(house: House, one: int, other: int) -> None:
    ids, now = house.twins.ids, house.twins.clock()
    arrival = Arrival(
        workspace=house.workspace,
        channel="whatsapp",
        integration_id=house.integration,
        event_id=f"wamid.{ids()}" if other % 5 else f"wamid.{house.workspace}",
        aliases=phone(one % 2),
        text=f"message {other}",
        due=now + timedelta(seconds=other),
        due_at_latest=now + timedelta(seconds=9),
        profile_name="Lee",
    )
    stored = await house.ask(lambda crm: crm.ingest(arrival))
    if stored["conversation_id"] not in house.talks:
        house.talks.append(stored["conversation_id"])
        house.leads.append(stored["lead_id"])


async def name(house: House, one: int, other: int) -> None:
    lead = house.leads[one % len(house.leads)]
    details = {"email": "lee@example.com" if other % 2 else "Kim@example.com", "need": "a demo"}
    zone = "Europe/Madrid" if other % 3 else None
    await house.ask(lambda crm: crm.note(house.workspace, lead, details=details, zone=zone))


async def claim(house: House, one: int, other: int) -> None:
    talk = house.talk(one)
    run = await house.ask(
        lambda crm: crm.claim_run(
            conversation_id=talk, run_id=None, owner="a", settles=not other % 4
        )
    )
    if run:
        house.runs.append(run)


async def commit(house: House, one: int, other: int) -> None:
    if not house.runs:
        return
    run = house.runs[-1 - one % min(len(house.runs), 2)]
    done = await house.ask(
        lambda crm: crm.commit_turn(
            house.workspace,
            run["conversation_id"],
            turn_id=run["id"],
            run_id=run["id"],
            attempt=run["attempt"],
            covers=other + 1,
            replies=replies("Hello!", "Well…"),
            effects=not other % 3,
            trace={"tools": []},
        )
    )
    house.replies += done["reply_ids"] if isinstance(done, dict) else []


async def fail(house: House, one: int, other: int) -> None:
    if house.runs:
        run = house.runs[-1]
        await house.ask(
            lambda crm: crm.fail_run(run["id"], run["attempt"], "broke", retry=bool(other % 3))
        )
        await house.ask(lambda crm: crm.settle_run(run["id"], run["attempt"]))


async def send(house: House, one: int, other: int) -> None:
    if house.replies:
        reply = house.replies[one % len(house.replies)]
        taken = await house.ask(lambda crm: crm.claim_delivery(reply, window=3_600.0))
        if taken:
            house.sends.append(taken)


async def settle(house: House, one: int, other: int) -> None:
    if not house.sends:
        return
    sent = house.sends[one % len(house.sends)]
    states: list[Literal["accepted", "failed", "retry", "unknown"]]
    states = ["accepted", "failed", "retry", "unknown"]
    state = states[other % 4]
    await house.ask(
        lambda crm: crm.settle_delivery(
            sent["id"],
            sent["attempt"],
            state=state,
            provider_id=f"p.{one % 3}.{house.workspace}",
            retry_in=5.0 if state == "retry" else None,
        )
    )


async def status(house: House, one: int, other: int) -> None:
    words: list[Literal["sent", "delivered", "read", "failed"]]
    words = ["sent", "delivered", "read", "failed"]
    await house.ask(
        lambda crm: crm.delivery_status(
            house.workspace,
            house.integration,
            provider_id=f"p.{one % 3}.{house.workspace}",
            outbox_id=house.replies[one % len(house.replies)] if house.replies else None,
            status=words[other % 4],
            error="why" if other % 4 == 3 else None,
        )
    )


async def offer(house: House, one: int, other: int) -> None:
    talk, turn = house.talk(one), house.turn(other)
    slot = slot_at(STARTS[other % 2], house.twins.clock())
    slot["id"] = house.twins.ids()
    offered = await house.ask(lambda crm: crm.offer(house.workspace, talk, turn, [slot]))
    house.slots += [(talk, each["id"]) for each in offered]


async def begin(house: House, one: int, other: int) -> None:
    if not house.slots:
        return
    talk, slot = house.slots[-1 - one % min(len(house.slots), 3)]
    turn = house.turn(other)
    live = await house.ask(lambda crm: crm.live_meeting(house.workspace, house.leads[0]))
    moves = live["id"] if live and other % 2 else None
    begun = await house.ask(
        lambda crm: crm.begin_booking(
            house.workspace, talk, turn, slot, seats=other % 3, moves=moves
        )
    )
    if isinstance(begun, dict):
        house.attempts.append(begun)


async def end(house: House, one: int, other: int) -> None:
    if not house.attempts:
        return
    attempt = house.attempts[-1 - one % min(len(house.attempts), 2)]
    states: list[Literal["booked", "failed", "unknown"]] = ["booked", "failed", "unknown", "booked"]
    state = states[other % 4]
    # One invitee is one start, as in the calendar.
    booked = booking(attempt["slot"]["starts_at"], invitee=f"{house.workspace} {attempt['id']}")
    receipt = await house.ask(
        lambda crm: crm.end_booking(
            house.workspace,
            attempt["id"],
            state=state,
            booked=booked if state == "booked" else None,
            turn_id=house.turn(one) if other > 3 else None,
        )
    )
    if isinstance(receipt, dict):
        house.meetings.append(receipt["meeting"]["id"])


async def cancel(house: House, one: int, other: int) -> None:
    if not house.meetings:
        return
    talk, turn = house.talk(one), house.turn(other)
    meeting = house.meetings[one % len(house.meetings)]
    about = (house.workspace, talk, turn, meeting)
    await house.ask(lambda crm: crm.begin_cancel(*about, why="not_said"))
    if other % 3 == 0:
        await house.ask(lambda crm: crm.end_cancel(*about))
    elif other % 3 == 1:
        sure = bool(other % 2)
        await house.ask(lambda crm: crm.leave_cancel(house.workspace, meeting, sure=sure))


async def link(house: House, one: int, other: int) -> None:
    talk, turn = house.talk(one), house.turn(other)
    kind, url = "https://api.calendly.com/event_types/CALL", f"https://calendly.com/d/{turn}"
    made = await house.ask(
        lambda crm: crm.save_link(
            house.workspace,
            talk,
            turn,
            event_type=kind,
            event_name="Sales Call",
            url=url,
            mode="full",
        )
    )
    house.links.append((talk, made))
    if other % 4:
        await house.ask(lambda crm: crm.send_link(house.workspace, talk, turn, made["id"]))
    await house.ask(lambda crm: crm.find_link(house.workspace, talk, url=f"{url}?a=1"))


async def tell(house: House, one: int, other: int) -> None:
    """Calendly's news of three invitees: with a token, an address, or an older half."""
    invitee = f"{house.workspace} {INVITEES[one % 3]}"
    kinds = ["created", "created", "created", "canceled"]
    kind = f"invitee.{kinds[other % 4]}"
    if other == 7:
        kind = "invitee_no_show.created"
    tokens = [each["token"] for _, each in house.links] + [a["token"] for a in house.attempts]
    old = f"{house.workspace} {INVITEES[(one + 1) % 3]}" if other == 2 else None
    house.news += 1
    news = news_of(
        kind,
        invitee,
        event_id=f"news {house.workspace} {house.news}",
        start=STARTS[one % 2],
        token=tokens[one % len(tokens)] if tokens and other % 2 else None,
        email="LEE@example.com",
        old_invitee=invitee_uri(old) if old else None,
        rescheduled=kind == "invitee.canceled" and one == 5,
        no_show=f"mark {invitee}" if "no_show" in kind else None,
        occurred_at=house.twins.clock().isoformat(),
    )
    await house.ask(
        lambda crm: crm.apply_news(house.workspace, house.integration, news, mode="full")
    )
    for lead in house.leads:
        await find_meetings(house, lead)


async def find_meetings(house: House, lead: str) -> None:
    live = await house.ask(lambda crm: crm.live_meetings(house.workspace, lead))
    house.meetings += [each["id"] for each in live if each["id"] not in house.meetings]


async def look(house: House, one: int, other: int) -> None:
    """Whoever finishes what is open."""
    house.twins.clock.now += timedelta(seconds=150 * (other % 2))
    due = await house.ask(lambda crm: crm.claim_unsettled(limit=50))
    for each in due["bookings"]:
        await finish_booking(house, each, one)
    for each in due["cancellations"]:
        await finish_cancel(house, each, one)
    for each in due["untold"]:
        await announce(house, each["workspace"], each["receipt_id"])


async def finish_booking(house: House, each: JSON, one: int) -> None:
    outcomes: list[Literal["booked", "failed", "handed_over"]]
    outcomes = ["booked", "failed", "handed_over"]
    found = booking(each["slot"]["starts_at"], invitee=f"{each['workspace']} {each['id']}")
    await house.ask(
        lambda crm: crm.reconcile_booking(
            each["workspace"], each["id"], outcomes[one % 3], booked=found
        )
    )


async def finish_cancel(house: House, each: JSON, one: int) -> None:
    ending: Literal["done", "handed_over"] = "done" if one % 2 else "handed_over"
    await house.ask(lambda crm: crm.reconcile_cancel(each["workspace"], each["meeting_id"], ending))


async def announce(house: House, workspace: str, receipt: str) -> None:
    await house.ask(lambda crm: crm.announce_receipt(workspace, receipt))


async def take_over(house: House, one: int, other: int) -> None:
    talk, turn = house.talk(one), house.turn(other)
    if other % 3 == 0:
        await house.ask(lambda crm: crm.hand_over(house.workspace, talk, turn, "asked"))
    elif other % 3 == 1:
        await house.ask(lambda crm: crm.set_mode(house.workspace, talk, "bot"))
    else:
        await house.ask(
            lambda crm: crm.take_over_by_echo(
                house.workspace, "whatsapp", house.integration, phone(one % 2)
            )
        )


async def agree(house: House, one: int, other: int) -> None:
    talk, turn = house.talk(one), house.turn(other)
    out = bool(other % 2)
    await house.ask(lambda crm: crm.consent(house.workspace, talk, turn, opted_out=out))


async def rescue(house: House, one: int, other: int) -> None:
    house.twins.clock.now += timedelta(seconds=(1, 45, 90_000)[other % 3])
    for crm in house.twins.crms:
        await crm.rescue(late=1, stuck=30)  # how many: of other examples, too


STEPS: dict[str, Callable[[House, int, int], Awaitable[None]]] = {
    each.__name__: each
    for each in (
        hear,
        name,
        claim,
        commit,
        fail,
        send,
        settle,
        status,
        offer,
        begin,
        end,
        cancel,
        link,
        tell,
        look,
        take_over,
        agree,
        rescue,
    )
}
NUMBERS = st.integers(0, 7)
DAYS: st.SearchStrategy[list[Step]] = st.lists(
    st.tuples(st.sampled_from(sorted(STEPS)), NUMBERS, NUMBERS), min_size=8, max_size=40
)
Rig = tuple[asyncio.Runner, Twins]


@pytest.fixture(scope="module")
def rig(database: Database) -> Iterator[Rig]:
    clock = FakeClock()
    stores = (
        PostgresStore(database=database, new_id=FakeIds()),
        ModelStore(clock=clock, new_id=FakeIds()),
    )
    with asyncio.Runner() as runner:
        doors = [store.open(clock) for store in stores]
        crms = [runner.run(door.__aenter__()) for door in doors]
        twins = Twins(clock, stores, (crms[0], crms[1]))
        twins.ids.given = 1 << 64  # far from what the adapters count
        yield runner, twins
        for door in doors:
            runner.run(door.__aexit__(None, None, None))


async def open_house(twins: Twins) -> House:
    workspace, integration = twins.ids(), twins.ids()
    house = House(twins, workspace, integration)
    await house.ask(
        lambda crm: crm.ensure_workspace(
            workspace, f"alice {workspace}", zone="Europe/Madrid", fallback=True
        )
    )
    await house.ask(
        lambda crm: crm.save_integration(
            workspace, "whatsapp", account="1", config={}, sealed={}, integration_id=integration
        )
    )
    return house


async def live_through(twins: Twins, steps: list[Step]) -> None:
    house = await open_house(twins)
    await hear(house, 0, 1)
    await hear(house, 1, 1)
    for step in steps:
        await house.do(*step)
    there, here = (house.rows(store) for store in twins.stores)
    assert there == here
    for talk in house.talks:
        jobs = [store.jobs(conversation_id=talk) for store in twins.stores]
        kept = [[(job["scheduled_at"], job["priority"]) for job in each] for each in jobs]
        assert kept[0] == kept[1]


def test_each_table_has_the_columns_of_the_one_in_sql(database: Database) -> None:
    with psycopg.connect(database.admin_url) as admin:
        found = admin.execute(
            "select table_name, array_agg(column_name::text) from information_schema.columns"
            " where table_schema = 'public' group by 1"
        ).fetchall()
    model = ModelCrm(no_jobs, clock=FakeClock(), new_id=new_id)

    columns = {name: set(names) - SEARCHED for name, names in found}

    assert {name: columns[name] for name in model.columns()} == model.columns()


QUIET = settings(max_examples=8, suppress_health_check=list(HealthCheck))


@given(DAYS)
@QUIET
def test_both_adapters_live_through_the_same_day(rig: Rig, steps: list[Step]) -> None:
    runner, twins = rig
    runner.run(live_through(twins, steps))


@pytest.mark.heavy
@given(DAYS)
@settings(QUIET, max_examples=60)
def test_both_adapters_live_through_many_a_day(rig: Rig, steps: list[Step]) -> None:
    runner, twins = rig
    runner.run(live_through(twins, steps))


@pytest.mark.heavy
@pytest.mark.parametrize("language", DOCUMENTS)
def test_both_adapters_find_the_same_passages(rig: Rig, language: Language) -> None:
    runner, twins = rig
    questions = [*(text for text, _ in ANSWERED[language]), *UNANSWERED[language]]

    async def compare() -> None:
        house = await open_house(twins)
        text = DOCUMENTS[language]
        await house.ask(
            lambda crm: crm.put_document(house.workspace, name="a", text=text, language=language)
        )
        for question in questions:
            await find(house, language, question)

    runner.run(compare())


async def find(house: House, language: Language, question: str) -> None:
    await house.ask(lambda crm: crm.find_passages(house.workspace, language, question))
