"""What clients send, read once at the edge: everything that would be stored is checked here."""

import math
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    field_validator,
    model_validator,
)

from tools.ports.words import JSON

DEEPEST = 64  # levels of nesting; a state that is deeper is nobody's conversation

StreamMode = Literal[
    "values",
    "updates",
    "messages",
    "messages-tuple",
    "custom",
    "debug",
    "tasks",
    "checkpoints",
    "events",
]
Unserved = Literal["tools", "lifecycle"]
CancelAction = Literal["interrupt", "rollback"]


def storable(document: JSON) -> JSON:
    """A document that Postgres can keep: no NUL, no half characters, no infinities."""
    todo: list[tuple[Any, int]] = [(document, 0)]
    while todo:
        value, depth = todo.pop()
        if depth > DEEPEST:
            raise ValueError(f"nested more than {DEEPEST} levels deep")
        if isinstance(value, dict):
            todo += [(part, depth + 1) for pair in value.items() for part in pair]
        elif isinstance(value, list):
            todo += [(part, depth + 1) for part in value]
        elif isinstance(value, str):
            storable_text(value)
        elif isinstance(value, float) and not math.isfinite(value):
            raise ValueError("numbers must be finite")
    return document


def storable_text(text: str) -> str:
    if "\0" in text:
        raise ValueError("text must not contain NUL")
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("text must be valid Unicode")
    return text


Document = Annotated[dict[str, Any], AfterValidator(storable)]
Text = Annotated[str, AfterValidator(storable_text)]
Offset = Annotated[int, Field(ge=0, le=2**31 - 1)]


def as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class ThreadCreate(BaseModel):
    thread_id: UUID | None = None
    metadata: Document = {}
    if_exists: Literal["raise", "do_nothing"] = "raise"
    ttl: Any = None
    supersteps: list[Any] | None = None


class ThreadPatch(BaseModel):
    metadata: Document = {}


class ThreadCount(BaseModel):
    metadata: Document = {}
    status: Literal["idle", "busy", "interrupted", "error"] | None = None
    values: Document | None = None


class ThreadSearch(ThreadCount):
    limit: int = Field(default=10, ge=1, le=1000)
    offset: Offset = 0
    ids: list[UUID] | None = None
    sort_by: Literal["thread_id", "status", "created_at", "updated_at"] | None = None
    sort_order: Literal["asc", "desc"] | None = None
    select: list[str] | None = None
    extract: dict[str, str] | None = None


class Checkpoint(BaseModel):
    checkpoint_id: Text | None = None
    checkpoint_ns: Text = ""
    checkpoint_map: Document | None = None


class StateUpdate(BaseModel):
    values: Document | list[Document] | None = None
    as_node: str | None = None
    checkpoint: Checkpoint | None = None
    checkpoint_id: Text | None = None


class Step(BaseModel):
    """Of a command: a node that gets its own input instead of the thread's state."""

    node: str
    input: Any = None


class RunCommand(BaseModel):
    """What continues a paused run, or moves a thread along."""

    resume: Any = None
    update: Document | list[tuple[str, Any]] | None = None
    goto: str | Step | list[str | Step] | None = None

    @field_validator("resume", "goto", "update", mode="before")
    @classmethod
    def keepable(cls, value: Any) -> Any:
        storable({"value": value})
        return value

    @field_validator("update")
    @classmethod
    def by_key(cls, update: JSON | list[tuple[str, Any]] | None) -> JSON | None:
        """JSON has no pairs of its own: kept as lists, LangGraph would take them for nothing."""
        pairs = update if isinstance(update, list) else list((update or {}).items())
        if len(dict(pairs)) < len(pairs):
            raise ValueError("each key once")
        return None if update is None else dict(pairs)

    @property
    def written(self) -> list[Any]:
        """What it puts into the state, or gives a node in the state's place."""
        steps = self.goto if isinstance(self.goto, list) else [self.goto]
        inputs = [step.input for step in steps if isinstance(step, Step)]
        return [self.update or {}, *inputs]


class RunsCancel(BaseModel):
    thread_id: UUID | None = None
    run_ids: list[UUID] | None = None
    status: Literal["pending", "running", "all"] | None = None


class StateAt(BaseModel):
    checkpoint: Checkpoint
    subgraphs: bool = False


class History(BaseModel):
    limit: int = Field(default=10, ge=1, le=1000)
    before: Checkpoint | None = None
    metadata: Document | None = None
    checkpoint: Checkpoint | None = None


class AssistantSearch(BaseModel):
    graph_id: str | None = None
    name: str | None = None
    metadata: Document = {}
    limit: int = Field(default=10, ge=1, le=1000)
    offset: Offset = 0


Nodes = Literal["*"] | list[Text]


class RunCreate(BaseModel):
    """A run's body; `unserved` says which of its wishes this server does not grant."""

    assistant_id: str
    input: Document | None = None
    command: RunCommand | None = None
    checkpoint: Checkpoint | None = None
    checkpoint_id: Text | None = None
    metadata: Document = {}
    config: Document = {}
    context: Document = {}
    webhook: str | None = None
    interrupt_before: Nodes | None = None
    interrupt_after: Nodes | None = None
    stream_mode: Annotated[list[StreamMode | Unserved], BeforeValidator(as_list)] = ["values"]
    stream_subgraphs: bool = False
    stream_resumable: bool = False
    feedback_keys: list[str] | None = None
    multitask_strategy: Literal["reject", "enqueue", "interrupt", "rollback"] = "enqueue"
    if_not_exists: Literal["create", "reject"] = "reject"
    on_completion: Literal["delete", "keep"] | None = None
    on_disconnect: Literal["cancel", "continue"] = "continue"
    after_seconds: float = 0
    durability: Literal["sync", "async", "exit"] | None = None

    @model_validator(mode="before")
    @classmethod
    def null_is_absent(cls, body: Any) -> Any:
        """SDKs of other languages send null for what they leave out."""
        if isinstance(body, dict):
            return {key: value for key, value in body.items() if value is not None}
        return body

    @model_validator(mode="after")
    def of_one_mind(self) -> Self:
        self.stream_mode = list(dict.fromkeys(self.stream_mode)) or ["values"]
        if self.command and self.input is not None:
            raise ValueError("give an input or a command, not both")
        return self

    @property
    def place(self) -> Checkpoint | None:
        """Where the run starts from, if not from the thread's newest state."""
        place = self.checkpoint or Checkpoint(checkpoint_id=self.checkpoint_id)
        return place if place.checkpoint_id else None

    def unserved(self) -> str | None:
        """The first wish we cannot grant, as a sentence."""
        wishes = {
            "webhook": self.webhook,
            "feedback_keys": self.feedback_keys,
            "after_seconds": self.after_seconds,
        }
        wishes |= {
            f"stream_mode={mode}": mode in ("tools", "lifecycle") for mode in self.stream_mode
        }
        return next((f"{wish} is not served." for wish, asked in wishes.items() if asked), None)
