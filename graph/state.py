"""What a thread remembers: JSON shapes only, so that state survives our refactorings."""

from typing import Annotated, Any, Literal, NotRequired, Required

from langchain_core.messages import AnyMessage
from langgraph.graph.message import add_messages
from typing_extensions import TypedDict

from tools.ports.calendar import Meeting, Slot
from tools.ports.model import ModelCall
from tools.ports.records import Conversation, Lead
from tools.ports.scheduler import Asked, Brief
from tools.ports.understanding import Intent, Understanding, Window
from tools.ports.words import JSON, AskedFor, Door, Language

Route = Literal[
    "scheduler", "answer", "qualify", "hand_over", "opt_out", "clarify", "announce", "stay_silent"
]
"""Which node answers."""


class Agenda(TypedDict):
    """Where the talk about a meeting stands between turns."""

    goal: Literal["schedule_meeting", "reschedule_meeting", "cancel_meeting"] | None
    offers: list[Slot]
    picked: str | None
    asked: AskedFor | None
    refused: list[Window]
    """Times the lead has turned down since this goal came up; never offered again."""
    meeting: NotRequired[str | None]
    """Which of several meetings is to be moved or canceled."""
    answers: NotRequired[dict[str, str]]
    """What the lead answered to the event type's own questions."""
    question: NotRequired[Asked | None]
    """Which of them is open, where `asked` is "question"."""
    tries: NotRequired[int]
    """How often it was not answered."""
    hour: NotRequired[str | None]
    """The lead's words for an hour whose day we ask for."""
    unheard: NotRequired[int]
    """How many messages in a row we did not understand."""
    unwanted: NotRequired[bool]
    """The lead wants no meeting: none is proposed until they ask for one."""
    detail: NotRequired[str | None]
    """What was asked about the lead in passing, where `asked` is "detail"."""
    asked_about: NotRequired[list[str]]
    """What was asked so already: nothing twice."""
    proposed: NotRequired[bool]
    """A meeting was proposed, in passing, too."""
    sought: NotRequired[list[Window]]
    """When the times on offer were looked for: "in the afternoon" is an afternoon of then."""
    wished: NotRequired[list[Window]]
    """Times that were named before it was clear which meeting they are for."""


class Turn(TypedDict):
    """Which turn this is and for whom. Written by `router` alone, at the start of every run."""

    id: str
    run: str | None
    workspace: str
    conversation: str
    door: Door
    covers: int
    """The `seq` of the newest message this turn has read."""
    now: str
    text: str
    """The lead's unanswered messages, joined by line breaks."""
    choice_id: str | None
    notice: str | None
    """A receipt to announce: something happened outside the chat (a booking on the link's page)."""
    committed: bool
    zone: str
    """The workspace's, for a lead whose own is not known."""
    language: Language
    """The workspace's, until the lead has written."""
    before: Agenda
    """The agenda as the turn found it: a turn that is dropped or begun again starts from it."""


SegmentKind = Literal[
    "say",
    "slots",
    "slot",
    "meeting",
    "question",
    "link",
    "page",
    "receipt",
    "quote",
    "worded",
    "detail",
    "when",
    "own",
]


class Segment(TypedDict, total=False):
    """A piece of a reply. Only `compose_reply` turns it into words, and it believes no words here:

    times, addresses and claims are read from the rows that the ids name. See `nodes/render.py`.

    say      a sentence of the catalogue, which has no blanks: `key`; `count` chooses its form
    slots    offered slots: `ids`
    slot     one slot read back: `ids[0]`
    meeting  the live meeting's time read back
    link     a booking link issued to this lead: `id`, or `url` where only that is known; `key` says
             what for, `day` where the page opens
    question a question of the event type, in its own words: `text`; `key`, its kind; `ids`, the
             choices
    page     the live meeting's own page at the calendar: `key` is "move" or "cancel"
    receipt  a claim, from the stored event that proves it: `id`
    quote    a knowledge passage, verbatim: `id`; `key`, its title
    worded   an answer in the model's words that holds no fact beyond the passages `ids`: `text`;
             `id` and `key` of the one it rests on. The only free text, and the guard reads it
    detail   what the lead told us, from their row: `key` is its name
    when     an instant under discussion, in a question of the catalogue: `key`, `at`
    own      the workspace's own words, from its settings: `key` says which
    """

    kind: Required[SegmentKind]
    key: str
    count: int
    ids: list[str]
    id: str
    url: str
    day: str
    at: str
    text: str


class Result(TypedDict, total=False):
    """What the facade and the thread API answer. From tool state, never from model text."""

    success: bool
    action: Literal[
        "meeting_scheduled",
        "manual_follow_up",
        "replied",
        "handed_over",
        "ignored",
        "calendly_not_configured",
    ]
    meeting_url: str | None
    event_type: str | None
    lead_status: str | None
    conversation_id: str
    mode: str
    meeting_state: str | None
    error: str | None
    degraded_reason: str | None


class Refused(TypedDict):
    """What a model worded and the lead never saw."""

    text: str
    faults: list[str]


class ModelUse(TypedDict):
    """What this turn asked the model. Begun anew by `router`."""

    calls: list[ModelCall]
    gave_way: str | None
    """Why the local path finishes the turn."""
    reading: JSON | None
    """What the model understood of the message, where it was asked and its answer was used."""
    refused: NotRequired[list[Refused]]
    """What it worded and the guard stopped."""


class Input(TypedDict, total=False):
    """What a run may be given: a chat message, or a raw platform payload."""

    messages: Annotated[list[AnyMessage], add_messages]
    platform: str | None
    payload: dict[str, Any] | None


class Update(TypedDict, total=False):
    """What a node may change. A node returns only the keys it changed."""

    messages: Annotated[list[AnyMessage], add_messages]
    platform: str | None
    payload: JSON | None
    turn: Turn
    conversation: Conversation
    understanding: Understanding
    intent: Intent | None
    route: Route
    lead: Lead | None
    meeting: Meeting | None
    agenda: Agenda
    brief: Brief
    steps: Annotated[list[AnyMessage], add_messages]
    """This turn's tool calls and their results; emptied by `router`."""
    model: ModelUse
    draft: list[Segment]
    effects: list[str]
    """Ids of the receipts this turn earned."""
    result: Result


class State(Update, total=False):
    """The whole of a thread's state: what came in and what we have learned since."""
