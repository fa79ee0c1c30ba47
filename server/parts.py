"""What the doors and the jobs work with. The wiring chooses each part; tests hand in their own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from langgraph.graph.state import CompiledStateGraph
from prometheus_client import CollectorRegistry, Counter, Gauge

from graph.context import Context
from graph.state import Input, State
from server.calendars import WorkspaceCalendars
from server.recording.recorder import UNRECORDED, Recorder
from server.settings import Settings
from server.threads.live import Live
from server.vault import Vault
from tools.ports.calendar import CalendarNews, EventType
from tools.ports.channels import Channel, Inbound
from tools.ports.connections import Authorization
from tools.ports.crm import Crm
from tools.ports.handovers import AlertWay, Summarise, Way
from tools.ports.ledger import Ledger
from tools.ports.qualification import Rules, Score
from tools.ports.words import JSON, Clock, Language, NewId

Graph = CompiledStateGraph[State, Context, Input, State]


class VerifyNews(Protocol):
    def __call__(
        self, signing_keys: Sequence[str], header: str | None, body: bytes, *, now: datetime
    ) -> None:
        """Raise `Forged` unless Calendly signed these bytes with one of the keys, just now."""


class ReadPayload(Protocol):
    def __call__(
        self, platform: str, payload: JSON, channels: Mapping[str, Channel], *, event_id: str
    ) -> list[Inbound]:
        """The messages in a platform's payload; raises `Rejected` naming the field."""


class ChooseEventType(Protocol):
    def __call__(
        self, types: Sequence[EventType], *, wanted: str | None, default: str | None
    ) -> tuple[EventType, str]:
        """The type to book, and why it; raises `Rejected` where none is active."""


class ScoreLead(Protocol):
    def __call__(self, known: Mapping[str, str], rules: Rules) -> Score | None:
        """None where nothing is known that counts."""


class ForgetInvitees(Protocol):
    async def __call__(self, workspace: str, emails: Sequence[str]) -> None:
        """Who booked under these addresses, in the calendar we bring along."""


@dataclass(frozen=True, kw_only=True)
class Qualify:
    """How leads are scored."""

    usual: Rules
    """For a workspace that has chosen none."""
    score: ScoreLead


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What `/metrics` tells beside the process's own figures."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    events: Counter = field(init=False)
    turns: Counter = field(init=False)
    deliveries: Counter = field(init=False)
    integrations: Gauge = field(init=False)
    """Set by whoever is asked for the figures."""

    def __post_init__(self) -> None:
        def count(name: str, text: str, *labels: str) -> None:
            counter = Counter(f"pipewise_{name}", text, labels, registry=self.registry)
            object.__setattr__(self, name, counter)

        count("events", "Inbound events by what became of them.", "channel", "outcome")
        count("turns", "Turns by how they ended.", "outcome")
        count("deliveries", "Replies handed to a channel, by how it went.", "channel", "outcome")
        accounts = Gauge(
            "pipewise_integrations",
            "Accounts by platform and state.",
            ("platform", "status"),
            registry=self.registry,
        )
        object.__setattr__(self, "integrations", accounts)


@dataclass(frozen=True, kw_only=True)
class Patience:
    """Seconds of silence after which work counts as lost and somebody else takes it up.

    Longer than any call of ours may take: a second try must not meet a request still under way.
    """

    lease: float = 30.0
    """Of a turn; while it runs, it is extended three times as often."""
    stalled: float = 30.0
    """Of a worker's heartbeat."""
    late: float = 10.0
    """Of a due run that nobody takes."""
    stuck: float = 60.0
    """Of a send that nobody answers, before its one more try."""
    sweep: int = 5
    """Between two looks for lost work."""
    unsettled: int = 30
    """Between two looks for what turns left open in the calendar."""
    watch: int = 30
    """Between two looks for calendars that are due; how often each is, the next three say."""
    check: float = 600.0
    """Between two looks at a calendar's webhook subscription."""
    ask: float = 120.0
    """Between two questions to a calendar that has no webhooks."""
    overdue: float = 86_400.0
    """After it, even a calendar with webhooks is asked for what may have been lost."""


@dataclass(frozen=True, kw_only=True)
class TurnParts:
    """What taking turns needs."""

    crm: Crm
    graph: Graph
    """Compiled with the saver."""
    rehearsal: Callable[[], Graph]
    """The same graph for one run without effects."""
    clock: Clock
    new_id: NewId
    process: str
    """Names this process as the owner of the runs it claims."""
    patience: Patience = field(default_factory=Patience)
    counts: Counts = field(default_factory=Counts)
    live: Live = field(default_factory=Live)
    """What this process's runs stream."""
    recorder: Recorder = UNRECORDED


@dataclass(frozen=True, kw_only=True)
class Parts(TurnParts):
    settings: Settings
    calendars: WorkspaceCalendars
    ledger: Ledger
    forget_in_built_in_calendar: ForgetInvitees
    authorization: Authorization | None
    """Our app at Calendly, where there is one."""
    channels: Mapping[str, Channel]
    vault: Vault
    zone_of_phone: Callable[[str], str | None]
    verify_news: VerifyNews
    read_news: Callable[[bytes], CalendarNews]
    choose_event_type: ChooseEventType
    read_payload: ReadPayload
    read_language: Callable[[str], Language]
    """Of a text of the business's; of several languages, the one that most of it is in."""
    qualify: Qualify
    summarise: Summarise
    alert_ways: Mapping[Way, AlertWay]
    """How the local owner is told of handovers; what is not set up is not there."""
    home: str
    """The local owner's workspace id."""
