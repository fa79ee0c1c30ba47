"""How well times are read: exact, partial, none or wrong, for every expression of the corpus."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Literal, cast, get_args
from zoneinfo import ZoneInfo

from evaluation.corpus import CORPUS, LANGUAGES, Part
from tools.errors import Rejected
from tools.ports.understanding import Hearing, Understander, Understanding, Window
from tools.ports.words import Language

Verdict = Literal["exact", "partial", "none", "wrong"]
"""partial: the right day with its hour or end lost, or another question than the one due, so that
the bot can still ask; none: nothing was read; wrong: a time that was not said would be offered."""

Refusal = Literal["past", "impossible", "ambiguous", "nonexistent", "twice", "no_day"]
PARTS = {"morning": (5, 13), "noon": (11, 15), "afternoon": (12, 21), "evening": (17, 24)}
"""Hours within which a window of that part of day has to lie."""

DAY = timedelta(days=1)
FIRST = "soonest"


@dataclass(frozen=True, kw_only=True)
class Time:
    """A stretch that must be read; for a part of day, any window within it will do."""

    start: datetime
    end: datetime
    part: str | None = None

    def is_read_by(self, window: Window, now: datetime) -> bool:
        start, end = bounds(window)
        if self.part:
            stretch = start < end or self.part == "noon"
            return stretch and self.start <= start <= end <= self.end
        return max(start, now) == max(self.start, now) and end == self.end

    def may_be_within(self, window: Window) -> bool:
        """The hour or the end is lost, and nothing false is said."""
        start, end = bounds(window)
        return start == self.start or start <= self.start < self.end <= end


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """One right reading. With nothing in it there is no time in the text at all."""

    times: tuple[Time, ...] = ()
    excluded: tuple[Time, ...] = ()
    asks: tuple[Refusal, ...] = ()
    first: bool = False


@dataclass(frozen=True, kw_only=True)
class Expression:
    """A text, when and where it was said (to us, who asked for a day), and what it may mean."""

    source: str
    language: Language
    text: str
    hearing: Hearing
    meanings: tuple[Meaning, ...]


@dataclass(frozen=True, kw_only=True)
class Score:
    """How many expressions of one source and language came out how."""

    source: str
    language: Language
    exact: int
    partial: int
    none: int
    wrong: int

    @property
    def n(self) -> int:
        return self.exact + self.partial + self.none + self.wrong

    def share(self, verdict: Verdict) -> float:
        return int(getattr(self, verdict)) / self.n if self.n else float("nan")


def score(expressions: Iterable[Expression], understander: Understander) -> list[Score]:
    """One row for each source and language, in order of appearance."""
    found: dict[tuple[str, Language], list[Verdict]] = {}
    for each in expressions:
        heard = understander.understand(each.text, each.hearing)
        found.setdefault((each.source, each.language), []).append(verdict(each, heard))
    return [tally(source, language, said) for (source, language), said in found.items()]


def tally(source: str, language: Language, said: Sequence[Verdict]) -> Score:
    exact, partial, none, wrong = (said.count(each) for each in get_args(Verdict))
    return Score(
        source=source, language=language, exact=exact, partial=partial, none=none, wrong=wrong
    )


def verdict(expression: Expression, heard: Understanding) -> Verdict:
    """The best of the right readings."""
    now = expression.hearing.now
    said = [_verdict(each, heard, now) for each in expression.meanings]
    return min(said, key=get_args(Verdict).index)


def _verdict(meaning: Meaning, heard: Understanding, now: datetime) -> Verdict:
    windows, excluded = heard["windows"], heard["excluded"]
    if meaning.first:
        soonest = any(FIRST in each["assumptions"] for each in windows)
        return "exact" if soonest else "wrong" if windows else "none"
    if meaning.asks == ("no_day",) and windows and _any_day(windows):
        return "exact"  # offers within those hours are the question for the day
    if _are(meaning.times, windows, now) and _are(meaning.excluded, excluded, now):
        if set(meaning.asks) <= set(heard["unclear"]) and (meaning.asks or not heard["unclear"]):
            return "exact"
        return "partial" if heard["unclear"] else "none"
    if not windows:
        return "partial" if heard["unclear"] or excluded else "none"
    right = all(any(each.may_be_within(window) for each in meaning.times) for window in windows)
    same = all(any(each.is_read_by(w, now) for each in meaning.times) for w in windows)
    return "partial" if meaning.times and (right or same) else "wrong"


def _are(times: Sequence[Time], windows: Sequence[Window], now: datetime) -> bool:
    """Every time is read, and nothing beside them."""
    every = all(any(each.is_read_by(window, now) for window in windows) for each in times)
    return every and all(any(each.is_read_by(window, now) for each in times) for window in windows)


def _any_day(windows: Sequence[Window]) -> bool:
    return all("any_day" in window["assumptions"] for window in windows)


def bounds(window: Window) -> tuple[datetime, datetime]:
    return datetime.fromisoformat(window["start"]), datetime.fromisoformat(window["end"])


# The corpus: `expected<TAB>text` under headers `# now=… zone=… region=…`.

_HEADER = re.compile(r"#\s*now=(?P<now>\S+)\s+zone=(?P<zone>\S+)(?:\s+region=(?P<region>\S*))?")
_ALTERNATIVE, _BOTH, _LOCAL_TO = "||", "+", "@"
_PART = re.compile(rf"(\d{{4}}-\d\d-\d\d) ({'|'.join(PARTS)})")


def times(part: Part, *, folder: Path = CORPUS) -> list[Expression]:
    return [
        each
        for language in LANGUAGES
        for each in read_file(folder / "times" / part / f"{language}.tsv", language, source=part)
    ]


def read_file(file: Path, language: Language, *, source: str) -> list[Expression]:
    """Raises `Rejected` naming the file and the line at fault."""
    hearing: Hearing | None = None
    found: list[Expression] = []
    for number, line in enumerate(_lines(file), start=1):
        if not line.strip() or line.startswith("#"):
            header = _HEADER.match(line)
            hearing = _hearing(header, language) if header else hearing
            continue
        label, tab, text = line.partition("\t")
        where = f"{file.name}:{number}"
        if hearing is None or not tab or not text.strip():
            raise Rejected(f"{where}: a header with now and zone, then a label, a tab and a text")
        found.append(
            Expression(
                source=source,
                language=language,
                text=text.replace("\\n", "\n"),
                hearing=hearing,
                meanings=_meanings(label.strip(), hearing.zone, where),
            )
        )
    return found


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def _hearing(header: re.Match[str], language: Language) -> Hearing:
    now = datetime.fromisoformat(header["now"]).replace(tzinfo=ZoneInfo(header["zone"]))
    return Hearing(
        now=now,
        zone=header["zone"],
        language=language,
        region=header["region"] or None,
        asked="day",
    )


def _meanings(label: str, zone: str, where: str) -> tuple[Meaning, ...]:
    try:
        return tuple(_meaning(each.strip(), zone) for each in label.split(_ALTERNATIVE))
    except (ValueError, KeyError) as error:
        raise Rejected(f"{where}: {label!r} is no time of the corpus ({error})") from error


def _meaning(label: str, zone: str) -> Meaning:
    label, _, other = label.partition(_LOCAL_TO)
    place = ZoneInfo(other.strip() or zone)
    meaning = Meaning()
    for said in (each.strip() for each in label.split(_BOTH)):
        if said == "first":
            meaning = replace(meaning, first=True)
        elif said.startswith("?"):
            if said[1:] not in get_args(Refusal):
                raise ValueError(said)
            meaning = replace(meaning, asks=(*meaning.asks, cast(Refusal, said[1:])))
        elif said.startswith("!"):
            refused = _time(said[1:], place)
            meaning = replace(meaning, excluded=(*meaning.excluded, refused))
        elif said != "-":
            meaning = replace(meaning, times=(*meaning.times, _time(said, place)))
    return meaning


def _time(said: str, place: ZoneInfo) -> Time:
    if part := _PART.fullmatch(said):
        day = date.fromisoformat(part[1])
        start, end = (midnight(day, place) + timedelta(hours=hour) for hour in PARTS[part[2]])
        return Time(start=start, end=end, part=part[2])
    first, _, last = said.partition("/")
    if "T" in first:
        start = local(first, place)
        return Time(start=start, end=local(last, place) if last else start)
    until = date.fromisoformat(last or first) + DAY
    return Time(start=midnight(date.fromisoformat(first), place), end=midnight(until, place))


def local(wall: str, place: ZoneInfo) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=place).astimezone(UTC)


def midnight(day: date, place: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), place).astimezone(UTC)
