"""What a simulated day is made of: who writes, what they wish, and what goes wrong. Plain data."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from random import Random
from typing import Any

from simulator.chance import dice

LANGUAGES = ("es", "en", "pt")
CHANNELS = ("whatsapp", "whatsapp", "whatsapp", "webchat")
WISHES: Mapping[str, int] = {
    "book": 36,
    "rival": 8,
    "move": 10,
    "cancel": 10,
    "ask": 8,
    "return": 6,
    "ghost": 8,
    "human": 4,
    "opt_out": 6,
    "insult": 4,
}
"""Of a hundred leads. Rivals come two by two and are after the same slot."""
STYLES = ("plain", "plain", "typos", "caps", "burst", "presser")

DOOR_TROUBLES = ("duplicate", "late", "staff", "door_crash")
SEND_TROUBLES = ("lost", "busy", "down")
NEWS_TROUBLES = ("webhook_late", "webhook_twice", "webhook_reordered")
BOOKING_TROUBLES = (
    "timeout_before",
    "timeout_after",
    "error_before",
    "error_after",
    "rate_limited",
    "slot_taken",
    "rival_books",
)
CANCEL_TROUBLES = ("cancel_timeout_after", "cancel_error_before", "cancel_error_after")
READ_TROUBLES = ("read_timeout", "read_error")
TROUBLES = (
    *DOOR_TROUBLES,
    *SEND_TROUBLES,
    *NEWS_TROUBLES,
    *BOOKING_TROUBLES,
    *CANCEL_TROUBLES,
    *READ_TROUBLES,
    "crash",
    "crash",
    "crash",
)
FAULTY = 0.45  # of the leads meet at least one trouble
DAY = 3600.0  # seconds within which everybody of a town begins to write
LEADS_OF_A_TOWN = 50


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """What goes wrong while the lead's message of this number is under way."""

    kind: str
    at: int
    step: int = 1
    """Of a crash: at which call, and below zero, before which."""


@dataclass(frozen=True, kw_only=True)
class LeadPlan:
    number: int
    language: str
    channel: str
    wish: str
    style: str
    arrives: float
    pair: int | None = None
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TownPlan:
    """One business, and the leads that write to it."""

    seed: int
    number: int
    leads: tuple[LeadPlan, ...]
    luck: int = 0
    """The same people on another day: they answer at other moments, in other words."""


def town_plans(seed: int, leads: int, *, faults: bool = True) -> list[TownPlan]:
    """So many leads, by the handful: businesses do not know of each other."""
    sizes = [LEADS_OF_A_TOWN] * (leads // LEADS_OF_A_TOWN)
    if leads % LEADS_OF_A_TOWN:
        sizes.append(leads % LEADS_OF_A_TOWN)
    return [
        _town(seed, number, first=number * LEADS_OF_A_TOWN, size=size, faults=faults)
        for number, size in enumerate(sizes)
    ]


def _town(seed: int, number: int, *, first: int, size: int, faults: bool) -> TownPlan:
    leads: list[LeadPlan] = []
    while len(leads) < size:
        lead = _lead(seed, first + len(leads), faults=faults)
        if lead.wish == "rival":
            if len(leads) + 2 > size:
                lead = replace(lead, wish="book")
            else:
                other = replace(
                    _lead(seed, lead.number + 1, faults=faults),
                    wish="rival",
                    pair=lead.number,
                    arrives=lead.arrives,
                )
                leads += [replace(lead, pair=lead.number), other]
                continue
        leads.append(lead)
    return TownPlan(seed=seed, number=number, leads=tuple(leads))


def _lead(seed: int, number: int, *, faults: bool) -> LeadPlan:
    chance = dice(seed, "lead", number)
    [wish] = chance.choices(list(WISHES), weights=list(WISHES.values()))
    plan = LeadPlan(
        number=number,
        language=chance.choice(LANGUAGES),
        channel=chance.choice(CHANNELS),
        wish=wish,
        style=chance.choice(STYLES),
        arrives=round(chance.random() * DAY, 3),
    )
    troubled = chance.random() < FAULTY
    return replace(plan, troubles=_troubles(chance)) if troubled and faults else plan


def _troubles(chance: Random) -> tuple[Trouble, ...]:
    return tuple(
        Trouble(
            kind=chance.choice(TROUBLES),
            at=chance.randint(1, 5),
            step=chance.choice((-1, 1)) * chance.randint(1, 25),
        )
        for _ in range(chance.choice((1, 1, 2, 3)))
    )


def to_json(plans: Sequence[TownPlan]) -> str:
    return json.dumps([asdict(plan) for plan in plans], indent=1, ensure_ascii=False)


def from_json(text: str) -> list[TownPlan]:
    return [_read_town(each) for each in json.loads(text)]


def _read_town(document: Mapping[str, Any]) -> TownPlan:
    leads = (
        LeadPlan(**{**each, "troubles": tuple(Trouble(**one) for one in each["troubles"])})
        for each in document["leads"]
    )
    return TownPlan(
        seed=document["seed"],
        number=document["number"],
        leads=tuple(leads),
        luck=document["luck"],
    )
