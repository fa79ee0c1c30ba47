"""Where to go next. Pure: they read the state and name a node."""

from typing import Literal

from graph.state import Agenda, Route, State
from tools.ports.understanding import ACT, SmallTalk, Understanding
from tools.ports.words import IntentName

SCHEDULING: frozenset[IntentName] = frozenset(
    {"schedule_meeting", "reschedule_meeting", "cancel_meeting", "meeting_info"}
)
QUESTIONS: frozenset[IntentName] = frozenset({"pricing_question", "product_question"})
SMALL_TALK: frozenset[IntentName] = frozenset({"greeting", "thanks_or_bye"})
COURTESIES: frozenset[SmallTalk] = frozenset({"how_are_you", "fine"})
"""Where something was asked they agree to it: "tudo bem"."""
ANSWERING: frozenset[SmallTalk] = COURTESIES | {"wait", "drop", "question"}
"""Small talk that may as well answer a question of the event type."""
FEWEST = 3
"""Words that a question has at least; "what?" asks nothing."""

TO_A_PERSON: frozenset[IntentName] = frozenset({"talk_to_human", "complaint"})
WORDED: frozenset[IntentName] = QUESTIONS | SMALL_TALK | {"other"}
"""What a model may answer in its own words, where nothing else is wanted beside it."""

TOLD: frozenset[IntentName] = SCHEDULING | TO_A_PERSON | {"opt_out", "opt_in"}
"""What only templates speak of."""

ROUTES: dict[IntentName, Route] = {
    "pricing_question": "answer",
    "product_question": "answer",
    "greeting": "answer",
    "thanks_or_bye": "answer",
    "not_interested": "answer",
    "opt_in": "answer",
    "provide_details": "qualify",
}


def by_intent(state: State) -> Route:
    """Consent and people come before everything, an open offer before any fresh reading."""
    heard, wanted = state["understanding"], sure_intents(state["understanding"])
    return (
        _consent_or_silence(state, wanted)
        or ("answer" if small_talk_of(state) else None)
        or _to_a_person(state, wanted)
        or _meeting(state, wanted)
        or ("answer" if asks_unknown(state) else None)
        or _anything_else(heard, wanted)
    )


def after_answer(state: State) -> Literal["scheduler", "compose_reply"]:
    """Who asks something and wants to meet gets both: the answer, then the times."""
    return "scheduler" if state["route"] == "scheduler" else "compose_reply"


def after_scheduler(state: State) -> Literal["hand_over", "compose_reply"]:
    """Where the calendar needs a person, the turn ends with one."""
    return "hand_over" if state.get("route") == "hand_over" else "compose_reply"


def sure_intents(heard: Understanding) -> list[IntentName]:
    return [intent["name"] for intent in heard["intents"] if intent["confidence"] >= ACT]


def about_meeting(state: State) -> bool:
    wanted = set(sure_intents(state["understanding"]))
    return bool(SCHEDULING & wanted) or answers_agenda(state) or _only_names_a_time(state)


def _only_names_a_time(state: State) -> bool:
    """ "Tuesday at ten would suit me": who names a time and nothing else, means to meet then."""
    heard, meeting = state["understanding"], state.get("meeting")
    beside = set(sure_intents(heard)) - {"provide_details", "greeting"}
    booked = meeting is not None and meeting["event_uri"] is not None
    asks = heard["intents"][0]["name"] in QUESTIONS
    return _gives_time(heard) and not (beside or booked or asks)


def may_word(state: State) -> bool:
    """Free text has its place in a turn that asks or chats, and did nothing."""
    heard = state["understanding"]
    wanted = {*sure_intents(heard), heard["intents"][0]["name"]}
    did = state.get("steps") or state.get("effects") or state["turn"]["notice"]
    return bool(WORDED & wanted) and not (TOLD & wanted or did or about_meeting(state))


def small_talk_of(state: State) -> SmallTalk | None:
    """What is said about the talk itself, unless it answers what we have asked."""
    heard, asked = state["understanding"], state["agenda"]["asked"]
    kind = heard.get("small_talk")
    if kind is None or kind == "private" or heard["choice"] or state["turn"]["choice_id"]:
        return None
    answering = kind in ANSWERING if asked == "question" else asked and kind in COURTESIES
    return None if answering else kind


def asks_unknown(state: State) -> bool:
    """A question that fits no intent: the knowledge may still know."""
    heard, text = state["understanding"], state["turn"]["text"]
    first = heard["intents"][0]
    lost = first["name"] in QUESTIONS | {"other"} and first["confidence"] < ACT
    return lost and "?" in text and len(text.split()) >= FEWEST and not heard["details"]


def leaves(state: State) -> bool:
    """ "No, thanks", "I'm not interested any more": the end of what we had begun."""
    heard, agenda = state["understanding"], state["agenda"]
    if calls_it_off(state):
        return True
    if agenda["asked"] is None or heard["choice"] or _gives_time(heard):
        return False
    if agenda["goal"] == "cancel_meeting" or withholds(state):
        return False
    refuses = {"thanks_or_bye", "not_interested"} & set(sure_intents(heard))
    if heard["answer"] == "no" and refuses and len(state["turn"]["text"].split()) > 1:
        return True
    return _loses_interest(state)


def calls_it_off(state: State) -> bool:
    """ "Cancel that", with nothing booked and times on offer."""
    meeting, asked = state.get("meeting"), state["agenda"]["asked"]
    booked = meeting is not None and meeting["event_uri"] is not None
    arranging = state["agenda"]["goal"] == "schedule_meeting" and asked not in {None, "day"}
    wanted = SCHEDULING & set(sure_intents(state["understanding"]))
    return arranging and not booked and wanted == {"cancel_meeting"}


def _loses_interest(state: State) -> bool:
    """In so many words: a bare "no" reads so too, and answers many questions."""
    if state["understanding"].get("small_talk") in {"lost_interest", "private"}:
        return state["understanding"].get("small_talk") == "lost_interest"
    first = state["understanding"]["intents"][0]
    sure = first["name"] == "not_interested" and first["confidence"] >= ACT
    return sure and len(state["turn"]["text"].split()) > 2


def answers_agenda(state: State) -> bool:
    """The message answers what we asked about a meeting."""
    agenda, heard = state["agenda"], state["understanding"]
    if agenda["asked"] == "question":
        return _answers_question(state)
    if agenda["goal"] is None or agenda["asked"] is None:
        return heard["choice"] is not None and heard["choice"]["kind"] == "slot"
    if agenda["asked"] == "slot" and len(agenda["offers"]) > 1 and _only_agrees(heard):
        return False  # to which of them? We ask again, and keep the offer.
    said = heard["choice"] or _gives_time(heard) or _gives_detail(agenda, heard)
    said = said or withholds(state)
    return bool(said or (heard["answer"] and not _asks_back(state)))


def withholds(state: State) -> bool:
    """ "I'd rather not give my e-mail", where we asked for it."""
    private = state["understanding"].get("small_talk") == "private"
    return private and state["agenda"]["asked"] in {"name", "email"}


def _asks_back(state: State) -> bool:
    """ "Wait, before that, what do you charge?" is no "no" to the times on offer."""
    asks = "?" in state["turn"]["text"] and QUESTIONS & set(sure_intents(state["understanding"]))
    return bool(asks) and state["understanding"]["answer"] == "no"


def _answers_question(state: State) -> bool:
    """Any words do, but a question of their own, small talk and the end of their interest."""
    heard, turn = state["understanding"], state["turn"]
    asks_back = "?" in turn["text"] and QUESTIONS & set(sure_intents(heard))
    chats = {each["name"] for each in heard["intents"] if each["confidence"] >= 0.9} & SMALL_TALK
    said = turn["text"] or turn["choice_id"]
    return bool(said) and not (asks_back or _loses_interest(state) or chats)


def _only_agrees(heard: Understanding) -> bool:
    return heard["answer"] == "yes" and not (heard["choice"] or _gives_time(heard))


def _consent_or_silence(state: State, wanted: list[IntentName]) -> Route | None:
    conversation, turn = state["conversation"], state["turn"]
    if "opt_out" in wanted and not conversation["opted_out"]:
        return "opt_out"
    if "opt_in" in wanted and conversation["opted_out"]:
        return "opt_out"
    if conversation["opted_out"]:
        return "stay_silent"
    if turn["notice"]:
        return "announce"
    if conversation["mode"] == "human":
        return "stay_silent"
    return None if turn["covers"] else "stay_silent"


def _to_a_person(state: State, wanted: list[IntentName]) -> Route | None:
    asked, answer = state["agenda"]["asked"], state["understanding"]["answer"]
    agreed = asked == "team" and answer == "yes" and not SCHEDULING & set(wanted)
    for_a_person = TO_A_PERSON & set(wanted)
    if for_a_person == {"complaint"} and _picks(state):
        return None  # "the second one" is no complaint, whatever else it sounds like
    return "hand_over" if agreed or for_a_person else None


def _picks(state: State) -> bool:
    choice = state["understanding"]["choice"]
    return choice is not None and choice["kind"] == "slot"


def _meeting(state: State, wanted: list[IntentName]) -> Route | None:
    ends = (_declines(state) or leaves(state)) and not SCHEDULING & set(wanted)
    if ends or calls_it_off(state):
        return "answer"
    if state["agenda"]["asked"] == "meet" and state["understanding"]["answer"] == "yes":
        return "scheduler"
    if about_meeting(state):
        return "answer" if QUESTIONS & set(wanted) else "scheduler"
    return None


def _declines(state: State) -> bool:
    """No to a proposal of ours that has nothing to do with a slot."""
    heard, asked = state["understanding"], state["agenda"]["asked"]
    return heard["answer"] == "no" and asked in {"team", "day", "meet"} and not _gives_time(heard)


def _anything_else(heard: Understanding, wanted: list[IntentName]) -> Route:
    first = next((name for name in wanted if name in ROUTES), None)
    if first:
        return ROUTES[first]
    return "qualify" if heard["details"].keys() - {"wants"} else "clarify"


def _gives_time(heard: Understanding) -> bool:
    return bool(heard["windows"] or heard["excluded"] or heard["unclear"])


def _gives_detail(agenda: Agenda, heard: Understanding) -> bool:
    return agenda["asked"] in {"name", "email", "agree_book"} and bool(
        heard["details"].keys() & {"name", "email"}
    )
