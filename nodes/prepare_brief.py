"""All the scheduler's model is told, made from what was heard and where the talk stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from langgraph.runtime import Runtime

from graph.context import Context
from graph.routes import SCHEDULING, sure_intents
from graph.state import Agenda, State, Update
from nodes.event_questions import Answered, read_answer, sheet_for
from nodes.own_meetings import Own, own_meetings
from nodes.talk import agenda_of, no_agenda, zone_of
from tools.errors import Rejected, Unavailable
from tools.links import host_of
from tools.policy import BOOKING
from tools.ports.calendar import Calendars, Meeting, Slot
from tools.ports.crm import Scheduling
from tools.ports.records import Lead
from tools.ports.scheduler import Brief
from tools.ports.understanding import CHANGED, Understanding, Window
from tools.ports.words import Door, IntentName

AGREEING = frozenset({"agree_book", "agree_move", "agree_cancel"})
DETAILS = frozenset({"name", "email"})
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the lead wants of the times: those they named, those they will not have, the one."""

    offers: list[Slot]
    picked: str | None
    agreed: bool
    refused: bool
    windows: list[Window]
    excluded: list[Window]

    @property
    def slot(self) -> Slot | None:
        """The one they agreed to."""
        return next((s for s in self.offers if s["id"] == self.picked and self.agreed), None)


async def prepare_brief(
    state: State, runtime: Runtime[Context], *, crm: Scheduling, calendars: Calendars
) -> Update:
    answered, turn, known = read_answer(state), state["turn"], _known(state["lead"])
    goal = _goal(answered.heard, agenda_of(state))
    mine = await own_meetings(state, answered.heard, goal, crm)
    heard = mine.heard
    agenda = agenda_of(state) if agenda_of(state)["goal"] == goal else no_agenda()
    wish = await _wish(state, heard, agenda, goal, crm)
    plan_books = goal not in BOOKING or await _plan_books(state, calendars)
    by_link = answered.declined or _keeps_details(heard, agenda)
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


async def _wish(
    state: State, heard: Understanding, agenda: Agenda, goal: IntentName, crm: Scheduling
) -> Wish:
    offers = [] if agenda["asked"] == "which" else await _offers(state, agenda, crm)
    picked, agreed = _picked(heard, agenda, offers, goal=goal)
    refused = _refuses(heard, agenda)
    return Wish(
        offers=offers,
        picked=picked,
        agreed=agreed,
        refused=refused,
        windows=_windows(heard, offers, state["turn"]["now"]),
        excluded=[*agenda["refused"], *heard["excluded"], *(_spans(offers) if refused else [])],
    )


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
    }


def _hour(heard: Understanding, agenda: Agenda) -> str | None:
    """The hour that waits for its day: a day that is named takes it, another hour replaces it."""
    waits = agenda.get("hour") if agenda["asked"] == "day" else None
    return None if heard["windows"] or heard["choice"] else heard["hour"] or waits


def _goal(heard: Understanding, agenda: Agenda) -> IntentName:
    """A time or a choice reads as a wish to meet; it serves whatever is being settled."""
    named = next((name for name in sure_intents(heard) if name in SCHEDULING), None)
    if agenda["goal"] is None or named not in {None, "schedule_meeting"}:
        return named or "schedule_meeting"
    times = heard["windows"] or _picks_slot(heard)
    if agenda["goal"] == "cancel_meeting" and agenda["asked"] != "which" and times:
        return "reschedule_meeting"
    return agenda["goal"]


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


async def _offers(state: State, agenda: Agenda, crm: Scheduling) -> list[Slot]:
    """The slots on offer, and the one on a button of an older message."""
    choice, turn = state["understanding"]["choice"], state["turn"]
    chosen = choice["slot_id"] if choice else None
    if chosen is None or chosen in {slot["id"] for slot in agenda["offers"]}:
        return agenda["offers"]
    older = await crm.slot(turn["workspace"], turn["conversation"], chosen)
    return [older] if older else agenda["offers"]


def _picks_slot(heard: Understanding) -> bool:
    return heard["choice"] is not None and heard["choice"]["kind"] == "slot"


def _picked(
    heard: Understanding, agenda: Agenda, offers: Sequence[Slot], *, goal: IntentName
) -> tuple[str | None, bool]:
    """The slot the lead means, and whether they have agreed to that very one."""
    choice, asked = heard["choice"], agenda["asked"]
    if goal == "cancel_meeting":
        return None, heard["answer"] == "yes" and asked == "agree_cancel"
    if choice and choice["kind"] == "slot":
        # On a button of long ago nobody was told that their meeting would move.
        told = goal != "reschedule_meeting" or agenda["goal"] == goal
        return _among(choice["slot_id"], offers), told
    if named := _named_start(heard, offers):
        return named, True
    if choice or heard["windows"] or heard["excluded"] or heard["answer"] == "no":
        any_one = offers[0]["id"] if offers and choice and choice["kind"] == "any" else None
        return any_one, False
    if CHANGED & set(heard["unclear"]):
        return None, False  # another time is wanted, which we first have to ask about
    if heard["answer"] == "yes" and asked in AGREEING | {"slot"}:
        only = offers[0]["id"] if asked == "slot" and len(offers) == 1 else agenda["picked"]
        return only, asked in AGREEING or only is not None
    return agenda["picked"], asked in DETAILS | {"question"}


def _among(slot_id: str | None, offers: Sequence[Slot]) -> str | None:
    return slot_id if slot_id in {slot["id"] for slot in offers} else None


def _named_start(heard: Understanding, offers: Sequence[Slot]) -> str | None:
    """A time that was named and is one of the slots on offer."""
    instants = {
        datetime.fromisoformat(window["start"])
        for window in heard["windows"]
        if window["start"] == window["end"]
    }
    named = [slot for slot in offers if datetime.fromisoformat(slot["starts_at"]) in instants]
    return named[0]["id"] if len(named) == 1 else None


def _refuses(heard: Understanding, agenda: Agenda) -> bool:
    choice = heard["choice"]
    if choice and choice["kind"] in {"none", "more", "earlier", "later"}:
        return True
    return heard["answer"] == "no" and agenda["asked"] in AGREEING | {"slot"}


def _keeps_details(heard: Understanding, agenda: Agenda) -> bool:
    """Who will not give an e-mail here may give it on the booking page."""
    only_no = heard["answer"] == "no" and not (heard["choice"] or heard["windows"])
    return only_no and agenda["asked"] in DETAILS


def _windows(heard: Understanding, offers: Sequence[Slot], now: str) -> list[Window]:
    """The times the lead named; "earlier" and "later" are measured from what was offered."""
    choice = heard["choice"]
    if heard["windows"] or not offers or choice is None:
        return heard["windows"]
    starts = sorted(offers, key=lambda slot: datetime.fromisoformat(slot["starts_at"]))
    if choice["kind"] == "earlier":
        return [_window(now, starts[0]["starts_at"])]
    if choice["kind"] == "later":
        return [_window(starts[-1]["ends_at"], _in_a_fortnight(starts[-1]["ends_at"]))]
    return []


def _in_a_fortnight(instant: str) -> str:
    return (datetime.fromisoformat(instant) + timedelta(days=14)).isoformat()


def _spans(offers: Sequence[Slot]) -> list[Window]:
    return [_window(slot["starts_at"], slot["ends_at"]) for slot in offers]


def _window(start: str, end: str) -> Window:
    return Window(start=start, end=end, zone="UTC", assumptions=[], text="")


def _known(lead: Lead | None) -> dict[str, str]:
    if lead is None:
        return {}
    named = {"name": lead["name"], "email": lead["email"], "phone": lead["phone"]}
    return lead["details"] | {field: value for field, value in named.items() if value}
