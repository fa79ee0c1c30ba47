"""Segments into words and buttons. Pure: every time, link and claim comes from a stored row."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from graph.state import Segment, SegmentKind
from nodes.catalogue import (
    change_of_clocks,
    choice_title,
    claim,
    link_line,
    listed_moment,
    moment,
    read_back,
    say,
    short_moment,
    zone_name,
)
from nodes.shapes import check
from nodes.talk import answer_button
from tools.errors import Rejected
from tools.links import without_foreign_links
from tools.ports.calendar import Meeting, Receipt, Slot
from tools.ports.channels import Button
from tools.ports.words import Language

YES_OR_NO = ("yes", "no")
MOST_BUTTONS = 10
OUR_WORDS = {"phone": "ask_phone", "place": "ask_place"}
CHOICES: dict[str, tuple[str, ...]] = {
    "agree_book": YES_OR_NO,
    "agree_move": YES_OR_NO,
    "agree_cancel": YES_OR_NO,
    "dont_know": YES_OR_NO,
    "dont_know_rest": YES_OR_NO,
    "no_times": YES_OR_NO,
    "no_meeting": YES_OR_NO,
    "calendar_down": YES_OR_NO,
    "meeting_stays": YES_OR_NO,
    "offer_person": YES_OR_NO,
    "email_kept": YES_OR_NO,
    "propose_meeting": YES_OR_NO,
    "move_or_cancel": ("intent:reschedule_meeting", "intent:cancel_meeting"),
    "what_next": ("intent:schedule_meeting", "intent:product_question", "intent:talk_to_human"),
}


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The rows a reply may speak of."""

    language: Language
    zone: str
    slots: Mapping[str, Slot] = field(default_factory=dict)
    receipts: Mapping[str, Receipt] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    """A link's id, or the URL it is known by, to the URL the lead gets."""
    quotes: Mapping[str, str] = field(default_factory=dict)
    """What is quoted of a stored passage, by its id."""
    own: Mapping[str, str] = field(default_factory=dict)
    """The workspace's own words, by what they are for."""
    details: Mapping[str, str] = field(default_factory=dict)
    """What the lead told us."""
    meeting: Meeting | None = None
    question: str = ""
    """What a yes or no under this reply answers."""


def text_of(draft: Sequence[Segment], facts: Facts) -> str:
    for segment in draft:
        check(segment)
    lines = (WORDS[segment["kind"]](segment, facts) for segment in draft)
    return "\n".join(line for line in lines if line)


def choices_of(draft: Sequence[Segment], facts: Facts) -> list[Button]:
    """The buttons of the last thing asked; a list of slots is its own question."""
    for segment in reversed(draft):
        if segment["kind"] == "slots":
            return [_slot_button(_slot(slot_id, facts), facts) for slot_id in segment["ids"]]
        if segment["kind"] == "question":
            return _answer_buttons(segment)
        if segment["kind"] == "say" and segment["key"] in CHOICES:
            return [_button(name, facts) for name in CHOICES[segment["key"]]]
    return []


def _say(segment: Segment, facts: Facts) -> str:
    return say(facts.language, segment["key"], count=segment.get("count", 2))


def _slots(segment: Segment, facts: Facts) -> str:
    starts = [_slot(slot_id, facts)["starts_at"] for slot_id in segment["ids"]]
    lines = [
        f"{place}. {listed_moment(facts.language, start, facts.zone)}"
        for place, start in enumerate(starts, start=1)
    ]
    return "\n".join([*lines, f"({zone_name(facts.language, facts.zone)})"])


def _one_slot(segment: Segment, facts: Facts) -> str:
    slot = _slot(segment["ids"][0], facts)
    when = moment(facts.language, slot["starts_at"], facts.zone)
    return read_back(facts.language, "meeting", event=slot["event_name"], when=when)


def _meeting(segment: Segment, facts: Facts) -> str:
    if facts.meeting is None:
        raise Rejected("A reply reads back a meeting that is not there", reason="not_found")
    return read_back(facts.language, "meeting", **_about(facts.meeting, facts))


def _question(segment: Segment, facts: Facts) -> str:
    """The business's own words, without addresses: those leave by other ways."""
    if segment["key"] in OUR_WORDS:
        return say(facts.language, OUR_WORDS[segment["key"]])
    asked = without_foreign_links(segment["text"], allowed=())
    choices = [f"{place}. {choice}" for place, choice in enumerate(segment["ids"], start=1)]
    return "\n".join([read_back(facts.language, "question", question=asked), *choices])


def _link(segment: Segment, facts: Facts) -> str:
    url = facts.links.get(segment.get("id") or segment.get("url", ""))
    if url is None:
        raise Rejected("A reply holds a link that was not issued", reason="not_found")
    return link_line(facts.language, url, to=segment.get("key", "choose"))


def _page(segment: Segment, facts: Facts) -> str:
    """The meeting's own page, from its row: no other address is to be had this way."""
    meeting = facts.meeting
    url = meeting and meeting["reschedule_url" if segment["key"] == "move" else "cancel_url"]
    if not url:
        raise Rejected("A reply gives the page of a meeting that has none", reason="not_found")
    return link_line(facts.language, url, to=segment["key"])


def _receipt(segment: Segment, facts: Facts) -> str:
    proof = facts.receipts.get(segment["id"])
    if proof is None:
        raise Rejected("A reply claims what no receipt proves", reason="not_found")
    about = _about(proof["meeting"], facts) if proof["meeting"] else {"event": "", "when": ""}
    return claim(facts.language, proof["kind"], **about)


def _when(segment: Segment, facts: Facts) -> str:
    return change_of_clocks(facts.language, segment["key"], segment["at"], facts.zone)


def _detail(segment: Segment, facts: Facts) -> str:
    """Nothing where the row has none: it was only to be read back."""
    value = without_foreign_links(facts.details.get(segment["key"], ""), allowed=())
    return read_back(facts.language, segment["key"], value=value) if value else ""


def _own(segment: Segment, facts: Facts) -> str:
    """Nothing where the settings have changed since."""
    return facts.own.get(segment["key"], "")


def _quote(segment: Segment, facts: Facts) -> str:
    text = facts.quotes.get(segment["id"])
    if text is None:
        raise Rejected("A reply quotes a passage that is not stored", reason="not_found")
    return text


def _worded(segment: Segment, facts: Facts) -> str:
    """`compose_reply` has held it against its passages."""
    return segment["text"]


WORDS: dict[SegmentKind, Callable[[Segment, Facts], str]] = {
    "say": _say,
    "slots": _slots,
    "slot": _one_slot,
    "meeting": _meeting,
    "question": _question,
    "link": _link,
    "page": _page,
    "receipt": _receipt,
    "quote": _quote,
    "worded": _worded,
    "detail": _detail,
    "when": _when,
    "own": _own,
}


def _about(meeting: Meeting, facts: Facts) -> dict[str, str]:
    start = meeting["starts_at"]
    when = moment(facts.language, start, facts.zone) if start else ""
    return {"event": meeting["event_name"], "when": when}


def _slot(slot_id: str, facts: Facts) -> Slot:
    slot = facts.slots.get(slot_id)
    if slot is None:
        raise Rejected("A reply offers a slot that is not stored", reason="not_found")
    return slot


def _answer_buttons(segment: Segment) -> list[Button]:
    """None where there are more than any channel shows: they are in the text, with numbers."""
    if len(segment["ids"]) > MOST_BUTTONS:
        return []
    return [
        Button(id=answer_button(segment["text"], place), title=choice)
        for place, choice in enumerate(segment["ids"])
        if choice.strip()
    ]


def _slot_button(slot: Slot, facts: Facts) -> Button:
    return Button(
        id=slot["id"],
        title=short_moment(facts.language, slot["starts_at"], facts.zone),
        description=slot["event_name"],
    )


def _button(name: str, facts: Facts) -> Button:
    title = choice_title(facts.language, name.removeprefix("intent:"))
    return Button(id=f"{name}:{facts.question}" if name in YES_OR_NO else name, title=title)
