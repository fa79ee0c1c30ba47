"""The times a message names: which are wanted, which refused, and which we must ask about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from tools.ports.understanding import Window
from tools.ports.words import Language
from tools.understanding.clock import DAY
from tools.understanding.counted_dates import read_counted_dates
from tools.understanding.days import Days, Moment, Today, day, days
from tools.understanding.hours import Hours, joined, with_part
from tools.understanding.hours_beside import read_hours_beside
from tools.understanding.lone_days import read_lone_days
from tools.understanding.mentions import Mention, mentions
from tools.understanding.non_dates import DURATIONS, NEVER_DATES, NON_DATES
from tools.understanding.normalise import Plain, plain
from tools.understanding.own_meeting import Item, without_own
from tools.understanding.page import Page
from tools.understanding.polarity import refused
from tools.understanding.reach import deadlines, join_days, reach
from tools.understanding.read_hours import read_hours
from tools.understanding.spoken_dates import read_spoken_dates
from tools.understanding.told_times import TOLD_TIMES
from tools.understanding.windows import (
    ClockChange,
    Outcome,
    Place,
    Unclear,
    day_windows,
    moment_window,
)
from tools.understanding.written_dates import read_instants, read_written_dates
from tools.zones import said_summer

ANY_DAY = 7
"""A part of day without a day ("por las tardes") means any of so many days to come."""

Span = tuple[int, int]


@dataclass(kw_only=True)
class Times:
    windows: list[Window] = field(default_factory=list)
    excluded: list[Window] = field(default_factory=list)
    unclear: list[Unclear] = field(default_factory=list)
    clock_change: datetime | None = None
    clocks: list[Hours] = field(default_factory=list)
    """Clock times said without a day; they may choose among offers."""
    hour: str | None = None
    """Their words, where we have to ask for the day."""
    spans: list[Span] = field(default_factory=list)

    def add(self, outcomes: Sequence[Outcome], *, refused: bool) -> None:
        for outcome in outcomes:
            if isinstance(outcome, dict):
                (self.excluded if refused else self.windows).append(outcome)
            elif refused and isinstance(outcome, ClockChange):
                self.excluded += outcome.meant
            elif not refused:
                self._ask(outcome)

    def _ask(self, outcome: Unclear | ClockChange) -> None:
        if isinstance(outcome, ClockChange):
            self.clock_change = self.clock_change or outcome.at
            outcome = outcome.why
        if outcome not in self.unclear:
            self.unclear.append(outcome)


def read_times(
    message: Plain,
    *,
    now: datetime,
    zone: str,
    language: Language,
    region: str | None,
    covered: Sequence[Span] = (),
    only_day: date | None = None,
    moving: bool = False,
    hour: str | None = None,
) -> Times:
    """`covered` are spans that are no times; `only_day` is the day all slots on offer share.

    With `moving`, times that only name the meeting to move or cancel are left out. `hour` was said
    before, without the day that may be named now.
    """
    here = now.astimezone(ZoneInfo(zone))
    today = Today(now=here, language=language, region=region, moving=moving)
    named = " ".join(message.text[start:end] for start, end in covered)
    place = Place(now=now, zone=zone, summer=said_summer(named))
    items = _items(message, today, covered)
    spans = [(item.start, item.end) for item in items]
    times = Times(spans=spans)
    judged = list(zip(items, refused(message.text, spans), strict=True))
    for item, no in judged:
        if isinstance(item, Moment) and not (no and "soonest" in item.assumptions):
            words = message.words(item.start, item.end)
            times.add([moment_window(item, place, words)], refused=no)
    soonest = "soonest" in {each for window in times.windows for each in window["assumptions"]}
    lasting = [(item, no) for item, no in judged if not isinstance(item, Moment)]
    found = mentions(message.text, lasting)
    _give_same_hour(message.text, found)
    if hour:
        _give_hour(found, read_hours(Page(plain(hour).text), language))
    _add_mentions(times, found, today, place, message, only_day)
    return _soonest_of(times) if soonest else times


def _soonest_of(times: Times) -> Times:
    """ "The first one on Thursday" is on Thursday, and the soonest there."""
    named = [each for each in times.windows if "soonest" not in each["assumptions"]]
    for window in named:
        window["assumptions"] = [*window["assumptions"], "soonest"]
    times.windows = named or times.windows
    return times


_SAME_HOUR = re.compile(
    r"\b(?:misma hora|mismo horario|same (?:time|hour)|mesma hora|mesmo horario)\b"
)


def _give_same_hour(text: str, found: Sequence[Mention]) -> None:
    """ "Tuesday at 10, or Wednesday at the same time"."""
    for before, mention in pairwise(found):
        if _SAME_HOUR.search(text, before.span[1]) and mention.days and not mention.hours:
            mention.hours += before.hours


def _give_hour(found: Sequence[Mention], hours: Sequence[Hours]) -> None:
    """The hour of before, to a day that comes without one or with its part of day only."""
    for mention in found:
        if mention.days and not mention.refused and all(each.part for each in mention.hours):
            start, end = mention.span
            fitting = [each for each in hours if _fits(each, mention.hours)]
            mention.hours += [replace(each, start=start, end=end) for each in fitting]


def _fits(hours: Hours, parts: Sequence[Hours]) -> bool:
    return all(part.minute <= with_part(hours, part).minute < (part.until or DAY) for part in parts)


def _add_mentions(
    times: Times,
    found: Sequence[Mention],
    today: Today,
    place: Place,
    message: Plain,
    only_day: date | None,
) -> None:
    known: list[Days] = []
    for index, mention in enumerate(found):
        known = _days_of(mention, today, known, only_day)
        if _names_the_day_of_hours(mention, found[index + 1 :]):
            continue
        if mention.corrects and not mention.refused:
            times.windows.clear()
        _settle(times, mention, known, place, message)


def _names_the_day_of_hours(mention: Mention, later: Sequence[Mention]) -> bool:
    """ "On Thursday I can't at 10, but at 2 I can" wants no whole Thursday."""
    alone = mention.days and not mention.hours and not mention.refused and len(later) > 1
    if not alone or later[0].days or not later[0].refused:
        return False
    return not later[1].days and not later[1].refused


def _items(message: Plain, today: Today, covered: Sequence[Span]) -> list[Item]:
    page = Page(message.text)
    page.cover_spans(covered)
    moments = read_instants(page)
    page.cover(NEVER_DATES)
    page.cover(TOLD_TIMES)
    found = read_written_dates(page, today)
    page.cover(NON_DATES)
    counted, more = read_counted_dates(page, today)
    page.cover(DURATIONS)
    hours = read_hours(page, today.language)
    found += counted + read_lone_days(page, today, found) + read_spoken_dates(page, today)
    found += [day((hour.start, hour.start), today.date) for hour in hours if hour.today]
    hours = joined(message.text, hours + read_hours_beside(page, hours))
    found.sort(key=lambda item: item.start)
    if not today.moving:
        found = join_days(message.text, found)
        found, hours, until = deadlines(message.text, found, hours, today)
        more += until
        found = reach(message.text, found, today.date, hours)
    items: list[Item] = [*found, *hours, *moments, *more]
    items.sort(key=lambda item: (item.start, item.end))
    return without_own(message.text, items) if today.moving else items


def _days_of(
    mention: Mention, today: Today, known: list[Days], only_day: date | None
) -> list[Days]:
    """The days a mention is about: its own, those said before, those on offer, or any."""
    if mention.days:
        return mention.days
    if known:
        return known
    if only_day:
        return [day(mention.span, only_day, "same_day")]
    if all(hours.until is not None for hours in mention.times):
        return [days(mention.span, today.date, ANY_DAY, "any_day")]
    return []


def _settle(
    times: Times, mention: Mention, known: list[Days], place: Place, message: Plain
) -> None:
    text = message.words(*mention.span)
    if not mention.days:
        times.clocks += [hours for hours in mention.times if hours.until is None]
    if not known:
        impossible = any(hours.impossible for hours in mention.times)
        times.add(["impossible" if impossible else "no_day"], refused=mention.refused)
        times.hour = times.hour or (None if mention.refused else text)
    for each in known:
        times.add(day_windows(each, mention.times, place, text), refused=mention.refused)
