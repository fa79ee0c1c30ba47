"""Rows of people and what is said: the tables of supabase/migrations, column by column."""

from dataclasses import dataclass, field
from datetime import datetime

from tools.ports.words import JSON


@dataclass(slots=True, kw_only=True)
class Workspace:
    id: str
    owner: str
    name: str
    zone: str
    language: str
    fallback_allowed: bool
    default_event_type: str | None
    created_at: datetime
    links_allowed: list[str] = field(default_factory=list)
    disclosure: dict[str, str] = field(default_factory=dict)
    resume_hours: int = 24
    team_language: str | None = None


@dataclass(slots=True, kw_only=True)
class Integration:
    id: str
    workspace_id: str
    platform: str
    account: str
    status: str
    config: JSON
    sealed: dict[str, str]
    created_at: datetime
    error: str | None = None
    last_sync: datetime | None = None
    next_look: datetime | None = None
    asked_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Lead:
    id: str
    workspace_id: str
    external_id: str | None
    name: str | None
    email: str | None
    phone: str | None
    status: str
    language: str | None
    zone: str | None
    zone_source: str | None
    details: dict[str, str]
    source: JSON | None
    created_at: datetime
    updated_at: datetime
    status_before_opt_out: str | None = None
    score: int | None = None
    band: str | None = None
    score_reasons: list[JSON] | None = None


@dataclass(slots=True, kw_only=True)
class Identity:
    workspace_id: str
    channel: str
    scope: str
    kind: str
    value: str
    lead_id: str
    attested: bool
    created_at: datetime


@dataclass(slots=True, kw_only=True)
class Thread:
    id: str
    workspace_id: str
    created_at: datetime
    updated_at: datetime
    metadata: JSON = field(default_factory=dict)
    forked: bool = False
    replay_ended: bool = False
    pruned_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Conversation:
    id: str
    workspace_id: str
    lead_id: str
    channel: str
    scope: str
    integration_id: str | None
    simulated: bool
    created_at: datetime
    mode: str = "bot"
    human_at: datetime | None = None
    last_seq: int = 0
    turns: int = 0
    superseded: int = 0
    last_inbound_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Message:
    id: str
    workspace_id: str
    conversation_id: str
    seq: int
    direction: str
    text: str
    at: datetime
    choice_id: str | None = None
    provider_id: str | None = None
    note: str | None = None
    turn_id: str | None = None


@dataclass(slots=True, kw_only=True)
class InboundEvent:
    workspace_id: str
    channel: str
    scope: str
    event_id: str
    message_id: str | None
    received_at: datetime


@dataclass(slots=True, kw_only=True)
class QuarantinedEvent:
    workspace_id: str
    integration_id: str
    event_id: str
    reason: str
    raw: JSON
    received_at: datetime


@dataclass(slots=True, kw_only=True)
class Run:
    id: str
    workspace_id: str
    thread_id: str
    door: str
    state: str
    joins: bool
    not_before: datetime
    request: JSON
    created_at: datetime
    place: int
    latest: datetime | None = None
    notice: str | None = None
    rehearsal: bool = False
    cancel: str | None = None
    listened: bool = False
    covers: int | None = None
    queued: bool = True
    settles: bool = False
    attempt: int = 0
    owner: str | None = None
    lease_until: datetime | None = None
    error: str | None = None
    ended_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class RunEvent:
    run_id: str
    workspace_id: str
    n: int
    name: str
    data: str
    at: datetime


@dataclass(slots=True, kw_only=True)
class Turn:
    id: str
    workspace_id: str
    conversation_id: str
    run_id: str | None
    covers: int
    effects: bool
    trace: JSON
    committed_at: datetime


@dataclass(slots=True, kw_only=True)
class OutboxReply:
    id: str
    workspace_id: str
    conversation_id: str
    turn_id: str
    ordinal: int
    text: str
    choices: list[JSON]
    segments: list[JSON]
    state: str
    created_at: datetime
    error: str | None = None
    delivery_status: str | None = None
    attempts: int = 0
    next_at: datetime | None = None
    sending_since: datetime | None = None
    provider_id: str | None = None


@dataclass(slots=True, kw_only=True)
class DeliveryStatus:
    workspace_id: str
    integration_id: str
    provider_id: str
    status: str
    error: str | None
    at: datetime


@dataclass(slots=True, kw_only=True)
class Recording:
    run_id: str
    attempt: int
    workspace_id: str
    conversation_id: str
    began: str | None
    tape: str
    left_hash: str | None
    at: datetime
    place: int


@dataclass(slots=True, kw_only=True)
class ChatSession:
    id: str
    workspace_id: str
    token_hash: str
    integration_id: str | None
    conversation_id: str
    language: str | None
    zone: str | None
    origin: str | None
    created_at: datetime
