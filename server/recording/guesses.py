"""What the outside would have answered to questions that were never put to it. Nothing is asked."""

from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from server.recording.plain import Plain, canonical, plain, revived
from tools.ports.calendar import OpenTime, Receipt, Slot
from tools.ports.words import ReceiptKind


class Withheld(Exception):
    """The turn would have had an effect that it never had. The message says which, in words."""


class Guesses:
    """Answers of one turn's tape, then of the thread's others, then what follows from those."""

    def __init__(self, calls: Sequence[Plain], *, thread: Sequence[Plain]) -> None:
        self.replies: list[str] = []
        self.wishes: list[str] = []
        """What it would have done, where that could be played."""
        self._waiting: dict[str, deque[Plain]] = defaultdict(deque)
        self._seen: dict[str, Plain] = {}
        self._latest: dict[str, Plain] = {}
        self._slots: dict[str, Plain] = {}
        self._passages: dict[str, Plain] = {}
        self._receipts: dict[str, Plain] = {}
        self._times: dict[str, dict[str, Plain]] = defaultdict(dict)
        self._made = 0
        for call in thread:
            self._learn(call)
        for call in calls:
            self._waiting[_key(call["call"], call["asked"])].append(call)
            self._latest[call["call"]] = call

    def answer(self, call: str, asked: Plain) -> Plain:
        if call == "crm.commit_turn":
            self.replies += [reply["text"] for reply in asked["replies"]]
            return {"gave": {"outcome": "committed", "reply_ids": []}}
        key = _key(call, asked)
        if self._waiting[key]:
            return self._waiting[key].popleft()
        if call not in EFFECTS and key in self._seen:
            return self._seen[key]
        if call in GUESSES:
            return {"gave": GUESSES[call](self, asked)}
        if call in SAME and call in self._latest:
            return self._latest[call]
        raise Withheld(self._said(call, asked))

    def _learn(self, call: Plain) -> None:
        name, asked, gave = call["call"], call["asked"], call.get("gave")
        self._seen[_key(name, asked)] = call
        self._latest.setdefault(name, call)
        if gave is None:
            return
        if name == "crm.offer":
            self._slots |= {slot["id"]: slot for slot in gave}
        if name in ("crm.find_passages", "crm.read_passages"):
            self._passages |= {passage["id"]: passage for passage in gave}
        if name == "crm.receipts":
            self._receipts |= {receipt["id"]: receipt for receipt in gave}
        if name == "calendar.open_times":
            times = self._times[asked["event_type"]]
            times |= {each.starts_at: each for each in revived(gave)}

    def _said(self, call: str, asked: Plain) -> str:
        slot = self._slots.get(asked.get("slot_id", ""))
        what = f" {slot['event_name']}, {slot['starts_at']}" if slot else ""
        return f"it would have {EFFECTS.get(call, f'asked {call}, which was never asked')}{what}"

    # --- answers that follow from what is known ---

    def _reads_clock(self, asked: Plain) -> Plain:
        return self._latest["clock"]["gave"]

    def _names(self, asked: Plain) -> str:
        self._made += 1
        return str(uuid5(NAMESPACE_OID, f"{self._made}"))

    def _offers(self, asked: Plain) -> list[Slot]:
        self._slots |= {slot["id"]: slot for slot in asked["slots"]}
        slots: list[Slot] = asked["slots"]
        return slots

    def _finds_slot(self, asked: Plain) -> Plain:
        return self._slots.get(asked["slot_id"])

    def _finds_open(self, asked: Plain) -> Plain:
        """As far as the recording has seen the calendar."""
        start, end = revived(asked["start"]), revived(asked["end"])
        known: list[OpenTime] = list(self._times[asked["event_type"]].values())
        inside = [each for each in known if start <= each.instant < end]
        return plain(sorted(inside, key=lambda each: each.instant))

    def _finds_none(self, asked: Plain) -> Plain:
        return None

    def _finds_nothing(self, asked: Plain) -> Plain:
        return []

    def _reads_passages(self, asked: Plain) -> Plain:
        return [self._passages[each] for each in asked["ids"] if each in self._passages]

    def _notes(self, asked: Plain) -> Plain:
        lead = dict(self._latest["crm.find_lead"]["gave"])
        named = {key: each for key, each in asked["details"].items() if key in lead}
        rest = {key: each for key, each in asked["details"].items() if key not in lead}
        told = {key: asked.get(key) for key in ("language", "zone", "status") if asked.get(key)}
        return {**lead, **named, **told, "details": {**lead["details"], **rest}}

    def _hands_over(self, asked: Plain) -> Plain:
        self.wishes.append(f"it would have handed the conversation over ({asked['reason']})")
        return self._receipt("handed_over")

    def _consents(self, asked: Plain) -> Plain:
        kind: ReceiptKind = "opted_out" if asked["opted_out"] else "opted_in"
        self.wishes.append(f"it would have noted that the lead has {kind.replace('_', ' ')}")
        return self._receipt(kind)

    def _receipt(self, kind: ReceiptKind) -> Plain:
        at = datetime.fromisoformat(self._latest["clock"]["gave"]["of"]).isoformat()
        receipt = Receipt(id=self._names({}), kind=kind, at=at, meeting=None)
        self._receipts[receipt["id"]] = receipt
        return receipt

    def _proves(self, asked: Plain) -> Plain:
        return [self._receipts[each] for each in asked["ids"] if each in self._receipts]

    def _is_not_asked(self, asked: Plain) -> Plain:
        """A question to the model that was never put to it; the local path goes on."""
        self.wishes.append(f"it would have asked the model something new ({asked['purpose']})")
        failed = {
            "purpose": asked["purpose"],
            "model": "",
            "input": 0,
            "cached": 0,
            "output": 0,
            "estimated": False,
            "cost": None,
            "failed": "The recording has no answer to that",
        }
        return {"$": "Answer", "message": None, "call": failed}


Guess = Callable[[Guesses, Plain], Any]
GUESSES: dict[str, Guess] = {
    "clock": Guesses._reads_clock,
    "new_id": Guesses._names,
    "calendars.of": Guesses._finds_none,
    "calendar.open_times": Guesses._finds_open,
    "crm.offer": Guesses._offers,
    "crm.slot": Guesses._finds_slot,
    "crm.find_link": Guesses._finds_none,
    "crm.find_passages": Guesses._finds_nothing,
    "crm.read_passages": Guesses._reads_passages,
    "crm.note": Guesses._notes,
    "crm.hand_over": Guesses._hands_over,
    "crm.consent": Guesses._consents,
    "crm.receipts": Guesses._proves,
    "model.ask": Guesses._is_not_asked,
}
SAME = frozenset(
    {
        "crm.conversation",
        "crm.find_lead",
        "crm.ingest",
        "crm.live_meeting",
        "crm.live_meetings",
        "crm.qualification_rules",
        "crm.unanswered",
        "crm.workspace",
        "calendar.can_book",
        "calendar.event_types",
        "calendar.me",
        "calendar.mode",
        "calendar.scheduled_events",
    }
)
"""Answered as they were lately, however they are asked."""
EFFECTS = {
    "calendar.book": "booked",
    "calendar.cancel": "canceled a meeting",
    "calendar.create_link": "made a booking link",
    "crm.begin_booking": "booked",
    "crm.begin_cancel": "canceled a meeting",
    "crm.consent": "noted the lead's consent",
    "crm.end_booking": "booked",
    "crm.end_cancel": "canceled a meeting",
    "crm.hand_over": "handed the conversation over",
    "crm.save_link": "made a booking link",
    "crm.send_link": "sent a booking link",
}
"""What they come to. Those that cannot be played end the turn."""


def _key(call: str, asked: Plain) -> str:
    return f"{call} {canonical(asked)}"
