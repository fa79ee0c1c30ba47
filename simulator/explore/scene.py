"""The small world: the CRM's tables, a calendar that sells each time once, and who is at work."""

import pickle
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from simulator.crm.model import FUNCTIONS, no_jobs
from simulator.crm.tables import Function, Tables
from simulator.crm.talk_rows import Conversation, Integration, Workspace
from tools.ports.words import JSON

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
START = NOON + timedelta(days=30)
STEP = timedelta(milliseconds=1)
WAIT = timedelta(minutes=20)
"""Longer than a lease, a question to the calendar, and the longest pause before the next look."""
CALL = "sales-call"

Steps = Mapping[str, Function]
REAL: Steps = {name: function for name, (function, _) in FUNCTIONS.items()}
"""The CRM's functions, as the simulator has them; guards are taken out by putting others here."""


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """How much may happen. What comes to nothing new (duplicates, taking over) needs no bound."""

    slots: int
    messages: tuple[int, int]
    """Of each lead, at most."""
    crashes: int
    """Of which each may be a long silence instead: the process goes on when another has its run."""
    lost: int
    """Answers of the calendar."""
    wishes: tuple[str, ...] = ("slot", "cancel", "stop")
    person: bool = True
    """Takes over and gives back, as often as they like."""
    overlapping: bool = False
    """A process that was silent for long wakes before the calendar is asked, beside another."""


@dataclass(kw_only=True)
class Work:
    """A turn in the hands of a process: what it has read, and what it does next."""

    run: str
    attempt: int
    talk: str
    place: str
    wish: str
    covers: int
    moves: str | None
    slot: int = 0
    asked: str | None = None
    token: str = ""
    fresh: bool = True
    outcome: str = ""
    proof: JSON | None = None
    effects: bool = False
    silent: bool = False
    stalled: bool = False


@dataclass(kw_only=True)
class Scene:
    tables: Tables
    talks: tuple[str, str]
    left: list[int]
    """Messages that each lead may still write."""
    crashes: int
    lost: int
    slots: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    """Offered to each."""
    calendar: dict[int, str] = field(default_factory=dict)
    """Who has which time: the token of the booking."""
    at_work: list[Work] = field(default_factory=list)
    given: dict[str, str] = field(default_factory=dict)
    """Each event a lead's platform told us, and the conversation it was said in."""
    now: datetime = NOON
    ids: int = 0
    broken: str | None = None

    def new_id(self) -> str:
        self.ids += 1
        return f"{self.ids:08x}-0000-4000-8000-000000000000"

    def do(self, steps: Steps, name: str, **values: Any) -> Any:  # Any: the SQL function's JSON
        self.now += STEP
        return steps[name](self.tables, now=self.now, **values)

    def ours(self, steps: Steps, name: str, **values: Any) -> Any:  # Any: the SQL function's JSON
        return self.do(steps, name, workspace=self.workspace, **values)

    @property
    def workspace(self) -> str:
        return next(iter(self.tables.workspaces))

    def talk(self, lead: int) -> Conversation:
        return self.tables.conversations[self.talks[lead]]

    def slot_of(self, starts_at: str) -> int:
        return (datetime.fromisoformat(starts_at) - START) // timedelta(hours=1)

    def lead_in(self, talk: str) -> int:
        return self.talks.index(talk)


def frozen(scene: Scene) -> bytes:
    return pickle.dumps(scene, pickle.HIGHEST_PROTOCOL)


def thawed(kept: bytes) -> Scene:
    scene: Scene = pickle.loads(kept)  # noqa: S301 - our own bytes, of this very process
    return scene


def opening(bounds: Bounds) -> Scene:
    """Two leads who have said hello, and have been offered the same times."""
    tables = Tables(enqueue=no_jobs)
    scene = Scene(
        tables=tables,
        talks=("", ""),
        left=list(bounds.messages),
        crashes=bounds.crashes,
        lost=bounds.lost,
    )
    workspace, account = scene.new_id(), scene.new_id()
    tables.workspaces[workspace] = Workspace(
        id=workspace,
        owner=scene.new_id(),
        name="Acme",
        zone="UTC",
        language="en",
        fallback_allowed=True,
        default_event_type=CALL,
        created_at=scene.now,
        resume_hours=0,
    )
    tables.integrations[account] = Integration(
        id=account,
        workspace_id=workspace,
        platform="whatsapp",
        account="acme",
        status="connected",
        config={},
        sealed={},
        created_at=scene.now,
    )
    scene.talks = (_met(scene, 0), _met(scene, 1))
    scene.slots = (_offered(scene, 0, bounds.slots), _offered(scene, 1, bounds.slots))
    return scene


def heard(scene: Scene, steps: Steps, lead: int, event: str, text: str) -> JSON:
    account = next(iter(scene.tables.integrations))
    told: JSON = scene.ours(
        steps,
        "ingest_message",
        channel="whatsapp",
        integration=account,
        event_id=event,
        aliases=[{"kind": "phone", "value": f"+{lead}", "attested": True}],
        text=text,
        choice_id=None,
        provider_id=None,
        note=None,
        at=None,
        profile_name="Lee",
        phone_zone=None,
        browser_zone=None,
        language="en",
        source=None,
        external=None,
        thread=None,
        conversation=scene.new_id(),
        message=scene.new_id(),
        lead=scene.new_id(),
        run=scene.new_id(),
        door="channel",
        simulated=False,
        due=None,
        latest=None,
        request=None,
        joins=True,
        enqueue=True,
    )
    return told


def _met(scene: Scene, lead: int) -> str:
    """Known, and answered once."""
    told = heard(scene, REAL, lead, f"hello {lead}", "hello")
    run = scene.do(
        REAL,
        "claim_run",
        thread=told["conversation_id"],
        run=None,
        owner="nobody",
        lease=60,
        tries=9,
        settles=False,
    )
    scene.ours(
        REAL,
        "commit_turn",
        conversation=told["conversation_id"],
        turn=run["id"],
        run=run["id"],
        attempt=run["attempt"],
        covers=1,
        replies=[],
        effects=False,
        trace={},
        score=None,
        next_run=scene.new_id(),
    )
    scene.ours(
        REAL,
        "note_lead",
        lead=told["lead_id"],
        details={"email": f"lead{lead}@example.com"},
        language=None,
        zone=None,
        status=None,
    )
    return str(told["conversation_id"])


def _offered(scene: Scene, lead: int, slots: int) -> tuple[str, ...]:
    offers = [
        {
            "id": scene.new_id(),
            "event_type": CALL,
            "event_name": "Sales Call",
            "starts_at": (START + timedelta(hours=each)).isoformat(),
            "ends_at": (START + timedelta(hours=each, minutes=30)).isoformat(),
            "expires_at": START.isoformat(),
        }
        for each in range(slots)
    ]
    made = scene.ours(
        REAL, "offer_slots", conversation=scene.talks[lead], turn=scene.new_id(), slots=offers
    )
    return tuple(str(each["id"]) for each in made)
