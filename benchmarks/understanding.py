"""How well the local understanding reads a folder of labelled sentences.

    python -m benchmarks.understanding FOLDER [--failures]

Reads every JSON file with `items` (times: text, kind, start, end) or `test`/`train` (intents:
text, intent, lang). A time is exact, partial (right day, hour lost or merely a day), none
(nothing said: we ask) or wrong (something else asserted).
"""

import argparse
import json
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tools.ports.understanding import Hearing, Understanding, Window
from tools.understanding.reader import LocalUnderstanding

READER = LocalUnderstanding()
ASKED_FOR_TAG = {"past": "past", "dst-gap": "nonexistent", "dst-fold": "twice"}
INTENTS: dict[str, str] = {
    "schedule": "schedule_meeting",
    "reschedule": "reschedule_meeting",
    "cancel": "cancel_meeting",
    "pricing": "pricing_question",
    "product": "product_question",
    "human": "talk_to_human",
    "thanks": "thanks_or_bye",
    "oos": "other",
}
Row = dict[str, Any]  # a labelled sentence of a file we did not write


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--failures", action="store_true", help="print what was misread")
    arguments = parser.parse_args()
    for path in sorted(arguments.folder.glob("*.json")):
        content = json.loads(path.read_text())
        if "items" in content:
            times(path.name, content["meta"], content["items"], failures=arguments.failures)
        for part in ("train", "test"):
            if part in content:
                intents(f"{path.name} {part}", content[part], failures=arguments.failures)


# --- times -----------------------------------------------------------------------------------


def times(name: str, meta: Row, items: list[Row], *, failures: bool) -> None:
    zone = meta["zone"]
    now = datetime.fromisoformat(meta["now"]).replace(tzinfo=ZoneInfo(zone))
    for form in ("text", "message"):
        marks: dict[str, Counter[str]] = defaultdict(Counter)
        for item in items:
            understood = READER.understand(
                item[form], Hearing(now=now, zone=zone, language=item["lang"])
            )
            mark = grade(item, understood, zone)
            for group in (item["lang"], "all"):
                marks[group][mark] += 1
            if failures and mark != "exact":
                print(f"  {mark}: {item[form]!r} -> {said(understood)}")
        for group in sorted(marks):
            print(f"{name} {form:8} {group:4} {shares(marks[group])}")


def said(understood: Understanding) -> list[str]:
    return [f"{w['start'][:16]}..{w['end'][:16]}" for w in understood["windows"]] + [
        *understood["unclear"]
    ]


def shares(marks: Counter[str]) -> str:
    total = sum(marks.values())
    grades = ("exact", "partial", "none", "wrong")
    return f"n={total} " + " ".join(f"{g}={100 * marks[g] / total:.1f}%" for g in grades)


def grade(item: Row, understood: Understanding, zone: str) -> str:
    windows, kind = understood["windows"], item["kind"]
    asked = next((why for tag, why in ASKED_FOR_TAG.items() if tag in item.get("tag", "")), None)
    if asked in understood["unclear"]:
        return "exact"
    if kind == "none":
        return "exact" if not windows and not understood["unclear"] else "wrong"
    if not windows:
        return "none"
    named = item.get("tz")
    place = ZoneInfo(named if named == "UTC" else windows[0]["zone"] if named else zone)
    wanted = [item["start"], *item.get("alts", [])]
    if any(fits(windows[0], kind, start, item, place) for start in wanted):
        return "exact"
    days = {start[:10] for start in wanted}
    loose = windows[0]["start"] != windows[0]["end"]
    return "partial" if loose and local(windows[0]["start"], place)[:10] in days else "wrong"


def local(instant: str, place: ZoneInfo) -> str:
    return datetime.fromisoformat(instant).astimezone(place).strftime("%Y-%m-%dT%H:%M")


def fits(window: Window, kind: str, start: str, item: Row, place: ZoneInfo) -> bool:
    first, last = local(window["start"], place), local(window["end"], place)
    length = datetime.fromisoformat(window["end"]) - datetime.fromisoformat(window["start"])
    if kind == "instant":
        return first == last == start
    if kind == "range":
        return first == start and last == item["end"]
    if kind == "timerange":
        return first[11:] == start and last[11:] == item["end"]
    if kind == "part":
        earliest, latest = item["window"]
        return first[:10] == start and earliest <= first[11:] <= latest and first != last
    whole = first == f"{start[:10]}T00:00"
    return whole and (length > timedelta(days=3) if kind == "week" else length.days == 1)


# --- intents ---------------------------------------------------------------------------------


def intents(name: str, rows: list[Row], *, failures: bool) -> None:
    now = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
    right: dict[str, Counter[bool]] = defaultdict(Counter)
    took: list[float] = []
    for row in rows:
        expected = INTENTS.get(row["intent"]) or str(row["intent"])
        began = time.perf_counter()
        understood = READER.understand(row["text"], Hearing(now=now, zone="Europe/Madrid"))
        took.append(time.perf_counter() - began)
        hit = heard(expected, understood)
        for group in (row["lang"], expected, "all"):
            right[group][hit] += 1
        if failures and not hit:
            top = understood["intents"][0]
            print(f"  {row['text']!r} ({expected}) -> {top['name']} {top['confidence']}")
    for group in sorted(right):
        total = sum(right[group].values())
        print(f"{name} {group:20} n={total} {100 * right[group][True] / total:.1f}%")
    median = sorted(took)[len(took) // 2]
    print(f"{name} median {1000 * median:.2f} ms, longest {1000 * max(took):.1f} ms")


def heard(expected: str, understood: Understanding) -> bool:
    """Yes and no are answers; out of scope is anything the bot would not act upon."""
    best = understood["intents"][0]
    if expected in ("affirm", "deny"):
        return understood["answer"] == ("yes" if expected == "affirm" else "no")
    if expected == "other":
        return best["name"] == "other" or best["confidence"] < 0.6
    return best["name"] == expected and best["confidence"] >= 0.6


if __name__ == "__main__":
    main()
