"""Which days and hours of a sentence belong together: "Monday or Tuesday at 10, or Friday"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from tools.understanding.clock import DAY
from tools.understanding.days import Days, monday
from tools.understanding.hours import Hours, with_part
from tools.understanding.polarity import corrects


@dataclass(kw_only=True)
class Mention:
    """Days and hours said together and wanted or refused together."""

    refused: bool
    days: list[Days] = field(default_factory=list)
    hours: list[Hours] = field(default_factory=list)
    hours_first: bool = False
    corrects: bool = False
    """Takes the place of what was named before."""

    @property
    def span(self) -> tuple[int, int]:
        items: list[Days | Hours] = [*self.days, *self.hours]
        return min(item.start for item in items), max(item.end for item in items)

    @property
    def times(self) -> list[Hours]:
        """A part of day beside a clock time only says which half of the day is meant."""
        parts = _narrowest([hours for hours in self.hours if hours.part])
        exact = _both_ends([hours for hours in self.hours if not hours.part])
        if not parts or not exact:
            return parts or exact
        return [with_part(hours, parts[-1]) for hours in exact]


def _narrowest(parts: list[Hours]) -> list[Hours]:
    """ "First thing in the morning" is no more than first thing."""
    left: list[Hours] = []
    for part in sorted(parts, key=lambda each: (each.until or DAY) - each.minute):
        if not any(_holds(part, each) for each in left):
            left.append(part)
    return sorted(left, key=lambda each: each.start)


def _holds(part: Hours, other: Hours) -> bool:
    return part.minute <= other.minute and (other.until or DAY) <= (part.until or DAY)


def _both_ends(exact: list[Hours]) -> list[Hours]:
    """ "After nine but before eleven" is one stretch."""
    since = [each for each in exact if each.clock and each.until == DAY and not each.clock_until]
    until = [each for each in exact if each.clock and each.until and not each.minute]
    if len(since) != 1 or len(until) != 1 or len(exact) != 2:
        return exact
    first, last = since[0], until[0]
    if first.minute >= (last.until or 0):
        return exact
    span = min(first.start, last.start), max(first.end, last.end)
    return [replace(first, start=span[0], end=span[1], until=last.until, clock_until=last.clock)]


_EITHER = re.compile(r" ?,? ?(?:o|u|or|ou)(?: el| on| na| no)? ?")


def mentions(text: str, named: Iterable[tuple[Days | Hours, bool]]) -> list[Mention]:
    """Items in the order of the text, each with whether it is refused."""
    found: list[Mention] = []
    for item, refused in named:
        last = found[-1] if found else None
        fresh = last is not None and _names_anew(text, last, item)
        if last is None or last.refused != refused or fresh or not _joins(last, item):
            first_hours = isinstance(item, Hours)
            last = Mention(refused=refused, hours_first=first_hours, corrects=fresh)
            found.append(last)
        if isinstance(item, Hours):
            last.hours.append(item)
        else:
            _add_day(last, _after_the_last(text, found, item))
    return found


def _after_the_last(text: str, found: list[Mention], item: Days) -> Days:
    """ "Monday morning or Wednesday afternoon": the Wednesday after that Monday; "next week but
    Wednesday": the Wednesday of that week."""
    last = found[-2] if len(found) > 1 and not found[-1].days else None
    if last is None or last.refused or not last.days:
        return item
    if found[-1].refused:
        return _within(last.days[-1], item) or item
    start = min([item.start, *(hours.start for hours in found[-1].hours)])
    if not _EITHER.fullmatch(text, last.span[1], start):
        return item
    return _in_order(last, item)


def _names_anew(text: str, last: Mention, item: Days | Hours) -> bool:
    """A better day after a day, or a better hour after an hour."""
    again = last.days if isinstance(item, Days) else last.hours
    return bool(again) and corrects(text, item.start) and all(day.single for day in last.days)


def _joins(mention: Mention, item: Days | Hours) -> bool:
    if isinstance(item, Hours):
        if not (mention.hours_first and mention.days):
            return True
        if item.part:  # "at 5 tomorrow evening", "8 tonight"
            return item.today or item.start <= mention.days[-1].end + 1
        return all(hours.part for hours in mention.hours)
    if mention.days and not item.single and _within(item, mention.days[-1]):
        return True  # "on Wednesday at ten, next week"
    return not (mention.days and mention.hours and not mention.hours_first)


def _add_day(mention: Mention, item: Days) -> None:
    """ "Next week, on Tuesday" is one day; "the 12th, Thursday" says it twice."""
    if mention.days and (mention.days[-1].of_week or item.of_week):
        item, mention.days[-1] = _weeks_of(item), _weeks_of(mention.days[-1])
    if mention.days and not item.single and not mention.days[-1].single:
        moved = _span_within(mention.days[-1], item)
        if moved:
            mention.days = [*mention.days[:-1], moved]
            return
    if mention.days and item.weekday is not None:
        last = mention.days[-1]
        if last.single and last.first.weekday() == item.weekday and last.weekday is None:
            return
        moved = _within(last, item)
        if moved:
            mention.days = [*mention.days[:-1], moved]
            return
    if mention.days and not item.single and mention.days[-1].weekday is not None:
        moved = _within(item, mention.days[-1])
        if moved:
            mention.days = [*mention.days[:-1], moved]
            return
    mention.days.append(_in_order(mention, item))


def _weeks_of(item: Days) -> Days:
    if not item.of_week:
        return item
    first = monday(item.first)
    return replace(item, first=first, until=first + timedelta(weeks=1), of_week=False)


def _span_within(week: Days, item: Days) -> Days | None:
    """ "Next week from Tuesday to Thursday"."""
    length = item.until - item.first
    first = monday(week.first) + timedelta(days=item.first.weekday())
    if length >= timedelta(weeks=1) or not week.first <= first < first + length <= week.until:
        return None
    return replace(item, first=first, until=first + length)


def _in_order(mention: Mention, item: Days) -> Days:
    """ "Monday or Wednesday", said on a Tuesday, is the Wednesday after that Monday."""
    last = mention.days[-1] if mention.days else None
    if last is None or last.weekday is None or item.weekday is None:
        return item
    if item.weekday > last.weekday and item.first < last.first:
        week = timedelta(weeks=1)
        return replace(item, first=item.first + week, until=item.until + week)
    return item


def _within(span: Days, named: Days) -> Days | None:
    """The weekday named, moved into the week or month named beside it."""
    if span.single or span.fault or named.weekday is None:
        return None
    when = monday(span.first) + timedelta(days=named.weekday)
    if when < span.first:
        when += timedelta(weeks=1)
    if not span.first <= when < span.until:
        return None
    return replace(
        named,
        start=min(span.start, named.start),
        end=max(span.end, named.end),
        first=when,
        until=when + timedelta(days=1),
        assumptions=(),
        weekday=None if (span.until - span.first).days > 7 else named.weekday,
    )
