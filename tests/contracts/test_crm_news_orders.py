"""The CRM port: news of Calendly in every order, each up to three times, ends in the same state."""

import asyncio
import itertools
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contracts.crm import Office, open_office
from tests.contracts.histories import (
    ACTS,
    Act,
    Story,
    hear,
    open_link,
    standing,
    told_of,
)
from tests.contracts.meetings import LATER, TOMORROW, iso, meeting_of, news_of
from tests.contracts.stores import ModelStore, PostgresStore, Store
from tests.fakes import FakeClock
from tests.platforms.postgres import Database
from tools.errors import Rejected
from tools.ports.crm import Crm

Rig = tuple[asyncio.Runner, Crm, FakeClock, Store]
FOUR: dict[str, tuple[Act, ...]] = {
    "canceled after": ("book", "move", "cancel"),
    "nobody came": ("book", "move", "mark"),
}
CHAIN: tuple[Act, ...] = ("book", "move", "move", "cancel")


ON_POSTGRES = pytest.mark.parametrize("rig", ["postgres"], indirect=True)
"""At length only there: the model's tables grow with each history of one and the same office."""


@pytest.fixture(scope="module", params=["postgres", "model"])
def rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    clock = FakeClock()
    store: Store = ModelStore(clock=clock)
    if request.param == "postgres":
        store = PostgresStore(database=request.getfixturevalue("database"))
    with asyncio.Runner() as runner:
        manager = store.open(clock)
        yield runner, runner.run(manager.__aenter__()), clock, store
        runner.run(manager.__aexit__(None, None, None))


async def an_office(rig: Rig) -> Office:
    _, crm, clock, store = rig
    return await open_office(crm, clock, store)


async def ends(rig: Rig, acts: Sequence[Act], order: Sequence[int], *, copied: bool) -> None:
    """How it stands once the news of a history came in that order, some of it again and again."""
    office = await an_office(rig)
    story = told(await open_link(office), acts, copied=copied)
    await hear(office, [story.news[place] for place in order])
    assert await standing(office) == told_of(story), order


def told(
    token: str,
    acts: Sequence[Act],
    *,
    prefix: str = "A",
    copied: bool = True,
    names_marks: bool = True,
) -> Story:
    story = Story(token=token, prefix=prefix, copied=copied, names_marks=names_marks)
    for act in acts:
        story.act(act)
    return story


def often(order: Sequence[int], times: Sequence[int], chance: random.Random) -> list[int]:
    """First told in this order; the repetitions come anywhere after."""
    whole = list(order)
    for place, more in zip(order, times, strict=True):
        for _ in range(more - 1):
            whole.insert(chance.randint(whole.index(place) + 1, len(whole)), place)
    return whole


@pytest.mark.parametrize("copied", [True, False], ids=["token copied", "token lost"])
@pytest.mark.parametrize("acts", FOUR.values(), ids=FOUR)
def test_the_four_deliveries_of_a_move_end_alike_in_every_order(
    rig: Rig, acts: Sequence[Act], copied: bool
) -> None:
    chance = random.Random(4)  # noqa: S311 - the same draw in every run
    for order in itertools.permutations(range(4)):
        times = [chance.randint(1, 3) for _ in order]
        rig[0].run(ends(rig, acts, often(order, times, chance), copied=copied))


@pytest.mark.heavy
@ON_POSTGRES
def test_the_four_deliveries_of_a_move_each_up_to_three_times_end_alike(rig: Rig) -> None:
    chance = random.Random(43)  # noqa: S311 - the same draw in every run
    every_time = itertools.product((1, 2, 3), repeat=4)
    stories = itertools.cycle(itertools.product(FOUR.values(), (True, False)))
    for times, order in itertools.product(every_time, itertools.permutations(range(4))):
        acts, copied = next(stories)
        rig[0].run(ends(rig, acts, often(order, times, chance), copied=copied))


def test_a_move_in_the_chat_ends_alike_whatever_calendly_says_first(rig: Rig) -> None:
    """Its own answer is the fourth of what comes in any order."""

    async def move(order: Sequence[int]) -> None:
        office = await an_office(rig)
        conversation = await office.conversation()
        first, second = await office.offers(conversation, TOMORROW, LATER)
        old = await office.begins(conversation, first)
        receipt = await office.ends(old, invitee="A")
        new = await office.begins(conversation, second, moves=meeting_of(receipt)["id"])
        told = [
            news_of("invitee.created", "A", token=old["token"]),
            news_of("invitee.created", "B", start=LATER, token=new["token"]),
            news_of("invitee.canceled", "A", token=old["token"], occurred_at=iso(LATER)),
        ]
        for place in order:
            if place < len(told):
                await office.tells(told[place])
            else:
                done = await office.ends(new, invitee="B")
                assert done
                assert done["kind"] == "moved"
        stands = await standing(office)
        assert stands.meetings == {"A": ("moved", None), "B": ("booked", "A")}, order
        assert (stands.statuses, stands.scheduled) == (["meeting_scheduled"], 1)

    for order in itertools.permutations(range(4)):
        if order.index(2) > min(order.index(1), order.index(3)):  # canceled once the new one stands
            rig[0].run(move(order))


def test_a_cancellation_on_the_page_is_the_last_word_whenever_the_chat_learns_it_booked(
    rig: Rig,
) -> None:
    async def book(order: Sequence[int]) -> None:
        office = await an_office(rig)
        conversation = await office.conversation()
        [slot] = await office.offers(conversation, TOMORROW)
        attempt = await office.begins(conversation, slot)
        canceled = news_of("invitee.canceled", "A", occurred_at=iso(LATER))
        told = [news_of("invitee.created", "A", token=attempt["token"]), canceled]
        for place in order:
            if place < len(told):
                await office.tells(told[place])
            else:
                await office.ends(attempt, invitee="A")
        stands = await standing(office)
        assert (stands.meetings, stands.statuses) == ({"A": ("canceled", None)}, ["engaged"]), order

    for order in itertools.permutations(range(3)):
        rig[0].run(book(order))


def test_histories_told_by_many_hands_at_once_end_alike(rig: Rig) -> None:
    chance = random.Random(11)  # noqa: S311 - the same draw in every run

    async def play() -> None:
        office = await an_office(rig)
        stories = []
        for person in range(2):
            token = await open_link(office, person)
            life = ["book", *chance.choices(ACTS, k=6)]
            stories.append(told(token, life, prefix="AB"[person], copied=chance.random() < 0.5))
        news = [each for story in stories for each in story.news] * 2
        chance.shuffle(news)
        async with office.store.open(office.clock) as crm:
            elsewhere = replace(office, crm=crm)
            hands = [office.tells, elsewhere.tells]
            await asyncio.gather(*[hands[place % 2](each) for place, each in enumerate(news)])
        assert await standing(office) == told_of(*stories)

    for _ in range(12):
        rig[0].run(play())


@given(st.permutations(range(6)), st.booleans())
@settings(max_examples=40)
def test_a_move_of_a_move_ends_alike_in_any_order(
    rig: Rig, order: Sequence[int], copied: bool
) -> None:
    rig[0].run(ends(rig, CHAIN, order, copied=copied))


BROKEN_RULES: dict[str, tuple[str, str, str]] = {
    "the old invitee tells whose a booking is": (
        "whose",
        "m.invitee_uri = p_news ->> 'old_invitee'",
        "false",
    ),
    "a move is no cancellation": ("state_said", "then 'moved'", "then 'canceled'"),
    "a mark can be taken back": ("state_said", "lift.no_show = mark.no_show", "false"),
    "what waited is placed": ("next_waiting", "limit 1", "limit 0"),
    "a meeting to come says more than one that is over": (
        "restate_lead",
        "m.state = 'booked' and m.starts_at > p_now",
        "m.id is null",
    ),
}
TWICE: tuple[Act, ...] = ("book", "move", "mark", "lift", "book", "cancel")


@pytest.mark.parametrize("rig", ["postgres"], indirect=True)
@pytest.mark.parametrize("rule", BROKEN_RULES.values(), ids=BROKEN_RULES)
def test_a_rule_that_is_broken_shows(rig: Rig, rule: tuple[str, str, str]) -> None:
    """A control: the orders above depend on each of the rules."""
    orders = [(0, 1, 2, 3, 4, 5, 6), (6, 5, 4, 3, 2, 1, 0), (2, 0, 1, 4, 3, 5, 6)]

    def all_alike() -> None:
        for order in orders:
            rig[0].run(ends(rig, TWICE, order, copied=False))

    assert isinstance(rig[3], PostgresStore)
    with broken(rig[3].database, *rule), pytest.raises((AssertionError, Rejected)):
        all_alike()
    all_alike()


@contextmanager
def broken(database: Database, function: str, rule: str, other: str) -> Iterator[None]:
    """One SQL function without one of its rules, in this database alone."""
    with psycopg.connect(database.admin_url, autocommit=True) as admin:
        found = admin.execute(
            "select pg_get_functiondef(oid) from pg_proc"
            " where proname = %s and pronamespace = 'private'::regnamespace",
            [function],
        ).fetchone()
        assert found
        assert rule in found[0]
        admin.execute(found[0].replace(rule, other))
        try:
            yield
        finally:
            admin.execute(found[0])


LIVES = st.lists(st.lists(st.sampled_from(ACTS), min_size=1, max_size=7), min_size=1, max_size=2)


@given(st.data(), LIVES, st.booleans(), st.booleans())
@settings(max_examples=60)
def test_any_history_ends_alike_in_any_order(
    rig: Rig, data: st.DataObject, lives: list[list[Act]], copied: bool, names_marks: bool
) -> None:
    rig[0].run(in_any_order(rig, data, lives, copied=copied, names_marks=names_marks))


@pytest.mark.heavy
@ON_POSTGRES
@given(st.data(), LIVES, st.booleans(), st.booleans())
@settings(max_examples=1_000)
def test_a_thousand_histories_end_alike_in_any_order(
    rig: Rig, data: st.DataObject, lives: list[list[Act]], copied: bool, names_marks: bool
) -> None:
    rig[0].run(in_any_order(rig, data, lives, copied=copied, names_marks=names_marks))


async def in_any_order(
    rig: Rig, data: st.DataObject, lives: list[list[Act]], *, copied: bool, names_marks: bool
) -> None:
    """Each word up to three times and more, in an order of hypothesis's choice."""
    office = await an_office(rig)
    stories = []
    for life, prefix in zip(lives, "AB", strict=False):
        token = await open_link(office, "AB".index(prefix))
        how = {"copied": copied, "names_marks": names_marks}
        stories.append(told(token, ["book", *life], prefix=prefix, **how))
    news = [each for story in stories for each in story.news]
    again = data.draw(st.lists(st.sampled_from(news), max_size=len(news) * 2), "again")
    await hear(office, data.draw(st.permutations(news + again), "order"))
    assert await standing(office) == told_of(*stories)
