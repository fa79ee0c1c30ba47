"""The whole program for one business, on a clock of its own, over whatever CRM it is given."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from types import SimpleNamespace
from typing import Any, cast

import httpx
from langgraph.checkpoint.base import BaseCheckpointSaver
from pydantic import SecretStr

from emulator.accounts import ensure_account
from emulator.app import create_app as create_emulator
from emulator.deliver import Deliveries
from emulator.store import MemoryStore
from graph.build import Ports, build_graph
from server import chat, webhooks
from server.account_token import AccountToken
from server.calendars import WorkspaceCalendars
from server.jobs import handlers, rounds
from server.parts import Graph, Parts, Patience, Qualify
from server.problems import Problem
from server.rehearsal import RehearsedCalendars, RehearsedCrm
from server.settings import Settings
from server.vault import Vault
from simulator.demons import Demon, Loot, whims
from simulator.fate import Died, Mortal, MortalWire
from simulator.platforms import APP_SECRET, GRAPH, TOKEN, WhatsAppNetwork, request_of
from simulator.queue import VirtualQueue
from simulator.virtual_time import VirtualLoop
from tools import qualification
from tools.calendly import webhooks as calendly_webhooks
from tools.calendly.client import Calendly, http_client
from tools.calendly.limits import Limiters
from tools.channels.webchat import WebChat
from tools.channels.whatsapp import WhatsApp
from tools.crypto import Keyring
from tools.errors import Forged, PipeWiseError
from tools.event_types import choose_event_type
from tools.paid_model import PaidModel, Price
from tools.payloads import read_payload
from tools.ports.calendar import Calendar, TokenSource
from tools.ports.channels import Channel
from tools.ports.crm import Crm
from tools.ports.model import Limits, Model
from tools.ports.records import Integration, Workspace
from tools.ports.understanding import Understander
from tools.ports.words import JSON, NewId
from tools.scheduling import make_tools
from tools.summaries.handover import summarise
from tools.zones import zone_of_phone

API = "https://api.calendly.com"
SWEEP = 15  # seconds; oftener would only look oftener
US = "https://us.example"
KEY = "made-up-signing-key"
KEYRING = "k1:" + "A" * 43 + "="


@dataclass(kw_only=True)
class Office:
    """One business with a WhatsApp number, a web chat and a Calendly; a day or two of its life."""

    loop: VirtualLoop
    queue: VirtualQueue
    crm: Crm
    saver: BaseCheckpointSaver[Any]
    understand: Understander
    new_id: NewId
    random: Random
    after_call: Callable[[str], Awaitable[None]]
    """Told of every call to the CRM, by name: a row may have given rise to a job."""
    demon: str | None = None
    """Which one stands in for the model; None: the business has none."""
    zone: str = "Europe/Madrid"
    workspace: str = field(init=False)
    parts: Parts = field(init=False)
    calendly: MemoryStore = field(default_factory=MemoryStore)
    given_in_page: list[tuple[str, str]] = field(default_factory=list)
    """Event id and text of all that was written in the web chat."""
    opened: set[datetime] = field(default_factory=set)
    """Every time that Calendly has ever called open."""
    calendly_calls: int = 0
    something_changed: asyncio.Event = field(default_factory=asyncio.Event)
    """In the calendar; its webhooks may be due."""

    def __post_init__(self) -> None:
        self.workspace, self._phone_line, self.page = (self.new_id() for _ in range(3))
        self._integration = self.new_id()
        self._token = f"made-up-{self.workspace}"
        self.emulator = create_emulator(
            self.calendly,
            clock=self.loop.now,
            api_url=API,
            pages_url="https://calendly.test",
            faults=True,
            new_id=self.new_id,
        )
        self.network = WhatsAppNetwork(
            number="106540352242922",
            knock=self._whatsapp_knocks,
            latency=self.latency,
            now=self.loop.now,
        )
        self._crm: Crm = cast(Crm, Mortal(self.crm, after=self.after_call))
        self._wire = _Wire(MortalWire(httpx.ASGITransport(self.emulator)), self)
        self._calendly_http = http_client(API, self._wire)
        self._limiters = Limiters()
        self._vault = Vault(self._crm, lambda: Keyring.parse(KEYRING))
        self._calendars = WorkspaceCalendars(
            self._crm,
            self._vault,
            connect=self._connect,
            keep_token=self._keep_token,
            emulate=self._no_fallback,
        )
        self._clients: dict[str, Calendar] = {}
        self.parts = self._make_parts()
        self._door = SimpleNamespace(state=SimpleNamespace(parts=self.parts))
        self.chat_door = chat.ChatDoor(
            crm=self._crm,
            channel=self.parts.channels["webchat"],
            clock=self.loop.now,
            new_id=self.new_id,
            home=self.workspace,
            take_turn=cast(Any, None),  # nobody here waits in the request
            state_of=cast(Any, None),
        )
        self.queue.handlers = handlers(self.parts)
        self.looks = rounds(self.parts, self.queue)
        receiver = httpx.MockTransport(self._calendly_knocks)
        self._deliveries = Deliveries(
            self.calendly, clock=self.loop.now, http=httpx.AsyncClient(transport=receiver)
        )

    def latency(self) -> float:
        """Seconds a stranger's server takes, mostly short."""
        return round(0.05 + self.random.random() ** 3 * 1.2, 3)

    async def open(self) -> None:
        """A workspace, its accounts, and a Calendly that tells it what happens."""
        self.account = await ensure_account(
            self.calendly,
            token=self._token,
            name="Alice Acme",
            email="alice@example.com",
            zone=self.zone,
            new_id=self.new_id,
            now=self.loop.now(),
        )
        await self.crm.ensure_workspace(
            self.workspace, f"alice-{self.workspace}", zone=self.zone, fallback=False
        )
        for platform, account, secrets, integration in (
            ("calendly", self._integration, self._calendly_secrets, self._integration),
            ("whatsapp", self.network.number, WHATSAPP_SECRETS, self._phone_line),
            ("webchat", self.page, {}, self.page),
        ):
            await self._vault.save(
                self.workspace,
                platform,
                account=account,
                config={},
                secrets=secrets,
                integration_id=integration,
            )
        calendar = await self._calendars.of(self.workspace)
        url = f"{US}/webhooks/calendly/{self._integration}"
        subscribed = {"subscription": await calendar.subscribe(url, KEY), "webhooks": "on"}
        await self.crm.update_integration(self._integration, {**subscribed, "url": url})

    @property
    def _calendly_secrets(self) -> dict[str, str]:
        return {"access_token": self._token, "signing_key": KEY}

    # --- the parts ---

    def _make_parts(self) -> Parts:
        http = httpx.AsyncClient(transport=httpx.MockTransport(self.network.answer))
        channels: tuple[Channel, ...] = (WhatsApp(http, graph_url=GRAPH), WebChat())
        by_name = {channel.name: channel for channel in channels}
        return Parts(
            settings=Settings(_env_file=None, public_url=US),  # type: ignore[call-arg]  # pydantic's
            crm=self._crm,
            graph=self._graph(self._crm, self._calendars, by_name),
            rehearsal=lambda: self._graph(
                RehearsedCrm(self._crm, clock=self.loop.now, new_id=self.new_id),
                RehearsedCalendars(self._calendars),
                by_name,
            ),
            calendars=self._calendars,
            **NOT_HERE,
            authorization=None,
            channels=by_name,
            vault=self._vault,
            zone_of_phone=zone_of_phone,
            verify_news=calendly_webhooks.verify,
            read_news=calendly_webhooks.read,
            choose_event_type=choose_event_type,
            read_payload=read_payload,
            read_language=lambda text: "en",
            clock=self.loop.now,
            new_id=self.new_id,
            qualify=Qualify(usual=qualification.USUAL, score=qualification.score),
            summarise=summarise,
            alert_ways={},
            home=self.workspace,
            patience=Patience(sweep=SWEEP),
            process="simulator",
        )

    def _graph(self, crm: Any, calendars: Any, channels: dict[str, Channel]) -> Graph:
        """`Any`: the ports, or what stands in for them in a rehearsal."""
        model = self._model() if self.demon else None
        ports = Ports(
            crm=crm,
            understand=self.understand,
            calendars=calendars,
            channels=channels,
            tools=make_tools(crm, calendars, self.loop.now, self.new_id),
            model=model,
            scheduler_model=model,
            clock=self.loop.now,
            new_id=self.new_id,
        )
        return build_graph(ports, home=self.workspace).compile(
            checkpointer=self.saver, name="pipewise"
        )

    def _model(self) -> Model:
        return PaidModel(
            Demon(
                whim=whims()[self.demon or "lazy"], loot=Loot(), seed=self.random.getrandbits(32)
            ),
            name=f"{self.demon} demon",
            purse=self._crm,
            limits=Limits(turn=30_000, lead=300_000, day=30_000_000),
            price=Price.of((0.15, 0.60)),
            longest_answer=500,
            clock=self.loop.now,
            new_id=self.new_id,
        )

    def _connect(self, token: SecretStr | TokenSource, key: str | None) -> Calendar:
        name = key or ""
        if name not in self._clients:
            self._clients[name] = Calendly(
                self._calendly_http,
                token=token,
                mode="full",
                clock=self.loop.now,
                limiter=self._limiters.of(name),
            )
        return self._clients[name]

    def _keep_token(self, integration: Integration) -> AccountToken:
        return AccountToken(
            integration,
            crm=self._crm,
            vault=self._vault,
            authorization=None,
            clock=self.loop.now,
            new_id=self.new_id,
        )

    async def _no_fallback(self, home: Workspace) -> Calendar:
        raise LookupError("This office has a Calendly of its own.")

    # --- the doors ---

    async def _whatsapp_knocks(self, body: bytes, headers: dict[str, str]) -> bool:
        request = request_of(self._door, body, headers)
        try:
            await webhooks.deliveries(request, "whatsapp", self._phone_line)
        except (PipeWiseError, Died):
            return False
        return True

    async def _calendly_knocks(self, request: httpx.Request) -> httpx.Response:
        arriving = request_of(self._door, request.content, dict(request.headers))
        try:
            await webhooks.calendly_news(arriving, self._integration)
        except (Forged, Problem):
            return httpx.Response(400)
        except PipeWiseError:
            return httpx.Response(500)
        return httpx.Response(200)

    async def send_calendar_news(self) -> bool:
        """Calendly's webhooks that are due. False: none are left, due or not."""
        if not await self.calendly.accounts_with("delivery"):
            return False
        await self._deliveries.run_once()
        return True

    async def in_the_calendar(self, email: str) -> list[JSON]:
        """What Calendly itself has of a person, whatever we believe."""
        async with self.calendly.reading(self.account) as tx:
            return await tx.find("invitee", email_key=email.lower(), status="active")

    async def close(self) -> None:
        await self._calendars.settle()
        self.calendly.close()


NOT_HERE: dict[str, Any] = dict.fromkeys(("ledger", "forget_in_built_in_calendar"))
"""No person of a simulated town is erased, and its chains are anchored by nobody."""
WHATSAPP_SECRETS = {"access_token": TOKEN, "app_secret": APP_SECRET, "verify_token": "made-up"}


class _Wire(httpx.AsyncBaseTransport):
    """To Calendly and back takes a moment of everybody's day."""

    def __init__(self, wire: httpx.AsyncBaseTransport, office: Office) -> None:
        self._wire = wire
        self._office = office

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(self._office.latency())
        office = self._office
        office.calendly_calls += 1
        try:
            answer = await self._wire.handle_async_request(request)
        finally:  # it may have happened although nobody has answered
            if request.method != "GET":
                office.something_changed.set()
        if request.url.path == "/event_type_available_times" and answer.status_code == 200:
            office.opened |= _starts_in(await answer.aread())
        return answer


def _starts_in(body: bytes) -> set[datetime]:
    times = json.loads(body)["collection"]
    return {datetime.fromisoformat(each["start_time"]) for each in times}
