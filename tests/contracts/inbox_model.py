"""What the CRM must do with messages and runs of one conversation, in pure Python."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from tools.crm.functions import LEASE
from tools.crm.turns import RETRIES


@dataclass
class ModelRun:
    id: str
    not_before: datetime
    latest: datetime
    state: Literal["pending", "running", "done", "superseded", "failed"] = "pending"
    joins: bool = True
    attempt: int = 0
    lease_until: datetime | None = None


@dataclass
class Held:
    """A claim as its worker remembers it; it may be stale."""

    run: str
    attempt: int
    covers: int


@dataclass
class Talk:
    """One conversation."""

    seq: int = 0
    waiting: dict[int, str] = field(default_factory=dict)
    """Unanswered messages by seq."""
    replies: list[str] = field(default_factory=list)
    runs: list[ModelRun] = field(default_factory=list)
    turns: set[str] = field(default_factory=set)
    superseded: int = 0

    def hear(self, text: str, run: str, due: datetime, latest: datetime, now: datetime) -> str:
        """The run the message is in."""
        self.seq += 1
        self.waiting[self.seq] = text
        for pending in self._pending():
            if pending.joins:
                later = min(max(due, pending.not_before), pending.latest)
                pending.not_before = due if due <= now else later
                return pending.id
        self.runs.append(ModelRun(run, due, latest))
        return run

    def claim(self, now: datetime) -> Held | None:
        running = self._running()
        run = running or next(iter(self._pending()), None)
        if run is None or (run.lease_until or run.not_before) > now:
            return None
        run.state, run.attempt = "running", run.attempt + 1
        run.lease_until = now + timedelta(seconds=LEASE)
        return Held(run.id, run.attempt, max(self.waiting, default=0))

    def commit(self, held: Held, text: str, *, effects: bool) -> str:
        if held.run in self.turns:
            return "repeated"
        run = self._held(held)
        if run is None:
            return "fenced"
        newer = any(seq > held.covers for seq in self.waiting)
        if newer and run.joins and not effects and self.superseded < 2 and self._pending():
            run.state, run.lease_until = "superseded", None
            self.superseded += 1
            return "superseded"
        run.state, self.superseded = "done", 0
        self.turns.add(run.id)
        self.waiting = {seq: text for seq, text in self.waiting.items() if seq > held.covers}
        self.seq += 1
        self.replies.append(text)
        return "committed"

    def fail(self, held: Held, now: datetime, *, retry: bool) -> None:
        run = self._held(held)
        if run is None:
            return
        if not retry or run.attempt >= RETRIES:
            run.state = "failed"
            return
        run.joins = run.joins and not any(other.joins for other in self._pending())
        run.state, run.lease_until = "pending", None
        run.not_before = run.latest = now + timedelta(seconds=min(2.0**run.attempt, 60))

    def _held(self, held: Held) -> ModelRun | None:
        run = self._running()
        return run if run and (run.id, run.attempt) == (held.run, held.attempt) else None

    def _running(self) -> ModelRun | None:
        return next((run for run in self.runs if run.state == "running"), None)

    def _pending(self) -> list[ModelRun]:
        """Oldest first."""
        return [run for run in self.runs if run.state == "pending"]
