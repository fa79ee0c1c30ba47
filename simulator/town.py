"""One business and its leads, from the first message until everything has come to rest."""

import asyncio
import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simulator.books import Books, Given, Invitee, Row, Sent
from simulator.chance import SeededIds, dice
from simulator.checkers import violations
from simulator.office import API, Office
from simulator.persona import Person, Story, invent
from simulator.phones import Mishaps, Phone, WebPage, WhatsAppPhone
from simulator.plans import LeadPlan, TownPlan
from simulator.queue import VirtualQueue
from simulator.speech import Voice
from simulator.stores import Books as OpenedBooks
from simulator.stores import OpenBooks
from simulator.virtual_time import VirtualLoop, run
from tools.ports.understanding import Understander

REST = 60.0  # seconds between two looks whether anything is left to do
LONGEST_REST = 3 * 86_400.0


@dataclass(frozen=True, kw_only=True)
class TownReport:
    number: int
    stories: Sequence[Story]
    violations: Sequence[str]
    broken: Sequence[str]
    """What no handler is meant to raise."""
    rested: bool
    jobs: int
    deaths: int
    calendly_calls: int
    model_calls: int
    cost: float
    faults: dict[str, int] = field(default_factory=dict)


def run_town(
    plan: TownPlan, open_books: OpenBooks, understand: Understander, *, demon: str | None = None
) -> TownReport:
    """Nothing in it depends on this machine, the hour, or who ran before."""
    random.seed(
        f"{plan.seed}/{plan.luck}/{plan.number}"
    )  # the graph's pauses between retries throw dice, too
    return run(lambda loop: _live(loop, plan, open_books, understand, demon))


async def _live(
    loop: VirtualLoop,
    plan: TownPlan,
    open_books: OpenBooks,
    understand: Understander,
    demon: str | None,
) -> TownReport:
    queue = VirtualQueue(loop=loop)
    new_id = SeededIds(dice(plan.seed, plan.luck, "ids", plan.number))
    async with open_books(queue, loop.now, new_id) as books:
        office = Office(
            loop=loop,
            queue=queue,
            crm=books.crm,
            saver=books.saver,
            after_call=books.after_call,
            understand=understand,
            new_id=new_id,
            random=dice(plan.seed, plan.luck, "office", plan.number),
            demon=demon,
        )
        await office.open()
        house = [
            loop.create_task(queue.keep_house(office.looks)),
            loop.create_task(_carry_news(office)),
        ]
        people = [_person(office, plan, lead) for lead in plan.leads]
        await asyncio.gather(*(person.live() for person in people))
        rested = await _come_to_rest(office, books)
        for task in house:
            task.cancel()
        await asyncio.gather(*house, return_exceptions=True)
        report = await _report(office, books, plan, people, rested=rested)
        await office.close()
    return report


def _person(office: Office, plan: TownPlan, lead: LeadPlan) -> Person:
    chance = dice(plan.seed, plan.luck, "person", lead.number)
    name, email = invent(lead, plan.seed, chance)
    mishaps = Mishaps(plan=lead, office=office, chance=chance)
    phone: Phone = (
        WebPage(plan=lead, office=office, mishaps=mishaps, chance=chance)
        if lead.channel == "webchat"
        else WhatsAppPhone(plan=lead, office=office, mishaps=mishaps, chance=chance, name=name)
    )
    return Person(
        plan=lead,
        office=office,
        phone=phone,
        voice=Voice(lead.language, lead.style, chance),
        chance=chance,
        story=Story(
            number=lead.number, wish=lead.wish, language=lead.language, channel=lead.channel
        ),
        name=name,
        email=email,
    )


async def _carry_news(office: Office) -> None:
    """Calendly's webhooks, as long as some are due; what comes later is looked for then."""
    while True:
        await office.something_changed.wait()
        office.something_changed.clear()
        pause = 1.0
        while await office.send_calendar_news():
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, 60.0)


async def _come_to_rest(office: Office, books: OpenedBooks) -> bool:
    """Whether everything that was due was done, within three days."""
    waited, pause = 0.0, REST
    while waited < LONGEST_REST:
        await asyncio.sleep(pause)
        waited += pause
        if await _is_quiet(office, books):
            return True
        pause = min(pause * 2, 3_600.0)
    return False


async def _is_quiet(office: Office, books: OpenedBooks) -> bool:
    if not (office.queue.is_empty and office.network.is_quiet):
        return False
    if await office.calendly.accounts_with("delivery"):
        return False
    rows = await books.tables([office.workspace])
    return not (
        any(each["state"] in ("pending", "running") for each in rows["runs"])
        or any(_is_open(each) for each in rows["booking_attempts"])
        or any(each["state"] == "open" for each in rows["cancellations"])
    )


def _is_open(attempt: Row) -> bool:
    """What a person was told to look at is nobody's work here any more."""
    return attempt["state"] in ("booking", "unknown") and attempt["next_look"] is not None


async def _report(
    office: Office, books: OpenedBooks, plan: TownPlan, people: list[Person], *, rested: bool
) -> TownReport:
    tables = await books.tables([office.workspace])
    invitees = await _invitees(office, {person.email for person in people})
    for person in people:
        await _judge(person)
    read = Books(
        tables=tables,
        invitees=invitees,
        opened={office.workspace: office.opened},
        given=_given(office),
        sent=[
            Sent(workspace=office.workspace, to=to, text=text, reply_id=reply_id)
            for to, text, reply_id in office.network.sent
        ],
        resting=rested,
    )
    calls = tables["model_calls"]
    return TownReport(
        number=plan.number,
        stories=[person.story for person in people],
        violations=[str(each) for each in violations(read)],
        broken=office.queue.broken,
        rested=rested,
        jobs=office.queue.started,
        deaths=office.queue.deaths,
        calendly_calls=office.calendly_calls,
        model_calls=len(calls),
        cost=sum(int(each["cost"] or 0) for each in calls) / 1e6,  # kept in micro-dollars
    )


def _given(office: Office) -> list[Given]:
    given = [*office.network.given, *office.given_in_page]
    return [
        Given(workspace=office.workspace, event_id=event_id, text=text) for event_id, text in given
    ]


async def _invitees(office: Office, ours: Collection[str]) -> list[Invitee]:
    """Strangers book in this calendar, too: they are none of our leads."""
    async with office.calendly.reading(office.account) as tx:
        documents: list[dict[str, Any]] = await tx.find("invitee")
    return [
        Invitee(
            workspace=office.workspace,
            event_uri=f"{API}/scheduled_events/{each['event']}",
            event_type=f"{API}/event_types/{each['event_type']}",
            starts_at=datetime.fromisoformat(each["start"]),
            email=each["email"],
            active=each["status"] == "active",
        )
        for each in documents
        if each["email_key"] in ours
    ]


async def _judge(person: Person) -> None:
    """By their own calendar: one meeting where they were told so, none where they wanted none."""
    story = person.story
    story.in_calendar = len(await person.office.in_the_calendar(person.email))
    wanted = {"book": 1, "rival": 1, "move": 1, "return": 1, "cancel": 0}
    if story.wish not in wanted:
        story.success = story.in_calendar == 0
    elif story.wish == "cancel":
        story.success = story.told_booked and story.canceled and story.in_calendar == 0
    else:
        moved = story.moved or story.wish != "move"
        story.success = story.told_booked and moved and story.in_calendar == 1
