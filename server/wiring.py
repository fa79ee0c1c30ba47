"""The only place where real things are chosen: adapters, vendors, clock and ids."""

import asyncio
import logging
import os
import secrets
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any, Protocol, TypeVar
from uuid import NAMESPACE_URL, uuid4, uuid5

import httpx
import psycopg
from langchain_core.tracers import LangChainTracer
from langgraph.graph import StateGraph
from psycopg_pool import PoolTimeout
from pydantic import SecretStr

from emulator.accounts import Rules, ensure_account
from emulator.app import create_app as create_emulator
from emulator.deliver import Deliveries
from emulator.forgetting import forget_people
from emulator.pages import create_pages
from emulator.postgres import SCHEMA_SQL, PostgresStore
from graph.build import Ports, build_graph
from graph.context import Context
from graph.state import Input, State
from nodes.catalogue import LANGUAGES
from server import jobs
from server.account_token import AccountToken
from server.app import create_app
from server.calendars import WorkspaceCalendars
from server.database import Database
from server.health import ask_database
from server.parts import Graph, Parts, Patience, Qualify
from server.recording.outside import Outside
from server.recording.recorded import recorded
from server.recording.recorder import Recorder
from server.recording.tape import Setup
from server.rehearsal import RehearsedCalendars, RehearsedCrm
from server.saver import PooledPostgresSaver
from server.settings import Settings, read_settings
from server.vault import Vault
from tools import qualification, tracing
from tools.alerts.email import Mail, MailServer
from tools.alerts.webhook import WebHook
from tools.calendly import webhooks as calendly_webhooks
from tools.calendly.client import Calendly, http_client
from tools.calendly.limits import Limiter, Limiters
from tools.calendly.oauth import CalendlyOAuth
from tools.channels.webchat import WebChat
from tools.channels.whatsapp import WhatsApp
from tools.crm.postgres import PostgresCrm, PostgresLedger
from tools.crypto import Keyring, load_or_make_key_file
from tools.errors import Forged, Rejected
from tools.event_types import choose_event_type
from tools.models import chat_model
from tools.paid_model import PaidModel, Price
from tools.payloads import read_payload
from tools.ports.calendar import Calendar, TokenSource
from tools.ports.channels import Channel
from tools.ports.connections import Authorization
from tools.ports.crm import Crm
from tools.ports.handovers import AlertWay, Way
from tools.ports.model import Limits, Model, Purse
from tools.ports.records import Integration, Workspace
from tools.ports.understanding import Hearing
from tools.ports.words import Language
from tools.scheduling import make_tools
from tools.summaries.handover import summarise
from tools.understanding.language import language_of
from tools.understanding.normalise import plain
from tools.understanding.reader import LocalUnderstanding
from tools.understanding.version import version
from tools.zones import zone_of_phone

log = logging.getLogger(__name__)

for talker in ("httpx", "httpcore"):
    logging.getLogger(talker).setLevel(logging.WARNING)  # their INFO holds URLs with e-mails

OWNERS = uuid5(NAMESPACE_URL, "pipewise:workspace-owner")
CALENDAR_URL = "http://calendar.invalid"  # the built-in calendar's ids; never called over a network
NOTICE = 120  # minutes between a booking in the built-in calendar and its meeting

READ = 2_000  # characters of a text, to know its language by

Port = TypeVar("Port")


class Around(Protocol):
    def __call__(self, name: str, port: Port) -> Port: ...


def workspace_of(owner: str) -> str:
    """The id of an owner's workspace: any text may name an owner, the id is always the same."""
    return str(uuid5(OWNERS, owner))


def now() -> datetime:
    return datetime.now(UTC)


def new_id() -> str:
    return str(uuid4())


def read_language(text: str) -> Language:
    """Of a whole text; its beginning tells."""
    return language_of(plain(text[:READ]), before=None, region=None)


def graph_of(
    outside: Outside, setup: Setup, *, channels: Mapping[str, Channel]
) -> StateGraph[State, Context, Input, State]:
    """The graph over these ports: real ones, or a recording of them."""
    crm, calendars, clock, new_id = outside.crm, outside.calendars, outside.clock, outside.new_id
    return build_graph(
        Ports(
            crm=crm,
            understand=outside.understand,
            calendars=calendars,
            channels=channels,
            tools=make_tools(crm, calendars, clock, new_id, reachable=setup["reachable"]),
            model=outside.model,
            scheduler_model=outside.scheduler_model,
            model_below=setup["model_below"],
            clock=clock,
            new_id=new_id,
        ),
        home=setup["home"],
    )


class Wired:
    """Everything, made without touching disk or network; `open` does that, inside the loop."""

    def __init__(
        self,
        settings: Settings,
        *,
        patience: Patience | None = None,
        around: Around = lambda name, port: port,
    ) -> None:
        """`around` may put something between us and a port; the tests put a sudden death there."""
        self.settings = settings
        self.patience = patience or Patience()
        self._around = around
        self.home = workspace_of(settings.local_user)
        url = settings.database_url
        self.database = Database(
            url=url.get_secret_value() if url else None,
            home=settings.home,
            emulator_sql=SCHEMA_SQL,
        )
        self.crm: Crm = around(
            "crm",
            PostgresCrm(self.database, clock=now, new_id=new_id, lease=self.patience.lease),
        )
        self.ledger = PostgresLedger(self.database, clock=now, new_id=new_id)
        self.store = PostgresStore(_EmulatorConnections(self.database))
        self._limiters = Limiters()
        self._calendly_http = http_client(settings.calendly_url)
        self._sign_in_http = httpx.AsyncClient(timeout=httpx.Timeout(15, connect=3))
        self.authorization = self._authorization()
        self._built_in_http = http_client(
            CALENDAR_URL, httpx.ASGITransport(self._emulator(), raise_app_exceptions=False)
        )
        self._channel_http = httpx.AsyncClient(timeout=httpx.Timeout(15, connect=3))
        self._webhook_http = httpx.AsyncClient(trust_env=False)
        self._model_http: httpx.AsyncClient | None = None
        self.channels = self._channels()
        self.vault = Vault(self.crm, self._keyring)
        self.calendars = WorkspaceCalendars(
            self.crm,
            self.vault,
            connect=self._connect,
            keep_token=self._keep_token,
            emulate=self._emulate,
        )
        self.booking_pages = create_pages(
            self.store, clock=now, api_url=CALENDAR_URL, pages_url=settings.base_url
        )
        self.understanding = LocalUnderstanding(LANGUAGES)
        self._paid_model = self._model()
        self.builder = self._graph(self.crm, self.calendars)
        self._tracer = self._make_tracer()
        # A calendar keeps what it has read of its owner; made anew, each turn would ask again.
        self._calendlys: dict[str, Calendar] = {}
        self._built_in: dict[str, Calendar] = {}
        self._making = asyncio.Lock()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Parts]:
        try:
            await self.database.ready()
            await self.ensure_workspace(self.settings.local_user)
            yield self._parts()
        finally:
            await self.calendars.settle()
            for http in (
                self._calendly_http,
                self._sign_in_http,
                self._built_in_http,
                self._channel_http,
                self._webhook_http,
                self._model_http,
            ):
                if http is not None:
                    await http.aclose()
            await self.database.close()
            if self._tracer:
                await asyncio.to_thread(self._tracer.client.flush)

    async def ensure_workspace(self, owner: str) -> Workspace:
        return await self.crm.ensure_workspace(
            workspace_of(owner),
            owner,
            zone=self.settings.timezone,
            fallback=self.settings.fallback,
        )

    def warm_up(self) -> None:
        """The first message ever read loads the language model's file: half a second, at start."""
        # One word alone is not put to the language model: it would load nothing.
        self.understanding.understand("hola, ¿qué tal todo?", Hearing(now=now(), zone="UTC"))

    def background(self, parts: Parts) -> list[Callable[[], Coroutine[Any, Any, None]]]:
        """The job worker, the built-in calendar's webhooks, and an eye on our own Postgres."""
        return [partial(self.work, parts), self._send_calendar_news, self.database.watch]

    async def _send_calendar_news(self) -> None:
        deliveries = Deliveries(self.store, clock=now, http=self._webhook_http)
        while True:
            try:
                await deliveries.run_forever()
            except* (psycopg.OperationalError, PoolTimeout):
                log.warning("calendar news wait for the database")
            await asyncio.sleep(1)

    async def work(self, parts: Parts, *, signals: bool = False) -> None:
        app = jobs.make_app(self.database.url, parts)
        async with app.open_async():
            await jobs.work(app, stalled=self.patience.stalled, signals=signals)

    async def faults(self) -> dict[str, str | None]:
        async with self.database.emulator_connection() as connection:
            return dict(await ask_database(connection))

    def _parts(self) -> Parts:
        saver = PooledPostgresSaver(self.database.checkpoints)
        return Parts(
            settings=self.settings,
            crm=self.crm,
            graph=self.compiled(saver),
            rehearsal=partial(self._rehearsal, saver),
            calendars=self.calendars,
            ledger=self.ledger,
            forget_in_built_in_calendar=self._forget_invitees,
            authorization=self.authorization,
            channels=self.channels,
            vault=self.vault,
            zone_of_phone=zone_of_phone,
            verify_news=calendly_webhooks.verify,
            read_news=calendly_webhooks.read,
            choose_event_type=choose_event_type,
            read_payload=read_payload,
            read_language=read_language,
            clock=now,
            new_id=new_id,
            qualify=Qualify(usual=qualification.USUAL, score=qualification.score),
            summarise=summarise,
            alert_ways=self._alert_ways(),
            home=self.home,
            patience=self.patience,
            recorder=Recorder(
                recordings=self.crm if self.settings.record_turns else None, setup=self._setup()
            ),
            process=f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}",
        )

    def _graph(self, crm: Any, calendars: Any) -> StateGraph[State, Context, Input, State]:
        """`Any`: the ports, or what stands in for them in a rehearsal."""
        outside = Outside(
            crm=crm,
            understand=self.understanding,
            calendars=calendars,
            model=self._paid_model,
            scheduler_model=self._paid_model if self.settings.model_schedules else None,
            clock=now,
            new_id=new_id,
        )
        return graph_of(recorded(outside), self._setup(), channels=self.channels)

    def _setup(self) -> Setup:
        return Setup(
            home=self.home,
            model_below=self.settings.model_below,
            reachable=self.settings.public_url is not None,
            model=self._paid_model is not None,
            schedules=self.settings.model_schedules,
            reader=version(),
        )

    def _rehearsal(self, saver: PooledPostgresSaver) -> Graph:
        crm = RehearsedCrm(self.crm, clock=now, new_id=new_id)
        graph = self._graph(crm, RehearsedCalendars(self.calendars))
        return self._traced(graph.compile(checkpointer=saver, name="pipewise"))

    def compiled(self, saver: PooledPostgresSaver | None = None) -> Graph:
        return self._traced(self.builder.compile(checkpointer=saver, name="pipewise"))

    def _traced(self, graph: Graph) -> Graph:
        return graph.with_config(callbacks=[self._tracer]) if self._tracer else graph

    def _make_tracer(self) -> LangChainTracer | None:
        settings = self.settings
        if not tracing.is_wanted(settings.langsmith_tracing):
            return None
        steps = self.builder.compile().get_graph(xray=True).nodes
        tools = make_tools(self.crm, self.calendars, now, new_id)
        return tracing.tracer(
            url=settings.langsmith_endpoint,
            key=settings.langsmith_api_key,
            project=settings.langsmith_project,
            words={*(name.split(":")[-1] for name in steps), *(tool.name for tool in tools)},
            contents=settings.trace_contents,
        )

    def _channels(self) -> dict[str, Channel]:
        graph_url = self.settings.whatsapp_graph_url
        channels: tuple[Channel, ...] = (
            WhatsApp(self._channel_http, graph_url=graph_url),
            WebChat(),
        )
        return {channel.name: self._around(channel.name, channel) for channel in channels}

    def _alert_ways(self) -> dict[Way, AlertWay]:
        settings, ways = self.settings, dict[Way, AlertWay]()
        if settings.handover_webhook_url and settings.handover_webhook_secret:
            ways["webhook"] = WebHook(
                self._channel_http,
                url=settings.handover_webhook_url,
                secret=settings.handover_webhook_secret,
                clock=now,
            )
        if settings.handover_email and settings.smtp_host:
            server = MailServer(
                host=settings.smtp_host,
                port=settings.smtp_port,
                security=settings.smtp_security,
                user=settings.smtp_user,
                password=settings.smtp_password,
            )
            sender = settings.smtp_from or settings.handover_email
            ways["email"] = Mail(server, sender=sender, to=settings.handover_email, clock=now)
        return ways

    def _keyring(self) -> Keyring:
        """Configured keys, or in local mode a key file of this machine, made on first use."""
        if self.settings.token_keys is not None:
            return Keyring.parse(self.settings.token_keys.get_secret_value())
        path = self.settings.data_home / "keys"
        try:
            return load_or_make_key_file(path)
        except OSError as error:
            raise Rejected(
                f"The key file {path} can be neither read nor made ({error.strerror}). "
                "Set PIPEWISE_TOKEN_KEYS, or PIPEWISE_HOME to a folder of ours.",
                field="PIPEWISE_TOKEN_KEYS",
            ) from error

    async def check_keys(self) -> None:
        """Raise `Rejected` where keys were given and cannot be read: nothing starts without."""
        if self.settings.token_keys is not None:
            await self.vault.check()

    def _model(self) -> Model | None:
        return self.model_paid_from(self.crm)

    def model_paid_from(self, purse: Purse) -> Model | None:
        """The configured model; None where none is."""
        settings = self.settings
        key, base_url = settings.openai_api_key, settings.openai_base_url
        if key is None and base_url is None:
            return None
        self._model_http = self._model_http or httpx.AsyncClient(timeout=settings.model_seconds)
        chat = chat_model(
            base_url,
            key or SecretStr("not needed"),
            settings.openai_model,
            settings.model_seconds,
            longest_answer=settings.model_answer_tokens,
            http=self._model_http,
        )
        return PaidModel(
            chat,
            name=settings.openai_model,
            purse=purse,
            limits=_limits(settings),
            price=Price.of(settings.model_price),
            longest_answer=settings.model_answer_tokens,
            clock=now,
            new_id=new_id,
        )

    def _connect(self, token: SecretStr | TokenSource, key: str | None) -> Calendar:
        if key is None:
            return self._calendly(token, Limiter())
        if key not in self._calendlys:
            self._calendlys[key] = self._calendly(token, self._limiters.of(key))
        return self._calendlys[key]

    def _calendly(self, token: SecretStr | TokenSource, limiter: Limiter) -> Calendar:
        calendly = Calendly(
            self._calendly_http, token=token, mode="full", clock=now, limiter=limiter
        )
        calendar: Calendar = self._around("calendar", calendly)
        return calendar

    def _keep_token(self, integration: Integration) -> AccountToken:
        return AccountToken(
            integration,
            crm=self.crm,
            vault=self.vault,
            authorization=self.authorization,
            clock=now,
            new_id=new_id,
        )

    def _authorization(self) -> Authorization | None:
        """Our app at Calendly; without one, accounts are connected with a token."""
        settings = self.settings
        if settings.calendly_client_id is None:
            return None
        oauth = CalendlyOAuth(
            self._sign_in_http,
            url=settings.calendly_auth_url,
            client_id=settings.calendly_client_id,
            client_secret=settings.calendly_client_secret,
            clock=now,
        )
        authorization: Authorization = self._around("authorization", oauth)
        return authorization

    def _emulator(self) -> Any:  # Any: an ASGI app
        return create_emulator(
            self.store, clock=now, api_url=CALENDAR_URL, pages_url=self.settings.base_url
        )

    async def _forget_invitees(self, workspace: str, emails: Sequence[str]) -> None:
        await forget_people(self.store, token=_built_in_token(workspace), emails=emails)

    async def _emulate(self, home: Workspace) -> Calendar:
        if home["id"] not in self._built_in:
            # First turns come together, in this process and in others: one of them makes it. Those
            # of this process wait without a connection, or the maker might find none left.
            async with self._making, self.database.alone(f"built-in calendar {home['id']}"):
                if home["id"] not in self._built_in:
                    self._built_in[home["id"]] = await self._make_built_in(home)
        return self._built_in[home["id"]]

    async def _make_built_in(self, home: Workspace) -> Calendar:
        """The built-in calendar: reached from this process only, so its token is just a name."""
        token = SecretStr(_built_in_token(home["id"]))
        built_in = Calendly(self._built_in_http, token=token, mode="fallback", clock=now)
        calendar: Calendar = self._around("calendar", built_in)
        await ensure_account(
            self.store,
            token=token.get_secret_value(),
            name=home["name"],
            email="calendar@pipewise.invalid",
            zone=home["zone"],
            new_id=new_id,
            now=now(),
            rules=Rules(minimum_notice=NOTICE),
        )
        await self._listen(home["id"], calendar)
        return calendar

    async def _listen(self, workspace: str, calendar: Calendar) -> None:
        """Have the built-in calendar's webhooks come to the address we listen on now."""
        integration_id = str(uuid5(OWNERS, f"{workspace}/built_in_calendar"))
        url = f"{self.settings.loopback_url}/webhooks/calendly/{integration_id}"
        row = await self.crm.integration(integration_id)
        if row is not None and row["config"]["url"] == url and await self._opens(row):
            return
        if row is not None:
            await calendar.unsubscribe(row["config"]["subscription"])
        signing_key = secrets.token_urlsafe(32)
        # The row last: without it, the next one to come begins again.
        subscription = await calendar.subscribe(url, signing_key)
        await self.vault.save(
            workspace,
            "built_in_calendar",
            account="",
            config={"url": url, "subscription": subscription},
            secrets={"signing_key": signing_key},
            integration_id=integration_id,
        )

    async def _opens(self, integration: Integration) -> bool:
        try:
            await self.vault.open_for(integration)
        except Forged:
            return False  # another key was in use then
        return True


def _limits(settings: Settings) -> Limits:
    def micro(dollars: float | None) -> int | None:
        return None if dollars is None else round(dollars * 1e6)

    return Limits(
        turn=settings.model_tokens_per_turn,
        lead=settings.model_tokens_per_lead,
        day=settings.model_tokens_per_day,
        turn_cost=micro(settings.model_dollars_per_turn),
        lead_cost=micro(settings.model_dollars_per_lead),
        day_cost=micro(settings.model_dollars_per_day),
    )


def _built_in_token(workspace: str) -> str:
    return f"built-in-{workspace}"


class _EmulatorConnections:
    def __init__(self, database: Database) -> None:
        self.connection = database.emulator_connection


wired = Wired(read_settings())
graph = wired.compiled()
app = create_app(wired, compat=True)
studio_app = create_app(wired, compat=False, worker=False)
