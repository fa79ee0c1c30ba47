"""A lead and a business on the night the clocks change: a chat, an emulated Calendly, one clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx
from langgraph.checkpoint.memory import InMemorySaver
from pydantic import SecretStr

from emulator.accounts import ensure_account, token_id
from emulator.app import create_app
from emulator.hours import WEEKDAYS
from emulator.store import MemoryStore
from graph.build import Ports, Records, build_graph
from tests.chat import Phone
from tests.contracts.meetings import new_id
from tests.fakes import HOME, FakeCalendars, FakeClock, FakeCrm, FakeIds
from tests.time.read_back import MONTHS, Told, read_back
from tools.calendly.client import Calendly, http_client
from tools.ports.words import Language
from tools.scheduling import make_tools
from tools.understanding.reader import LocalUnderstanding

API, TOKEN = "http://calendly.test", "pw-emulated-token"
DAY_AND_NIGHT = [
    {"type": "wday", "wday": weekday, "intervals": [{"from": "00:00", "to": "24:00"}]}
    for weekday in WEEKDAYS
]
LANGUAGE: dict[str, Language] = {
    "Europe/Madrid": "es",
    "America/New_York": "en",
    "America/Sao_Paulo": "pt",
    "America/Mexico_City": "es",
    "Australia/Lord_Howe": "en",
    "Asia/Kathmandu": "en",
}
HELLO: dict[Language, str] = {"es": "Hola", "en": "Hello", "pt": "Olá"}
WITHIN: dict[Language, str] = {
    "es": "Quiero una reunión el {day} de {month} entre las {start} y las {end}",
    "en": "I'd like a meeting on {month} {day} between {start} and {end}",
    "pt": "Quero uma reunião no dia {day} de {month} entre as {start} e as {end}",
}
AT: dict[Language, str] = {
    "es": "Quiero una reunión el {day} de {month} a las {start}",
    "en": "I'd like a meeting on {month} {day} at {start}",
    "pt": "Quero uma reunião no dia {day} de {month} às {start}",
}
NTH: dict[Language, tuple[str, str, str]] = {
    "es": ("la primera", "la segunda", "la tercera"),
    "en": ("the first one", "the second one", "the third one"),
    "pt": ("a primeira opção", "a segunda opção", "a terceira opção"),
}
YES: dict[Language, str] = {"es": "sí", "en": "yes", "pt": "sim"}
DAY = timedelta(days=1)
ANA = {"name": "Ana López", "email": "ana@example.com"}


def night_of(now: datetime, *, lead_zone: str, business_zone: str) -> "Night":
    """With our books in memory, in the language people speak there."""
    clock = FakeClock()
    return Night(
        now=now,
        lead_zone=lead_zone,
        business_zone=business_zone,
        crm=FakeCrm(clock, FakeIds()),
        workspace=HOME,
        clock=clock,
        language=LANGUAGE[lead_zone],
    )


@dataclass(kw_only=True)
class Night:
    """Everyone's clock stands at `now`: the lead's, the server's and Calendly's."""

    now: datetime
    lead_zone: str
    business_zone: str
    crm: Records
    workspace: str
    clock: FakeClock
    language: Language = "es"
    known: Mapping[str, str] = field(default_factory=lambda: dict(ANA))
    """What the lead has told us of themselves."""
    store: MemoryStore = field(default_factory=MemoryStore, init=False)

    def __post_init__(self) -> None:
        self.clock.now = self.now
        app = create_app(self.store, clock=self.clock, api_url=API, pages_url=API, new_id=new_id)
        self.http = http_client(API, httpx.ASGITransport(app))
        calendars = FakeCalendars(
            Calendly(self.http, token=SecretStr(TOKEN), mode="full", clock=self.clock)
        )
        ports = Ports(
            crm=self.crm,
            understand=LocalUnderstanding(),
            calendars=calendars,
            channels={},
            tools=make_tools(self.crm, calendars, self.clock, new_id),
            model=None,
            clock=self.clock,
            new_id=new_id,
        )
        graph = build_graph(ports, home=self.workspace).compile(checkpointer=InMemorySaver())
        self.lead = Phone(graph, thread=str(uuid4()))

    async def open(self) -> "Night":
        """The business is open day and night, on its own clocks; the lead has said hello."""
        await ensure_account(
            self.store,
            token=TOKEN,
            name="Acme",
            email="alice@acme.example",
            zone=self.business_zone,
            new_id=new_id,
            now=self.now,
        )
        async with self.store.transaction(await self._account()) as tx:
            for schedule in await tx.find("schedule"):
                await tx.put("schedule", schedule["id"], {**schedule, "rules": DAY_AND_NIGHT})
        await self.lead.say(HELLO[self.language])
        await self.crm.note(
            self.workspace,
            self.lead.state["conversation"]["lead_id"],
            details=self.known,
            language=self.language,
            zone=self.lead_zone,
        )
        return self

    async def ask_within(self, start: datetime, end: datetime) -> str:
        """Ask for a meeting within two instants of one day, by the lead's clocks."""
        return await self.lead.say(self._words(WITHIN, start, end))

    async def ask_at(self, instant: datetime) -> str:
        return await self.lead.say(self._words(AT, instant, instant))

    async def pick(self, nth: int) -> str:
        return await self.lead.say(NTH[self.language][nth])

    async def agree(self) -> str:
        return await self.lead.say(YES[self.language])

    def told(self, reply: str) -> Told:
        return read_back(reply, self.language, now=self.now)

    def offered(self) -> list[datetime]:
        return [
            datetime.fromisoformat(slot["starts_at"])
            for slot in self.lead.state["agenda"]["offers"]
        ]

    async def in_calendly(self) -> list[datetime]:
        """The starts of what is booked there."""
        async with self.store.transaction(await self._account()) as tx:
            events = await tx.find("event", status="active")
        return [datetime.fromisoformat(event["start"]) for event in events]

    async def in_our_books(self) -> datetime:
        lead = self.lead.state["conversation"]["lead_id"]
        meeting = await self.crm.live_meeting(self.workspace, lead)
        assert meeting
        assert meeting["starts_at"]
        return datetime.fromisoformat(meeting["starts_at"])

    def local(self, instant: datetime) -> datetime:
        return instant.astimezone(ZoneInfo(self.lead_zone))

    def around(self, instant: datetime) -> tuple[datetime, datetime]:
        """An hour before and two after, as far as they are on the lead's same day."""
        midnight = datetime.combine(self.local(instant), time(), ZoneInfo(self.lead_zone))
        start, end = instant - timedelta(minutes=45), instant + timedelta(minutes=75)
        return max(start, midnight.astimezone(UTC)), min(end, (midnight + DAY).astimezone(UTC))

    def _words(self, form: dict[Language, str], start: datetime, end: datetime) -> str:
        first, last = self.local(start), self.local(end)
        until = "24:00" if last.date() > first.date() else f"{last:%H:%M}"
        month = MONTHS[self.language][first.month - 1]
        return form[self.language].format(
            day=first.day, month=month, start=f"{first:%H:%M}", end=until
        )

    async def _account(self) -> str:
        account = await self.store.account_of("token", token_id(TOKEN))
        assert account
        return account
