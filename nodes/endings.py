"""How a turn about a meeting ends: what to say and ask, from the brief and what was done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from graph.state import Segment
from nodes.talk import question_segment, receipt, say
from tools.links import wished_day
from tools.policy import (
    BOOK,
    CANCEL,
    GONE,
    HAND_LINK,
    MOVE,
    NO_BOOKING_HERE,
    Done,
    has_booked,
    must_ask,
    refusal,
)
from tools.ports.calendar import Meeting, Receipt, Slot
from tools.ports.scheduler import Asked, Brief
from tools.ports.understanding import CHANGED
from tools.ports.words import AskedFor

LIVED_WITH: dict[str, frozenset[str]] = {
    BOOK: GONE | {"conflict"},
    MOVE: GONE | {"conflict"},
    CANCEL: frozenset({"conflict"}),
}
"""Refusals that leave something to ask; of any other tool, a refusal is trouble."""


@dataclass(frozen=True, kw_only=True)
class Ending:
    """`over`: nothing is left to settle. `person`: only a person can help from here."""

    draft: list[Segment]
    asked: AskedFor | None = None
    offers: list[Slot] | None = None
    picked: str | None = None
    question: Asked | None = None
    over: bool = False
    person: bool = False
    receipts: list[Receipt] = field(default_factory=list)
    link_url: str | None = None
    error: str | None = None
    reason: str | None = None
    """Of the error, for code."""
    degraded: str | None = None
    """What was done in another way than it should be, and why, for the result."""


def ending(brief: Brief, done: Sequence[Done]) -> Ending:
    """The first rule that applies; the last one always does."""
    for rule in RULES:
        if found := rule(brief, done):
            return found
    return Ending(draft=[say("ask_day")], asked="day")


def _proved(brief: Brief, done: Sequence[Done]) -> Ending | None:
    receipts = [each for each in _receipts(done) if each["kind"] != "link_sent"]
    if not receipts:
        return None
    return Ending(draft=[receipt(each["id"]) for each in receipts], over=True, receipts=receipts)


def _link_given(brief: Brief, done: Sequence[Done]) -> Ending | None:
    handed = next((each for each in reversed(done) if each.tool == HAND_LINK), None)
    if handed is None or handed.refused:
        return None
    given, proof, day = handed.answer["link"], handed.answer["receipt"], wished_day(brief)
    link = Segment(kind="link", id=str(given["id"]))
    if day:
        link["day"] = day
    slot = _picked(brief)
    draft = [link]
    if slot:  # the lead may think that picking it was enough
        link["key"] = "confirm"
        draft = [say("not_booked_yet"), Segment(kind="slot", ids=[slot["id"]]), link]
    return Ending(
        draft=draft,
        over=True,
        receipts=[proof],
        link_url=str(given["url"]),
        degraded=_not_here(brief, done, BOOK, instead="a booking link was sent instead"),
    )


PAGES: dict[str, tuple[str, str]] = {
    "reschedule_meeting": ("move", MOVE),
    "cancel_meeting": ("cancel", CANCEL),
}


def _on_its_own_page(brief: Brief, done: Sequence[Done]) -> Ending | None:
    """What we may not do to a meeting, the lead can do on the page that it has at the calendar."""
    key, tool = PAGES.get(brief["intent"], ("", ""))
    meeting = brief["meeting"]
    if not key or meeting is None or meeting["event_uri"] is None:
        return None
    barred = _not_here(brief, done, tool, instead="the meeting's own page has to do")
    if barred is None:
        return None
    if not meeting["reschedule_url" if key == "move" else "cancel_url"]:
        draft = [say("calendar_refused")]
        return Ending(draft=draft, over=True, person=True, error=barred, reason="plan")
    draft = [say("your_meeting"), Segment(kind="meeting"), Segment(kind="page", key=key)]
    return Ending(draft=draft, over=True, degraded=barred)


def _not_here(brief: Brief, done: Sequence[Done], tool: str, *, instead: str) -> str | None:
    """Why it is not done in the chat, where that is Calendly's no and not the lead's."""
    last = next((each for each in reversed(done) if each.tool == tool), None)
    if last and last.refused in NO_BOOKING_HERE:
        return f"{last.answer['error'].get('message', last.refused)} ({instead})"
    if tool != CANCEL and not brief["plan_books"]:
        return f"The calendar's plan or quota does not book in the chat ({instead})"
    if tool == MOVE and brief["way"] == "link":
        return f"The event type asks what the lead did not answer ({instead})"
    return None


def _calendar_trouble(brief: Brief, done: Sequence[Done]) -> Ending | None:
    reason = done[-1].refused if done else None
    if reason is None or reason in LIVED_WITH.get(done[-1].tool, ()):
        return None
    error = str(done[-1].answer["error"].get("message", reason))
    if reason == "unavailable":
        key = "meeting_stays" if done[-1].tool in {MOVE, CANCEL} else "calendar_down"
        return Ending(draft=[say(key)], asked="team", error=error, reason=reason)
    if reason == "unsure":  # somebody looks on, and the lead hears how it ended
        key = "cancel_unsure" if done[-1].tool == CANCEL else "booking_unsure"
        return Ending(draft=[say(key)], over=True, error=error, reason=reason)
    return Ending(
        draft=[say("calendar_refused")], over=True, person=True, error=error, reason=reason
    )


def _offered(brief: Brief, done: Sequence[Done]) -> Ending | None:
    found = next((each for each in reversed(done) if "slots" in each.answer), None)
    if found is None:
        return None
    slots: list[Slot] = found.answer["slots"][:3]
    lost = _lost(done)
    if not slots:
        return Ending(draft=[*lost, say("no_times")], asked="team", offers=[])
    if found.answer.get("exact"):
        return _asks_to_agree(brief, slots[0], intro="slot_free", offers=slots)
    count = len(slots)
    outside = not found.answer.get("inside", True)
    intro = say(_intro(brief, inside=not outside, lost=bool(lost)), count=count)
    asks = say("ask_other_slot" if brief["refused"] else "ask_slot", count=count)
    return Ending(draft=[*lost, intro, _slots(slots), asks], asked="slot", offers=slots)


def _which(brief: Brief, done: Sequence[Done]) -> Ending | None:
    """Two meetings, one wish: nothing is done to either before it is clear which."""
    if not brief["which"] or brief["intent"] not in PAGES:
        return None
    draft = [say("several_meetings"), _slots(brief["meetings"]), say("ask_which")]
    return Ending(draft=draft, asked="which", offers=brief["meetings"])


def _cancel(brief: Brief, done: Sequence[Done]) -> Ending | None:
    if brief["intent"] != "cancel_meeting" or not has_booked(brief):
        return None
    if brief["refused"]:
        return Ending(draft=[say("kept")], over=True)
    draft = [say("your_meeting"), Segment(kind="meeting"), say("agree_cancel")]
    return Ending(draft=draft, asked="agree_cancel")


def _about_the_meeting(brief: Brief, done: Sequence[Done]) -> Ending | None:
    if brief["intent"] in {"meeting_info", "schedule_meeting"} and brief["meetings"]:
        each = [Segment(kind="slot", ids=[slot["id"]]) for slot in brief["meetings"]]
        return Ending(draft=[say("several_meetings"), *each, say("move_or_cancel")], over=True)
    if brief["intent"] == "meeting_info" and brief["meeting"]:
        return Ending(draft=_read_back(brief["meeting"]), over=True)
    if brief["intent"] != "schedule_meeting" and not has_booked(brief):
        return Ending(draft=[say("no_meeting")], asked="day")
    if brief["intent"] == "schedule_meeting" and has_booked(brief):
        draft = [say("already_booked"), Segment(kind="meeting"), say("move_or_cancel")]
        return Ending(draft=draft, over=True)
    return None


def _unclear(brief: Brief, done: Sequence[Done]) -> Ending | None:
    if not must_ask(brief):
        return None
    return Ending(draft=[_why_unclear(brief), say("ask_day")], asked="day")


def _why_unclear(brief: Brief) -> Segment:
    why, change = brief["unclear"][0], brief["clock_change"]
    if change and why in CHANGED:
        return Segment(kind="when", key=why, at=change)
    return say(f"unclear_{why}")


def _not_agreed(brief: Brief, done: Sequence[Done]) -> Ending | None:
    slot = _picked(brief)
    if slot is None or brief["agreed"]:
        return None
    return _asks_to_agree(brief, slot, intro="slot_picked", offers=brief["offers"])


def _details_missing(brief: Brief, done: Sequence[Done]) -> Ending | None:
    slot = _picked(brief)
    if slot is None or not brief["missing"]:
        return None
    details = [name for name in ("name", "email") if name not in brief["known"]]
    if not details:
        return _question_open(brief, slot)
    key = "ask_" + "_and_".join(details)
    # An e-mail is plain to see in any answer; a bare name is read only where one was asked for.
    asked: AskedFor = "name" if "name" in details else "email"
    draft = [Segment(kind="slot", ids=[slot["id"]]), say(key)]
    return Ending(draft=draft, asked=asked, offers=brief["offers"], picked=slot["id"])


def _question_open(brief: Brief, slot: Slot) -> Ending | None:
    """One at a time, in its own words."""
    question = next(iter(brief["questions"]), None)
    if question is None:
        return None
    draft = [Segment(kind="slot", ids=[slot["id"]]), question_segment(question)]
    return Ending(
        draft=[say("pardon"), *draft] if brief["misread"] else draft,
        asked="question",
        question=question,
        offers=brief["offers"],
        picked=slot["id"],
    )


RULES: tuple[Callable[[Brief, Sequence[Done]], Ending | None], ...] = (
    _proved,
    _link_given,
    _which,
    _on_its_own_page,
    _calendar_trouble,
    _offered,
    _cancel,
    _about_the_meeting,
    _not_agreed,
    _details_missing,
    _unclear,
)


def _receipts(done: Sequence[Done]) -> list[Receipt]:
    return [each.answer["receipt"] for each in done if each.answer.get("receipt")]


def _lost(done: Sequence[Done]) -> list[Segment]:
    """Why the slot that was picked is offered no more."""
    reason = refusal(done, BOOK) or refusal(done, MOVE)
    if reason not in GONE:
        return []
    return [say("slot_taken" if reason == "slot_taken" else "slot_expired")]


def _intro(brief: Brief, *, inside: bool, lost: bool) -> str:
    if not inside:
        return "offer_outside"
    if lost or brief["refused"]:
        return "offer_others"
    return "offer_move" if brief["intent"] == "reschedule_meeting" else "offer"


def _asks_to_agree(brief: Brief, slot: Slot, *, intro: str, offers: list[Slot]) -> Ending:
    asked: AskedFor = "agree_move" if brief["intent"] == "reschedule_meeting" else "agree_book"
    draft = [say(intro), Segment(kind="slot", ids=[slot["id"]]), say(asked)]
    return Ending(draft=draft, asked=asked, offers=offers, picked=slot["id"])


def _read_back(meeting: Meeting) -> list[Segment]:
    if meeting["event_uri"] is None and meeting["url"]:
        return [Segment(kind="link", url=meeting["url"])]
    return [say("your_meeting"), Segment(kind="meeting")]


def _picked(brief: Brief) -> Slot | None:
    return next((slot for slot in brief["offers"] if slot["id"] == brief["picked"]), None)


def _slots(slots: Sequence[Slot]) -> Segment:
    return Segment(kind="slots", ids=[slot["id"] for slot in slots])
