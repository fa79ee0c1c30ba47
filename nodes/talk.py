"""Short questions about the state that several nodes ask."""

from typing import cast
from uuid import NAMESPACE_URL, UUID, uuid5

from langchain_core.messages import AIMessage, AnyMessage, RemoveMessage

from graph.state import Agenda, Result, Route, Segment, State, Update
from tools.ports.scheduler import Asked
from tools.ports.words import Language

ANSWER = "answer:"  # how a button that answers a question of the event type is named


def no_agenda() -> Agenda:
    return Agenda(goal=None, offers=[], picked=None, asked=None, refused=[])


def agenda_of(state: State) -> Agenda:
    return state.get("agenda") or no_agenda()


def question_of(agenda: Agenda) -> str:
    """What a yes or no answers: its button keeps it, since buttons stay after their question."""
    return f"{agenda['asked'] or ''}:{agenda['picked'] or ''}"


def language_of(state: State) -> Language:
    lead = state.get("lead")
    return (lead["language"] if lead else None) or state["turn"]["language"]


def zone_of(state: State) -> str:
    lead = state.get("lead")
    return (lead["zone"] if lead else None) or state["turn"]["zone"]


def say(key: str, *, count: int | None = None) -> Segment:
    if count is None:
        return Segment(kind="say", key=key)
    return Segment(kind="say", key=key, count=count)


def question_segment(question: Asked) -> Segment:
    """`kind` picks our words for it, where it has none of its own."""
    return Segment(
        kind="question", key=question["kind"], text=question["name"], ids=question["choices"]
    )


def receipt(receipt_id: str) -> Segment:
    return Segment(kind="receipt", id=receipt_id)


def last_said(state: State) -> str | None:
    """What our last reply ended with: a key of the catalogue, or the kind of another segment."""
    ours = (m for m in reversed(state.get("messages", [])) if isinstance(m, AIMessage))
    segments = next((m.additional_kwargs.get("segments") or [] for m in ours), [])
    last: Segment | None = segments[-1] if segments else None
    return (last["key"] if last["kind"] == "say" else last["kind"]) if last else None


def as_uuid(text: str, *, of: str = "id") -> str:
    """A caller's id as one of ours: UUIDs stay, anything else gets the same one, within `of`."""
    try:
        return str(UUID(text))
    except ValueError:
        return derived_id(of, text)


def answer_button(question: str, place: int) -> str:
    """Of one choice under a question; pressed under another, it answers nothing."""
    return f"{ANSWER}{place}:{derived_id('question', question)[:8]}"


def derived_id(*parts: str) -> str:
    """The same parts give the same UUID, in every process."""
    return str(uuid5(NAMESPACE_URL, "pipewise:" + "\x1f".join(parts)))


def forget(message_id: str) -> AnyMessage:
    """Takes a message out of the state: `add_messages` knows it, `AnyMessage` does not name it."""
    return cast(AnyMessage, RemoveMessage(id=message_id))


def replied(
    state: State, route: Route, draft: list[Segment], *, agenda: Agenda | None = None
) -> Update:
    """The ordinary end of an answering node: words, and nothing was done."""
    heard: Agenda = {**agenda_of(state), "unheard": 0}
    return Update(
        route=route,
        draft=draft,
        agenda=agenda or heard,
        result=Result(success=True, action="replied"),
    )
