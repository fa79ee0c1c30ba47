"""Reads a message without a model: language, times, details, choices, intents, in that order."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from tools.ports.understanding import CHANGED, Hearing, Intent, Understanding
from tools.ports.words import Language
from tools.understanding.choices import read_answer, read_choice
from tools.understanding.clauses import body_of
from tools.understanding.clues import clues_of
from tools.understanding.dates import Times, read_times
from tools.understanding.details import read_details
from tools.understanding.intents import read_intents
from tools.understanding.language import LANGUAGES, language_of
from tools.understanding.misspelt import respelled
from tools.understanding.normalise import Plain, plain
from tools.understanding.own_meeting import moves_or_cancels
from tools.understanding.rules import Evidence, read_rules
from tools.understanding.small_talk import language_asked_for, read_small_talk
from tools.understanding.windows import Unclear
from tools.understanding.work import read_wish
from tools.zones import is_place, is_zone, zone_named

ARRANGING = ("schedule_meeting", "reschedule_meeting")
FEW = 2
"""A message with so few words beside a time is about that time."""


class LocalUnderstanding:
    """Rules alone: deterministic, local, linear in the length of the text.

    Only the first thousand characters of a message are read.
    """

    def __init__(self, languages: tuple[Language, ...] = LANGUAGES) -> None:
        """`languages`: those we can answer in. Others than ours are told apart, not understood."""
        self._languages = languages

    def understand(self, text: str, hearing: Hearing) -> Understanding:
        message = respelled(plain(text))
        hearing = _usable(hearing)
        language = language_of(
            message,
            before=hearing.language,
            region=hearing.region,
            languages=self._languages,
        )
        zone = zone_named(message.text, language, asked=_asks_where(message, hearing))
        times = _times(message, hearing, language, zone)
        details = read_details(message, hearing)
        evidence = _evidence(message, hearing, times, details)
        intents = read_intents(message, hearing, evidence)
        asks = _arranges(message, times, hearing, intents)
        return {
            "language": language_asked_for(message) or language,
            "intents": intents,
            "details": details | read_wish(message, intents),
            "windows": times.windows,
            "excluded": times.excluded,
            "choice": evidence.choice,
            "answer": evidence.answer,
            "small_talk": read_small_talk(message),
            "zone": zone[0] if zone else None,
            "unclear": _unclear(times, chosen=evidence.choice is not None) if asks else [],
            "clock_change": times.clock_change.isoformat() if times.clock_change else None,
            "hour": None if times.windows or evidence.choice else times.hour,
        }


def clues_in(text: str, hearing: Hearing) -> tuple[str, frozenset[str]]:
    """The plain words of a message and what else of it the trained model is given."""
    message, hearing = plain(text), _usable(hearing)
    language = language_of(message, before=hearing.language, region=hearing.region)
    zone = zone_named(message.text, language, asked=_asks_where(message, hearing))
    times = _times(message, hearing, language, zone)
    evidence = _evidence(message, hearing, times, read_details(message, hearing))
    body, rules = body_of(message.text), read_rules(message, hearing, evidence)
    return message.text, clues_of(message, body, rules, evidence)


def _evidence(
    message: Plain, hearing: Hearing, times: Times, details: Mapping[str, str]
) -> Evidence:
    return Evidence(
        windows=tuple(times.windows),
        clock=bool(times.clocks or times.excluded or set(times.unclear) - {"past"}),
        details=frozenset(details),
        choice=read_choice(message, hearing, times),
        answer=read_answer(message),
    )


def _asks_where(message: Plain, hearing: Hearing) -> bool:
    """A place alone tells the zone where we asked, or said beside offers which one we assume."""
    beside_offers = bool(hearing.offers) and hearing.asked in ("slot", "agree_book", "agree_move")
    return hearing.asked == "zone" or (beside_offers and is_place(message.text))


def _times(
    message: Plain, hearing: Hearing, language: Language, zone: tuple[str, tuple[int, int]] | None
) -> Times:
    return read_times(
        message,
        now=hearing.now,
        zone=zone[0] if zone else hearing.zone,
        language=language,
        region=hearing.region,
        covered=[zone[1]] if zone else [],
        only_day=_only_day(hearing),
        moving=moves_or_cancels(message.text, hearing),
        hour=hearing.hour,
    )


def _arranges(message: Plain, times: Times, hearing: Hearing, intents: list[Intent]) -> bool:
    """Whether times are named to meet at: "ayer os escribí" proposes nothing."""
    asked = hearing.asked in ("slot", "day", "agree_book", "agree_move") or bool(hearing.offers)
    beside = "".join(
        letter
        for position, letter in enumerate(message.text)
        if not any(start <= position < end for start, end in times.spans)
    )
    short = len(beside.split()) <= FEW
    about = any(intent["name"] in ARRANGING for intent in intents)
    return asked or short or about


def _unclear(times: Times, *, chosen: bool) -> list[Unclear]:
    """A chosen slot or a clear time answers what was unclear about another."""
    settled = {"no_day", "past"} if chosen or times.windows else set()
    if chosen:  # it shows one of the readings, and has been offered
        settled |= CHANGED
    return [why for why in times.unclear if why not in settled]


def _usable(hearing: Hearing) -> Hearing:
    """A zone we do not know is read as UTC, and a naive clock as one in UTC."""
    zone = hearing.zone if is_zone(hearing.zone) else "UTC"
    now = hearing.now if hearing.now.tzinfo else hearing.now.replace(tzinfo=UTC)
    return replace(hearing, zone=zone, now=now)


def _only_day(hearing: Hearing) -> date | None:
    """The day all offers share: "a las 10" is then on that day."""
    place = ZoneInfo(hearing.zone)
    days = {
        datetime.fromisoformat(slot["starts_at"]).astimezone(place).date()
        for slot in hearing.offers
    }
    return days.pop() if len(days) == 1 else None
