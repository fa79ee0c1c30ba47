"""Asks what was meant: the open question again, or what leads usually want; at last, a person."""

from langgraph.runtime import Runtime

from graph.context import Context
from graph.state import Agenda, Segment, State, Update
from nodes.reminder import question
from nodes.talk import agenda_of, last_said, replied, say
from tools.ports.understanding import ACT

SETTLED = frozenset({"thanks", "ack", "let_go", "kept", "noted", "receipt", "wait"})
"""After these a "yes" or "no" agrees with us and leaves nothing to ask."""


def clarify(state: State, runtime: Runtime[Context]) -> Update:
    if not state["turn"]["text"]:
        return replied(state, "clarify", [say("cannot_read")])
    if said := _bare(state):
        return replied(state, "clarify", said)
    if _agrees_to_several(state):
        return replied(state, "clarify", question(state))
    if _is_silence(state):
        return replied(state, "clarify", [say("still_here"), *_open(state)])
    unheard = agenda_of(state).get("unheard", 0) + 1
    agenda: Agenda = {**agenda_of(state), "unheard": unheard}
    return _again(state, agenda) if unheard > 1 else _first(state, agenda)


def _first(state: State, agenda: Agenda) -> Update:
    why = "out_of_scope" if _is_out_of_scope(state) else None
    if open_question := question(state):
        draft = [say(why or "pardon"), *open_question]
    else:
        draft = [say(why or "clarify"), say("abilities"), say("what_next")]
    return replied(state, "clarify", draft, agenda=agenda)


def _again(state: State, agenda: Agenda) -> Update:
    """Who is not understood twice is offered a person; an open question stays open beside it."""
    if open_question := question(state):
        draft = [say("pardon"), say("person_hint"), *open_question]
        return replied(state, "clarify", draft, agenda=agenda)
    why = "out_of_scope" if _is_out_of_scope(state) else "still_unsure"
    draft = [say(why), say("abilities"), say("offer_person")]
    return replied(state, "clarify", draft, agenda={**agenda, "asked": "team"})


def _bare(state: State) -> list[Segment]:
    """A yes or a no to nothing that was asked."""
    answer, last = state["understanding"]["answer"], last_said(state)
    if answer is None or last is None or question(state):
        return []
    if last == "move_or_cancel":
        return [say("move_or_cancel")]
    if answer == "no":
        return [say("let_go")]
    return [say("ack")] if last in SETTLED else [say("abilities"), say("what_next")]


def _agrees_to_several(state: State) -> bool:
    """A yes to three times: to which of them is all that is asked again."""
    agrees = state["understanding"]["answer"] == "yes"
    return agrees and agenda_of(state)["asked"] in {"slot", "which"} and bool(question(state))


def _is_silence(state: State) -> bool:
    """ "...", "?", a smile."""
    return not any(letter.isalnum() for letter in state["turn"]["text"])


def _open(state: State) -> list[Segment]:
    return question(state) or [say("how_help")]


def _is_out_of_scope(state: State) -> bool:
    first = state["understanding"]["intents"][0]
    return first["name"] == "other" and first["confidence"] >= ACT
