"""Other people's time expressions, of a folder outside the project, in the terms of ours.

What is left out is left out by the rules below, the same for every reader; conventions on which
speakers differ ("next Friday", five o'clock) count as read where the reader says what it assumed.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from evaluation.appointments import appointments
from evaluation.times import (
    DAY,
    Expression,
    Meaning,
    Score,
    Time,
    local,
    midnight,
    tally,
    verdict,
)
from tools.ports.understanding import Hearing, Understander, Understanding
from tools.ports.words import JSON, Language

OWN = "dates_dev_es_en_pt.json"
DUCKLING = "duckling_time_es_en_pt_dev.json"
RECOGNIZERS = "ms_recognizers_datetime_specs_dev.json"
APPOINTMENTS = "sgd_services_booking_train_en.json"

REGIONS: dict[Language, str] = {"es": "ES", "en": "US", "pt": "BR"}
LONGEST = timedelta(days=100)
"""Nobody proposes to meet within a longer stretch."""
MINUTE, HOUR, HALF_DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(hours=12)
WEEK = timedelta(weeks=1)
DUCKLING_PARTS = {(4, 12), (0, 12), (0, 9), (12, 17), (12, 19), (13, 17), (18, 24), (21, 24)}
NO_MEETING = re.compile(
    r"\b(?:spring|summer|autumn|fall|winter|seasons?|primavera|ver[aã]o|verano|oto[nñ]o|outono"
    r"|invierno|inverno|centur\w+|decades?|d[eé]cadas?|s[eé]culos?|siglos?|years?|a[nñ]os?|anos?"
    r"|quarters?|qtrs?|trimestres?|fiscal|semestres?|seconds?|secs?|segundos?"
    r"|christmas|xmas|easter|thanksgiving|halloween|valentine\w*|black friday|cyber monday"
    r"|(?:mother|father)'?s day|independence day|labou?r day|memorial day|martin luther king\w*"
    r"|navidad|nochebuena|nochevieja|pascua|natal|carnaval|reyes|reveillon|ides|eid"
    r"|d[ií]a (?:de|del|da|do) (?:la |los |las )?(?:madres?|padres?|trabajo|trabalho|m[aã]es"
    r"|pais|muertos|independ[eê]ncia|independencia)"
    r"|new year\w*|a[nñ]o nuevo|ano novo|holidays?|bo[ymq])\b|\d:\d\d:\d\d",
    re.IGNORECASE,
)
"""Seasons, holidays, years, quarters and seconds: outside what a meeting is asked for in."""
LASTING = re.compile(
    r"\bfor (?:a|\d+(?:\.\d+)?)(?:'| ?(?:days?|h(?:ou)?rs?|h|min\w*|nights?|weeks?))|\b(?:of|de"
    r"|do) 20\d\d\b(?! ?\d)",
    re.IGNORECASE,
)
"""How long something lasts, and stretches of a year ("the second week of 2021")."""
ZONED = re.compile(r"\b(?:[PECM][SD]T|[PE]T|GMT|UTC)\b", re.IGNORECASE)
"""Zones, which Recognizers leaves out of what it answers."""


def score_shared(folder: Path, understander: Understander) -> list[Score]:
    """One row for each file that is there and each language in it."""
    readers = {OWN: _own, DUCKLING: _duckling, RECOGNIZERS: _recognizers}
    found: list[Score] = []
    for name, read in readers.items():
        if (folder / name).exists():
            found += _scored(read(_loaded(folder / name)), understander)
    if (folder / APPOINTMENTS).exists():
        said = appointments(_loaded(folder / APPOINTMENTS), understander)
        found.append(tally("appointments", "en", said))
    return found


def shared_expressions(folder: Path) -> list[Expression]:
    """All that is scored of the expressions, to be looked at."""
    files = {OWN: _own, DUCKLING: _duckling, RECOGNIZERS: _recognizers}
    return [
        each
        for name, read in files.items()
        if (folder / name).exists()
        for each in read(_loaded(folder / name))
    ]


def judged(expression: Expression, understander: Understander) -> tuple[str, Understanding]:
    """The verdict, an hour without a day being given the day that it was meant for."""
    heard = understander.understand(expression.text, expression.hearing)
    # These sources know of no refusals: what is read as refused is read.
    heard = {**heard, "windows": heard["windows"] or heard["excluded"], "excluded": []}
    plainly = verdict(expression, heard)
    if plainly == "exact":
        return plainly, heard
    lenient = replace(expression, meanings=tuple(_conventions(expression.meanings, heard)))
    assumed = verdict(lenient, heard)
    if assumed == "exact" or not _bare(heard):
        return assumed, heard
    return _on_its_day(lenient, heard, understander), heard


def _scored(expressions: Iterable[Expression], understander: Understander) -> list[Score]:
    found: dict[tuple[str, Language], list[Any]] = {}
    for each in expressions:
        said, _ = judged(each, understander)
        found.setdefault((each.source, each.language), []).append(said)
    return [tally(source, language, said) for (source, language), said in found.items()]


# Conventions


def _conventions(meanings: Sequence[Meaning], heard: Understanding) -> Iterator[Meaning]:
    """Half a day on where the afternoon was assumed; a week on or back where the week was."""
    said = {each for window in heard["windows"] for each in window["assumptions"]}
    shifts = [timedelta()]
    if "afternoon" in said:
        shifts.append(HALF_DAY)
    if said & {"this_week", "next_week"}:
        shifts += [WEEK, -WEEK]
    if any(len(each.times) > 1 for each in meanings):
        shifts = shifts[:1]
    for meaning in meanings:
        for shift in shifts:
            yield replace(meaning, times=tuple(_shifted(each, shift) for each in meaning.times))


def _shifted(time: Time, shift: timedelta) -> Time:
    return replace(time, start=time.start + shift, end=time.end + shift)


def _bare(heard: Understanding) -> bool:
    """An hour without a day, kept until the day is known, or a stretch of any of the days."""
    vague = all("any_day" in window["assumptions"] for window in heard["windows"])
    return bool(heard["hour"]) if not heard["windows"] else vague


def _on_its_day(expression: Expression, heard: Understanding, understander: Understander) -> Any:
    words = heard["hour"] or heard["windows"][0]["text"]
    said = []
    for meaning in expression.meanings:
        if len(meaning.times) != 1:
            continue
        zone = heard["zone"] or expression.hearing.zone
        day = meaning.times[0].start.astimezone(ZoneInfo(zone)).date()
        morning = midnight(day, ZoneInfo(zone))
        hearing = replace(expression.hearing, hour=words, zone=zone, now=morning)
        again = understander.understand(day.isoformat(), hearing)
        alone = replace(expression, meanings=tuple(_conventions([meaning], again)))
        said.append(verdict(alone, again))
    order = ["exact", "partial", "none", "wrong"]
    return min(said, key=order.index) if said else verdict(expression, heard)


# The formats


def _loaded(file: Path) -> JSON:
    read: JSON = json.loads(file.read_text(encoding="utf-8"))
    return read


def _own(read: JSON) -> Iterator[Expression]:
    """Each bare and inside its message."""
    now = datetime.fromisoformat(read["meta"]["now"])
    zone = read["meta"]["zone"]
    for item in read["items"]:
        hearing = Hearing(
            now=now.replace(tzinfo=ZoneInfo(zone)),
            zone=zone,
            language=item["lang"],
            region=None if item["lang"] == "en" else REGIONS[item["lang"]],
        )
        for source, text in (("own, bare", item["text"]), ("own, in a message", item["message"])):
            yield Expression(
                source=source,
                language=item["lang"],
                text=text,
                hearing=hearing,
                meanings=tuple(_own_meanings(item, zone)),
            )


_OWN_ZONES = {"EST": "America/New_York", "CET": "Europe/Madrid"}


def _own_meanings(item: JSON, zone: str) -> Iterator[Meaning]:
    place = ZoneInfo(_OWN_ZONES.get(item["tz"]) or item["tz"] or zone)
    tag = item["tag"]
    if item["kind"] == "none":
        yield Meaning()
    elif tag == "past":
        yield Meaning(asks=("past",))
    elif tag.startswith("dst-gap"):
        yield Meaning(asks=("nonexistent",))
    elif tag == "dst-fold":
        yield Meaning(asks=("twice",))
    elif item["kind"] == "timerange":
        yield Meaning(
            times=(_span(f"2026-03-11T{item['start']}", f"2026-03-11T{item['end']}", place),)
        )
    else:
        for start in [item["start"], *item["alts"]]:
            yield Meaning(times=(_own_time(item, start, place),))
        if tag == "multi" and "lunes" in item["text"]:
            days = [item["start"], "2026-03-17"]
            yield Meaning(times=tuple(_own_time(item, start, place) for start in days))


def _own_time(item: JSON, start: str, place: ZoneInfo) -> Time:
    if item["kind"] == "part":
        first, last = (local(f"{start}T{hour}", place) for hour in item["window"])
        return Time(start=first, end=last + timedelta(minutes=1), part="part")
    if item["kind"] == "range":
        return _span(start, item["end"], place)
    if item["kind"] in ("day", "week"):
        first = midnight(date.fromisoformat(start), place)
        return Time(start=first, end=first + (WEEK if item["kind"] == "week" else DAY))
    return _span(start, start, place)


def _span(start: str, end: str, place: ZoneInfo) -> Time:
    return Time(start=local(start, place), end=local(end, place))


def _is_no_proposal(text: str) -> bool:
    """A stretch of a year beside a month or a day ("the 5th of May of 2026") is one."""
    lasting = LASTING.search(text)
    dated = re.search(MONTH_NAMES, text, re.IGNORECASE)
    return NO_MEETING.search(text) is not None or (lasting is not None and not dated)


MONTH_NAMES = (
    r"\b(?:jan|feb|mar|apr|abr|may|ma[iy]o|jun|jul|aug|ago|sep|set|oct|out|nov|dec|dic|dez|ene|fev)"
)
_GRAINS = {"day": DAY, "week": WEEK}


def _duckling(read: JSON) -> Iterator[Expression]:
    now = datetime.fromisoformat("2013-02-12T04:30:00-02:00")
    for corpus, items in read["corpora"].items():
        language: Language = corpus[:2]
        region = None if corpus == "en" else "US" if corpus == "en_US" else REGIONS[language]
        hearing = Hearing(now=now, zone="Etc/GMT+2", language=language, region=region)
        for item in items:
            meanings = _duckling_meanings(item, hearing)
            if not meanings or _is_no_proposal(item["text"]):
                continue
            yield Expression(
                source="Duckling",
                language=language,
                text=item["text"],
                hearing=hearing,
                meanings=meanings,
            )


def _duckling_meanings(item: JSON, hearing: Hearing) -> tuple[Meaning, ...]:
    """Empty for what is left out: latent readings, holidays, years, quarters, seconds, the past."""
    if item["kind"] == "none":
        return (Meaning(),)
    if item["section"] == "latentCorpus" or item["holiday"] or item["kind"] == "open":
        return ()
    if item["grain"] in ("second", "quarter", "year") or "-00" in item["start"]:
        return ()
    place = ZoneInfo(hearing.zone)
    start = local(item["start"], place)
    if item["kind"] == "interval":
        return _duckling_interval(start, local(item["end"], place), item, hearing)
    if _counts_days(start, item, hearing):
        start, end = start - HOUR * 4, start + HOUR * 20
    elif item["grain"] == "month":
        end = local(_month_on(item["start"]), place)
    else:
        end = start + _GRAINS.get(item["grain"], timedelta())
    return _scheduled(start, end, hearing.now)


def _counts_days(start: datetime, item: JSON, hearing: Hearing) -> bool:
    """ "In three days" has the hour of now as its grain: it is read to the day."""
    now = hearing.now.astimezone(UTC).replace(minute=0)
    return item["grain"] == "hour" and start > now and (start - now) % DAY == timedelta()


def _duckling_interval(
    start: datetime, end: datetime, item: JSON, hearing: Hearing
) -> tuple[Meaning, ...]:
    """The end is that of the last grain named ("3-4pm" ends at five), and the weekend begins on
    Friday evening; parts of the day have hours of their own."""
    last = {"hour": HOUR, "minute": MINUTE}.get(item["grain"], timedelta())
    wall = start.astimezone(ZoneInfo(hearing.zone))
    if (wall.weekday(), wall.hour) == (4, 18) and end - start == 54 * HOUR:
        return _scheduled(start + 6 * HOUR, end, hearing.now)
    if (wall.hour, wall.hour + (end - start) // HOUR) in DUCKLING_PARTS:
        return _part_of_day(start, end) if end > hearing.now else ()
    return _scheduled(start, end, hearing.now) + _scheduled(start, end - last, hearing.now)


def _part_of_day(start: datetime, end: datetime) -> tuple[Meaning, ...]:
    return (Meaning(times=(Time(start=start - 4 * HOUR, end=end + 4 * HOUR, part="part"),)),)


def _scheduled(start: datetime, end: datetime, now: datetime) -> tuple[Meaning, ...]:
    if (end <= now and start < now) or end - start > LONGEST or start > end:
        return ()
    return (Meaning(times=(Time(start=start, end=end),)),)


def _month_on(start: str) -> str:
    first = datetime.fromisoformat(start)
    return (first.replace(day=1) + timedelta(days=32)).replace(day=1).isoformat()


def _recognizers(read: JSON) -> Iterator[Expression]:
    for language, cases in read["specs"].items():
        for case in cases:
            if not case["ref"]:
                continue
            hearing = Hearing(
                now=datetime.fromisoformat(case["ref"]).replace(tzinfo=UTC),
                zone="UTC",
                language=language,
                region=REGIONS[language],
            )
            meanings = _recognized(case, hearing)
            if not meanings or _is_no_proposal(case["input"]) or ZONED.search(case["input"]):
                continue
            yield Expression(
                source="Recognizers",
                language=language,
                text=case["input"],
                hearing=hearing,
                meanings=tuple(meanings),
            )


RECOGNIZERS_PART = re.compile(r"T(?:MO|AF|EV|NI|DT|ME[A-Z])$")
_TYPES = {"date", "daterange", "datetime", "datetimerange", "time", "timerange"}


def _recognized(case: JSON, hearing: Hearing) -> list[Meaning]:
    """Empty for what is left out: several entities, durations, sets, open ends and the past."""
    if not case["results"]:
        return [Meaning()]
    entity = case["results"][0]
    if len(case["results"]) > 1 or entity["type"] not in _TYPES:
        return []
    values = entity["values"]
    if any("Mod" in each or each["timex"] == "PRESENT_REF" for each in values):
        return []
    return [meaning for each in values for meaning in _recognized_value(each, hearing)]


def _recognized_value(value: JSON, hearing: Hearing) -> tuple[Meaning, ...]:
    first, last = value.get("value") or value.get("start"), value.get("end")
    if not first or not re.match(r"\d", first) or re.search(r":\d\d:(?!00)\d\d", first):
        return ()
    place = ZoneInfo(hearing.zone)
    if value["type"] in ("time", "timerange"):  # of a day that is not said
        day = (hearing.now + DAY).date().isoformat()
        first, last = f"{day}T{first}", f"{day}T{last}" if last else None
    start = local(first, place)
    end = local(last, place) if last else start + (DAY if value["type"] == "date" else timedelta())
    if RECOGNIZERS_PART.search(value["timex"]) and start < end:
        return _part_of_day(start, end) if end > hearing.now else ()
    # "The 18th to the 19th" leaves out the 19th there; for us the last day named is in.
    later = DAY if value["type"] == "daterange" else timedelta()
    return _scheduled(start, end, hearing.now) + _scheduled(start, end + later, hearing.now)
