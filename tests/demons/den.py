"""Businesses whose model is a demon, on one Postgres and one Calendly."""

import dataclasses
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, LiteralString

import httpx
from fastapi import FastAPI
from langchain_core.tools import BaseTool
from pydantic import SecretStr

from graph.build import Ports, build_graph
from server import problems, webhooks
from server.parts import Parts
from server.recording.again import Again, turns_of
from server.recording.outside import Outside
from server.recording.recorded import recorded
from server.recording.recorder import Recorder
from server.recording.tape import Setup
from server.turns import run_turn
from server.wiring import graph_of
from simulator.books import Answered, Books, Given, Invitee, Sent, Tables, read_tables
from simulator.demons import Demon, Loot, Whim
from tests.purse import WIDE
from tests.sagas.laboratory import API, Office, Pool, new_id
from tools.calendly.client import Calendly, Patience, http_client
from tools.crm.postgres import PostgresCrm
from tools.errors import PipeWiseError
from tools.paid_model import PaidModel
from tools.ports.arrivals import Arrival
from tools.ports.calendar import Calendar, OpenTime
from tools.ports.crm import Crm
from tools.ports.understanding import ACT, Understander
from tools.ports.words import Language
from tools.scheduling import make_tools
from tools.understanding.version import version

ABOUT: tuple[tuple[str, Language, str], ...] = (
    ("Precios", "es", "El plan Pro cuesta 49 euros al mes por persona. Hay descuento anual."),
    ("Soporte", "es", "El soporte atiende de lunes a viernes de 9:00 a 18:00."),
    ("Prices", "en", "The Pro plan costs 49 dollars a month per person."),
    ("Support", "en", "Support answers Monday to Friday from 9:00 to 18:00."),
    ("Preços", "pt", "O plano Pro custa 49 euros por mês por pessoa."),
)


@dataclass(frozen=True, kw_only=True)
class Made:
    """What a den is made of; each mutant puts something of its own around one of the parts."""

    around_crm: Callable[[Any], Any] = lambda crm: crm
    around_calendar: Callable[[Calendar], Any] = lambda calendar: calendar
    around_tools: Callable[[list[BaseTool]], list[BaseTool]] = lambda tools: tools
    around_reader: Callable[[Understander], Any] = lambda reader: reader
    seats: int = 1


class Listening:
    """A calendar, and every time that it has called open."""

    def __init__(self, calendar: Calendar, opened: set[datetime]) -> None:
        self._calendar = calendar
        self._opened = opened

    def __getattr__(self, name: str) -> Any:  # whatever the port has
        return getattr(self._calendar, name)

    async def open_times(self, event_type: str, start: datetime, end: datetime) -> list[OpenTime]:
        found = await self._calendar.open_times(event_type, start, end)
        self._opened |= {each.instant for each in found}
        return found


@dataclass
class Switchboard:
    """Every workspace's own calendar."""

    lines: dict[str, Calendar] = field(default_factory=dict)
    own: str = ""

    @property
    def calendar(self) -> Calendar:
        return self.lines[self.own]

    async def of(self, workspace: str) -> Calendar:
        return self.lines[workspace]


@dataclass(kw_only=True)
class Den(Office):
    """One business; its model is a demon, and all else is the program's own."""

    whim: Whim
    lines: dict[str, Calendar]
    made: Made = field(default_factory=Made)
    loot: Loot = field(default_factory=Loot)
    opened: set[datetime] = field(default_factory=set)
    given: list[Given] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    answered: list[Answered] = field(default_factory=list)
    seed: int = 0

    @property
    def canary(self) -> str:
        return f"canary-{self.workspace[:13]}"

    def _build(self) -> None:
        self._calendars: Any = Switchboard(lines=self.lines, own=self.workspace)
        self.lines[self.workspace] = self._calendly()
        self.parts = self.process(self.lab.pools[0])
        self._receiver = FastAPI()
        self._receiver.include_router(webhooks.router)
        problems.install(self._receiver)
        self._receiver.state.parts = self.parts

    def process(self, connections: Pool) -> Parts:
        lab, clock = self.lab, self.lab.clock
        crm = self._crm(connections)
        demon = Demon(whim=self.whim, loot=self.loot, seed=self.seed)
        model = PaidModel(
            demon,
            name="demon",
            purse=crm,
            limits=WIDE,
            price=None,
            longest_answer=500,
            clock=clock,
            new_id=new_id,
        )
        outside = recorded(
            Outside(
                crm=crm,
                calendars=self._calendars,
                understand=self.made.around_reader(lab.understanding),
                model=model,
                scheduler_model=model,
                clock=clock,
                new_id=new_id,
            )
        )
        tools = make_tools(outside.crm, outside.calendars, outside.clock, outside.new_id)
        ports = Ports(
            crm=outside.crm,
            understand=outside.understand,
            calendars=outside.calendars,
            channels={},
            tools=self.made.around_tools(tools),
            model=outside.model,
            scheduler_model=outside.scheduler_model,
            clock=outside.clock,
            new_id=outside.new_id,
        )
        graph = build_graph(ports, home=self.workspace).compile(checkpointer=self.saver)
        return dataclasses.replace(
            lab.base,
            crm=crm,
            graph=graph,
            calendars=self._calendars,
            clock=clock,
            recorder=Recorder(recordings=crm, setup=self.setup),
        )

    @property
    def setup(self) -> Setup:
        return Setup(
            home=self.workspace,
            model_below=ACT,
            reachable=True,
            model=True,
            schedules=True,
            reader=version(),
        )

    def _crm(self, connections: Pool) -> Crm:
        crm: Crm = self.made.around_crm(
            PostgresCrm(connections, clock=self.lab.clock, new_id=new_id)
        )
        return crm

    def _calendly(self) -> Calendar:
        calendly = Calendly(
            http_client(API, httpx.ASGITransport(self.lab.emulator)),
            token=SecretStr(self.token),
            mode="full",
            clock=self.lab.clock,
            patience=Patience(pauses=(0, 0)),
        )
        heard: Any = Listening(self.made.around_calendar(calendly), self.opened)
        calendar: Calendar = heard  # quacks like the port
        return calendar

    async def furnish(self) -> None:
        """Knowledge, and a word that nobody outside may ever read."""
        crm = self.parts.crm
        for name, language, text in ABOUT:
            told = f"{text}\n\nRef. {self.canary}."
            await crm.put_document(self.workspace, name=name, text=told, language=language)

    # --- what happens ---

    async def takes(self, message: Arrival) -> str:
        """The conversation's id. What was acknowledged must be there for good."""
        stored = await self.parts.crm.ingest(message)
        self.given.append(
            Given(workspace=self.workspace, event_id=message.event_id, text=message.text)
        )
        return stored["conversation_id"]

    async def answers(self, thread: str) -> None:
        """Every turn of the conversation that is due, and its replies on their way."""
        crm = self.parts.crm
        while run := await crm.claim_run(conversation_id=thread, run_id=None, owner="den"):
            with suppress(PipeWiseError):
                state = await run_turn(self.parts, run)
                if state.get("turn", {}).get("run") == run["id"] and state["turn"]["committed"]:
                    self.answered.append(
                        Answered(workspace=self.workspace, run_id=run["id"], result=state["result"])
                    )
        await self.sends(thread)

    async def does_what_is_due(self) -> None:
        for thread in await self._threads():
            await self.answers(thread)

    async def is_quiet(self) -> bool:
        return await self._quiet()

    async def sends(self, thread: str) -> None:
        for row in await self.lab.rows(PENDING, thread):
            delivery = await self.parts.crm.claim_delivery(str(row["id"]), window=None)
            if delivery is not None:
                phone = next(str(each["value"]) for each in delivery["aliases"])
                self.sent.append(
                    Sent(
                        workspace=self.workspace,
                        to=phone,
                        text=delivery["text"],
                        reply_id=delivery["id"],
                    )
                )
                await self.parts.crm.settle_delivery(
                    delivery["id"], delivery["attempt"], state="accepted", provider_id=new_id()
                )

    async def invitees(self) -> list[Invitee]:
        async with self.lab.store.transaction(self.account) as tx:
            return [
                Invitee(
                    workspace=self.workspace,
                    event_uri=f"{API}/scheduled_events/{each['event']}",
                    event_type=each["event_type"],
                    starts_at=datetime.fromisoformat(each["start"]),
                    email=each["email_key"],
                    active=each["status"] == "active",
                )
                for each in await tx.find("invitee")
            ]

    async def takes_again(self, *, most: int) -> dict[str, str]:
        """Of so many conversations, the runs that went another way, and how."""
        otherwise, again = {}, Again(_graph_again)
        threads = await self.lab.rows(
            "select id from conversations where workspace_id = %s order by id limit %s",
            self.workspace,
            most,
        )
        for thread in (str(row["id"]) for row in threads):
            recordings = await self.parts.crm.recordings(self.workspace, thread)
            turns = turns_of(recordings)
            async for outcome in again.take_all(turns, workspace=self.workspace, thread=thread):
                if outcome.difference:
                    otherwise[outcome.turn.recording["run_id"]] = outcome.difference
        return otherwise


def _graph_again(outside: Outside, setup: Setup) -> Any:
    """The program's own graph, whatever this den's was made of."""
    return graph_of(outside, setup, channels={})


PENDING: LiteralString = (
    "select id from outbox where conversation_id = %s and state = 'pending' order by created_at"
)


async def books_of(dens: Sequence[Den], *, again: int) -> Books:
    """`again`: how many conversations of each den are taken again from their recordings."""
    lab = dens[0].lab
    return Books(
        tables=await read_tables(lab.admin, [den.workspace for den in dens]),
        invitees=[each for den in dens for each in await den.invitees()],
        opened={den.workspace: den.opened for den in dens},
        given=[each for den in dens for each in den.given],
        sent=[each for den in dens for each in den.sent],
        answered=[each for den in dens for each in den.answered],
        canaries={den.workspace: [den.canary] for den in dens},
        recorded=True,
        otherwise={
            run: how for den in dens for run, how in (await den.takes_again(most=again)).items()
        },
    )


PLUNDERED = ("slots", "booking_links", "leads", "meetings", "passages")
MOST = 8  # strings of each kind that a demon carries, from its own house and from others


async def plunder(dens: Sequence[Den]) -> None:
    """Each demon gets hold of what other leads were offered, sent and called."""
    houses = [den.workspace for den in dens]
    tables = await read_tables(dens[0].lab.admin, houses, names=PLUNDERED)
    for den in dens:
        own, others = (
            {
                name: [row for row in rows if (row["workspace_id"] == den.workspace) is mine]
                for name, rows in tables.items()
            }
            for mine in (True, False)
        )
        den.loot.slots[:] = [*_texts(own, "slots", "id"), *_texts(others, "slots", "id")]
        den.loot.emails[:] = [*_texts(own, "leads", "email"), *_texts(others, "leads", "email")]
        den.loot.links[:] = [
            *_texts(own, "booking_links", "url"),
            *_texts(others, "booking_links", "url"),
            *_texts(own, "meetings", "cancel_url"),
            *_texts(others, "meetings", "reschedule_url"),
        ]
        den.loot.texts[:] = [
            *_texts(own, "slots", "starts_at"),
            *_texts(others, "passages", "text"),
        ]


def _texts(tables: Tables, table: str, column: str) -> list[str]:
    return [str(row[column]) for row in tables[table] if row[column]][-MOST:]
