"""What the lead wants of the times: those they named, those they will not have, the one meant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from graph.state import Agenda, State
from nodes.talk import zone_of
from tools.ports.calendar import Slot
from tools.ports.crm import Scheduling
from tools.ports.understanding import CHANGED, Understanding, Window
from tools.ports.words import IntentName

AGREEING = frozenset({"agree_book", "agree_move", "agree_cancel"})
DETAILS = frozenset({"name", "email"})
MOST_DAYS = 14
"""Of a longer time that was asked for, its first days."""
REFUSING = frozenset({"none", "more", "earlier", "later", "other_day"})


@dataclass(frozen=True, kw_only=True)
class Wish:
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


async def wish_of(
    state: State, heard: Understanding, agenda: Agenda, goal: IntentName, crm: Scheduling
) -> Wish:
    offers = [] if agenda["asked"] == "which" else await _offers(state, agenda, crm)
    picked, agreed = _picked(heard, agenda, offers, goal=goal)
    return Wish(
        offers=offers,
        picked=picked,
        agreed=agreed,
        refused=_refuses(heard, agenda),
        windows=_windows(state, heard, agenda, offers),
        excluded=[
            *agenda["refused"],
            *heard["excluded"],
            *_turned_down(state, heard, agenda, offers),
        ],
    )


async def _offers(state: State, agenda: Agenda, crm: Scheduling) -> list[Slot]:
    """The slots on offer, and the one on a button of an older message."""
    choice, turn = state["understanding"]["choice"], state["turn"]
    chosen = choice["slot_id"] if choice else None
    if chosen is None or chosen in {slot["id"] for slot in agenda["offers"]}:
        return agenda["offers"]
    older = await crm.slot(turn["workspace"], turn["conversation"], chosen)
    return [older] if older else agenda["offers"]


def picks_slot(heard: Understanding) -> bool:
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
    if asked == "agree_book" and heard["details"].keys() & DETAILS:
        return agenda["picked"], True  # "Shall I book it in your name?" "Ana López, ana@…"
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
    if choice and choice["kind"] in REFUSING:
        return True
    return heard["answer"] == "no" and agenda["asked"] in AGREEING | {"slot"}


def _windows(
    state: State, heard: Understanding, agenda: Agenda, offers: Sequence[Slot]
) -> list[Window]:
    """The times the lead named; "earlier" and "later" are measured from what was offered."""
    choice = heard["choice"]
    sought = agenda.get("sought", [])
    if heard["windows"]:
        return _parts_of(heard["windows"], sought, zone_of(state)) or heard["windows"]
    if offers and choice and choice["kind"] in {"earlier", "later"}:
        return [_before_or_after(offers, choice["kind"], zone_of(state), state["turn"]["now"])]
    if choice and choice["kind"] in {"more", "none"}:
        return [each for each in sought if choice["kind"] == "more" or _is_of_days(each)]
    return agenda.get("wished", []) if agenda["asked"] == "which" else []


def _parts_of(named: Sequence[Window], sought: Sequence[Window], zone: str) -> list[Window]:
    """ "In the afternoon", of no day: the afternoons of the days we have looked at."""
    if not all("any_day" in each["assumptions"] for each in named):
        return []
    parts = {_part(each, zone): each for each in named}.values()
    return [
        each
        for other in sought
        for day in _days_of(other, zone)
        for part in parts
        for each in _overlap(_on(day, part, zone), other)
    ]


def _part(window: Window, zone: str) -> tuple[time, time]:
    return _local(window["start"], zone).time(), _local(window["end"], zone).time()


def _days_of(window: Window, zone: str) -> list[datetime]:
    first = _midnight(_local(window["start"], zone))
    days = (first + timedelta(days=n) for n in range(MOST_DAYS))
    return [day for day in days if day < _local(window["end"], zone)]


def _on(day: datetime, part: Window, zone: str) -> Window:
    start, end = _local(part["start"], zone), _local(part["end"], zone)
    moved = datetime.combine(day.date(), start.time(), day.tzinfo)
    return {**part, "start": moved.isoformat(), "end": (moved + (end - start)).isoformat()}


def _overlap(one: Window, other: Window) -> list[Window]:
    start = max((one["start"], other["start"]), key=datetime.fromisoformat)
    end = min((one["end"], other["end"]), key=datetime.fromisoformat)
    apart = datetime.fromisoformat(start) >= datetime.fromisoformat(end)
    return [] if apart else [{**one, "start": start, "end": end}]


def _is_of_days(window: Window) -> bool:
    """ "Next week" goes on when its first times are refused; "tomorrow at ten" is done with."""
    start, end = datetime.fromisoformat(window["start"]), datetime.fromisoformat(window["end"])
    return end - start > timedelta(days=1, hours=1)


def _before_or_after(offers: Sequence[Slot], kind: str, zone: str, now: str) -> Window:
    """Of offers on one day: earlier or later that day."""
    starts = sorted(_local(slot["starts_at"], zone) for slot in offers)
    last = max(datetime.fromisoformat(slot["ends_at"]) for slot in offers)
    one_day = starts[0].date() == starts[-1].date()
    if kind == "earlier":
        first = _midnight(starts[0]).isoformat() if one_day else now
        return _window(first, starts[0].isoformat())
    end = _midnight(starts[0] + timedelta(days=1)) if one_day else last + timedelta(days=14)
    return _window(last.isoformat(), max(end, last).isoformat())


def _turned_down(
    state: State, heard: Understanding, agenda: Agenda, offers: Sequence[Slot]
) -> list[Window]:
    """The times on offer, or with "another day" their whole days."""
    choice = heard["choice"]
    if choice and choice["kind"] == "other_day":
        zone = zone_of(state)
        days = {_midnight(_local(slot["starts_at"], zone)) for slot in offers}
        return [
            _window(day.isoformat(), _midnight(day + timedelta(days=1)).isoformat())
            for day in sorted(days)
        ]
    return _spans(offers) if _refuses(heard, agenda) else []


def _local(instant: str, zone: str) -> datetime:
    return datetime.fromisoformat(instant).astimezone(ZoneInfo(zone))


def _midnight(local: datetime) -> datetime:
    return datetime.combine(local.date(), time(), local.tzinfo)


def _spans(offers: Sequence[Slot]) -> list[Window]:
    return [_window(slot["starts_at"], slot["ends_at"]) for slot in offers]


def _window(start: str, end: str) -> Window:
    return Window(start=start, end=end, zone="UTC", assumptions=[], text="")
