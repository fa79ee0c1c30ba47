"""One question about the lead, asked beside something else; never twice, and never in the way."""

from graph.routes import sure_intents
from graph.state import Agenda, Segment, State
from nodes.own_words import ASKING
from nodes.talk import agenda_of, say
from tools.ports.qualification import Criterion, QualificationRules
from tools.ports.understanding import Intent, Understanding
from tools.qualification import USUAL, known_of, next_question, number_in

LONGEST = 160
"""Characters; what is longer tells more than what was asked."""

MOST_IN_A_ROW = 2

NUMBERS = frozenset({"team_size"})
"""Details that are no answer without a number."""

TIMES = frozenset({"urgency", "team_size", "budget"})
"""Details whose answer may read like a time: "this week", "12"."""


async def ask_in_passing(state: State, crm: QualificationRules) -> tuple[list[Segment], Agenda]:
    """The next question of the workspace's rules, and the agenda that remembers it was put.

    None while a meeting is arranged or booked, and none to who wants no meeting.
    """
    lead, agenda = state["lead"], agenda_of(state)
    if lead is None or agenda["goal"] or agenda.get("unwanted") or state.get("meeting"):
        return [], agenda
    asked = agenda.get("asked_about", [])
    rules = await crm.qualification_rules(state["turn"]["workspace"]) or USUAL
    found = next_question(known_of(lead), rules, asked=asked)
    if found is None:
        return [], agenda
    detail = found["detail"]
    asking: Agenda = {**agenda, "asked": "detail", "detail": detail, "unheard": 0}
    asking["asked_about"] = [*asked, detail]
    return [_question(found)], asking


def is_time_to_propose(agenda: Agenda) -> bool:
    """A talk is no form: after some questions the lead hears what they are for."""
    return len(agenda.get("asked_about", [])) >= MOST_IN_A_ROW and not agenda.get("proposed")


def with_answer(state: State) -> Understanding:
    """What was heard, with the bare answer to our question as the detail it gives: "12", "CEO"."""
    heard, agenda = state["understanding"], agenda_of(state)
    detail = agenda.get("detail") if agenda["asked"] == "detail" else None
    if detail is None or not _answers(state, heard, detail):
        return heard
    intents = [Intent(name="provide_details", confidence=1.0)]
    details = heard["details"]
    if heard["answer"] != "no":
        details = {detail: " ".join(state["turn"]["text"].split()), **details}
    return {
        **heard,
        "intents": intents,
        "details": details,
        "windows": [],
        "excluded": [],
        "unclear": [],
    }


def _answers(state: State, heard: Understanding, detail: str) -> bool:
    text = state["turn"]["text"].strip()
    if not text or "?" in text or len(text) > LONGEST or heard["choice"] or heard.get("small_talk"):
        return False
    if set(sure_intents(heard)) - {"provide_details"}:
        return False
    if heard["answer"]:
        return heard["answer"] == "no"
    if (heard["windows"] or heard["excluded"]) and detail not in TIMES:
        return False
    if detail in heard["details"]:
        return True
    return number_in(text) is not None or detail not in NUMBERS


def _question(criterion: Criterion) -> Segment:
    if criterion.get("question"):
        return Segment(kind="own", key=f"{ASKING}{criterion['detail']}")
    return say(f"ask_{criterion['detail']}")
