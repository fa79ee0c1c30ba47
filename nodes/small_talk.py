"""What to say where the talk is about itself: a greeting, thanks, "are you a robot?", "wait"."""

from collections.abc import Callable

from graph.routes import leaves, small_talk_of, sure_intents
from graph.state import Agenda, Segment, State
from nodes.reminder import back_to_it, question
from nodes.talk import agenda_of, no_agenda, say
from tools.ports.understanding import SmallTalk
from tools.ports.words import IntentName

LEAVING = frozenset({"not_interested", "let_go"})
SAID: dict[IntentName, str] = {
    "greeting": "greeting",
    "thanks_or_bye": "thanks",
    "not_interested": "not_interested",
    "opt_in": "greeting",
}


def small_talk(state: State) -> tuple[list[Segment], Agenda]:
    kind, wanted = small_talk_of(state), sure_intents(state["understanding"])
    if kind in {"drop", "thanks_anyway"} or (leaves(state) and "not_interested" not in wanted):
        return _dropped(state)
    if kind and kind in ANSWERS:
        return ANSWERS[kind](state), {**agenda_of(state), "unheard": 0}
    said = next((SAID[name] for name in wanted if name in SAID), "let_go")
    if kind == "lost_interest":
        said = "not_interested"
    if said in LEAVING:
        return [say(said)], _unwanted(said)
    if said == "greeting" and state["conversation"]["turns"]:
        said = "hello_again"
    agenda: Agenda = {**agenda_of(state), "unheard": 0}
    return [say(said), *(back_to_it(state) or _invites(said))], agenda


def _unwanted(said: str) -> Agenda:
    return {**no_agenda(), "unwanted": said == "not_interested"}


def _dropped(state: State) -> tuple[list[Segment], Agenda]:
    """ "Never mind": a booked meeting stays as it is, and nothing else is left open."""
    booked = agenda_of(state)["goal"] in {"reschedule_meeting", "cancel_meeting"}
    return [say("kept" if booked else "let_go")], no_agenda()


def _invites(said: str) -> list[Segment]:
    return [say("how_help")] if said == "hello_again" else []


def _fine(state: State) -> list[Segment]:
    return [say("fine"), *(back_to_it(state) or [say("how_help")])]


def _back_to_business(state: State) -> list[Segment]:
    return [say("glad"), *(back_to_it(state) or [say("how_help")])]


def _robot(state: State) -> list[Segment]:
    return [say("robot"), *back_to_it(state)]


def _abilities(state: State) -> list[Segment]:
    return [say("abilities"), *(back_to_it(state) or [say("what_next")])]


def _wait(state: State) -> list[Segment]:
    return [say("wait")]


def _back(state: State) -> list[Segment]:
    return [say("still_here"), *(question(state) or [say("how_help")])]


def _in_language(state: State) -> list[Segment]:
    return [say("in_language"), *(question(state) or [say("how_help")])]


def _repeat(state: State) -> list[Segment]:
    return question(state) or [say("abilities"), say("what_next")]


ANSWERS: dict[SmallTalk, Callable[[State], list[Segment]]] = {
    "robot": _robot,
    "abilities": _abilities,
    "wait": _wait,
    "back": _back,
    "language": _in_language,
    "how_are_you": _fine,
    "fine": _back_to_business,
    "repeat": _repeat,
}
