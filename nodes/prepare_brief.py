"""All the scheduler's model is told, made from what was heard and where the talk stands."""

from langgraph.runtime import Runtime

from graph.context import Context
from graph.routes import SCHEDULING, sure_intents, withholds
from graph.state import Agenda, State, Update
from nodes.event_questions import Answered, read_answer, sheet_for
from nodes.own_meetings import Own, own_meetings
from nodes.talk import agenda_of, no_agenda, zone_of
from nodes.wishes import AGREEING, DETAILS, Wish, picks_slot, wish_of
from tools.errors import Rejected, Unavailable
from tools.links import host_of
from tools.policy import BOOKING
from tools.ports.calendar import Calendars, Meeting
from tools.ports.crm import Scheduling
from tools.ports.records import Lead
from tools.ports.scheduler import Brief
from tools.ports.understanding import Understanding
from tools.ports.words import Door, IntentName

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


async def prepare_brief(
    state: State, runtime: Runtime[Context], *, crm: Scheduling, calendars: Calendars
) -> Update:
    answered, turn, known = read_answer(state), state["turn"], _known(state["lead"])
    goal = _goal(state, answered.heard)
    mine = await own_meetings(state, answered.heard, goal, crm)
    heard = mine.heard
    agenda = agenda_of(state) if agenda_of(state)["goal"] == goal else no_agenda()
    wish = await wish_of(state, heard, agenda, goal, crm)
    plan_books = goal not in BOOKING or await _plan_books(state, calendars)
    by_link = answered.declined or withholds(state) or _keeps_details(heard, agenda)
    by_link = by_link or not (plan_books or _has_booked(state))
    open_slot = wish.slot if goal in BOOKING and plan_books and not by_link else None
    sheet = await sheet_for(open_slot, known, answered.given, calendars, turn["workspace"])
    missing = [name for name in ("name", "email") if name not in known]
    brief = Brief(
        intent=goal,
        way="link" if by_link or _is_for_a_link(turn["door"], goal) else "book",
        plan_books=plan_books,
        now=turn["now"],
        zone=zone_of(state),
        windows=wish.windows,
        excluded=wish.excluded,
        offers=wish.offers,
        refused=wish.refused,
        picked=wish.picked,
        agreed=wish.agreed,
        known=known,
        missing=[*missing, *(asked["name"] for asked in sheet.open)],
        questions=sheet.open,
        misread=answered.misread,
        answers=sheet.answers,
        place=sheet.place,
        meeting=_to_be_opened(mine.meant, turn["door"]),
        meetings=mine.several,
        which=mine.unclear,
        unclear=list(heard["unclear"]),
        clock_change=heard["clock_change"],
    )
    return Update(brief=brief, agenda=_kept(agenda, wish, answered, mine), meeting=mine.meant)


def _kept(agenda: Agenda, wish: Wish, answered: Answered, mine: Own) -> Agenda:
    settled = mine.meant["id"] if mine.several and mine.meant and not mine.unclear else None
    return {
        **agenda,
        "picked": wish.picked,
        "offers": wish.offers,
        "refused": wish.excluded,
        "meeting": settled,
        "answers": answered.given,
        "tries": answered.tries,
        "hour": _hour(mine.heard, agenda),
        "wished": wish.windows if mine.unclear else [],
        "sought": wish.windows or agenda.get("sought", []),
    }


def _hour(heard: Understanding, agenda: Agenda) -> str | None:
    """The hour that waits for its day: a day that is named takes it, another hour replaces it."""
    waits = agenda.get("hour") if agenda["asked"] == "day" else None
    return None if heard["windows"] or heard["choice"] else heard["hour"] or waits


def _goal(state: State, heard: Understanding) -> IntentName:
    """A time or a choice reads as a wish to meet; it serves whatever is being settled."""
    named = next((name for name in sure_intents(heard) if name in SCHEDULING), None)
    agenda = agenda_of(state)
    if _only_serves(state, heard, named):
        named = None
    if agenda["goal"] is None and named in {None, "schedule_meeting"} and heard["windows"]:
        return "reschedule_meeting" if _has_booked(state) else "schedule_meeting"
    if agenda["goal"] is None or named not in {None, "schedule_meeting"}:
        return named or "schedule_meeting"
    times = heard["windows"] or picks_slot(heard)
    if agenda["goal"] == "cancel_meeting" and agenda["asked"] != "which" and times:
        return "reschedule_meeting"
    return agenda["goal"]


def _only_serves(state: State, heard: Understanding, named: IntentName | None) -> bool:
    """Other times while a first meeting is arranged, and a yes to what we asked, start nothing."""
    agenda = agenda_of(state)
    if named == "reschedule_meeting":
        return agenda["goal"] == "schedule_meeting" and not _has_booked(state)
    return named == "meeting_info" and heard["answer"] is not None and agenda["asked"] in AGREEING


def _is_for_a_link(door: Door, goal: IntentName) -> bool:
    return door == "facade" and goal == "schedule_meeting"


async def _plan_books(state: State, calendars: Calendars) -> bool:
    turn = state["turn"]
    if turn["door"] == "facade":
        return True  # it gets a link in any case
    try:
        return await (await calendars.of(turn["workspace"])).can_book()
    except (Rejected, Unavailable):
        return True  # the tool that asks the calendar next finds out, and says it


def _has_booked(state: State) -> bool:
    meeting = state.get("meeting")
    return meeting is not None and meeting["event_uri"] is not None


def _to_be_opened(meeting: Meeting | None, door: Door) -> Meeting | None:
    """Without pages of ours that only this machine can open, for a lead on a channel."""
    if meeting is None or door != "channel" or meeting["mode"] == "full":
        return meeting
    pages = (meeting["cancel_url"], meeting["reschedule_url"])
    if {host_of(page) for page in pages if page} & LOOPBACK:
        return {**meeting, "cancel_url": None, "reschedule_url": None}
    return meeting


def _known(lead: Lead | None) -> dict[str, str]:
    if lead is None:
        return {}
    named = {"name": lead["name"], "email": lead["email"], "phone": lead["phone"]}
    return lead["details"] | {field: value for field, value in named.items() if value}


def _keeps_details(heard: Understanding, agenda: Agenda) -> bool:
    """Who will not give an e-mail here may give it on the booking page."""
    only_no = heard["answer"] == "no" and not (heard["choice"] or heard["windows"])
    return only_no and agenda["asked"] in DETAILS
