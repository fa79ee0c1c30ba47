"""What a simulated day came to, in figures: printed, saved, and held against another day's."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

from simulator.persona import Story
from simulator.town import TownReport

WANT_A_MEETING = frozenset({"book", "rival", "move", "cancel", "return"})

Figures = dict[str, Any]
"""JSON, so that a saved run is one file that anybody can read."""


def figures_of(towns: Sequence[TownReport], *, seed: int, store: str) -> Figures:
    stories = [story for town in towns for story in town.stories]
    wanted = [story for story in stories if story.wish in WANT_A_MEETING]
    booked = [story for story in wanted if story.told_booked]
    return {
        "seed": seed,
        "store": store,
        "leads": len(stories),
        "wanted a meeting": len(wanted),
        "booked": len(booked),
        "booking rate": _share(len(booked), len(wanted)),
        "got what they wanted": _share(sum(each.success for each in stories), len(stories)),
        "touches to booking": _middle([each.touches for each in booked]),
        "minutes to booking": _middle([_minutes(each) for each in booked]),
        "messages in": sum(each.written for each in stories),
        "replies out": sum(each.heard for each in stories),
        "calendar calls": sum(town.calendly_calls for town in towns),
        "jobs": sum(town.jobs for town in towns),
        "crashes": sum(town.deaths for town in towns),
        "model calls": sum(town.model_calls for town in towns),
        "cost in dollars": round(sum(town.cost for town in towns), 6),
        "towns that never came to rest": sum(not town.rested for town in towns),
        "unforeseen errors": sum(len(town.broken) for town in towns),
        "promise violations": sum(len(town.violations) for town in towns),
        "by wish": _by_wish(stories),
        "outcomes": {str(each.number): _outcome(each) for each in stories},
        "fingerprint": fingerprint(towns),
    }


def fingerprint(towns: Sequence[TownReport]) -> str:
    """Of every word that was said, when, and what came of it."""
    text = json.dumps([asdict(town) for town in towns], default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _share(part: int, whole: int) -> float:
    return round(100 * part / whole, 2) if whole else 0.0


def _middle(values: Sequence[float]) -> float:
    return round(median(values), 2) if values else 0.0


def _minutes(story: Story) -> float:
    if story.began is None or story.booked_at is None:
        return 0.0
    return (story.booked_at - story.began).total_seconds() / 60


def _by_wish(stories: Sequence[Story]) -> dict[str, str]:
    met: defaultdict[str, list[bool]] = defaultdict(list)
    for story in stories:
        met[story.wish].append(story.success)
    return {wish: f"{sum(each)} of {len(each)}" for wish, each in sorted(met.items())}


def _outcome(story: Story) -> str:
    told = "booked" if story.told_booked else "not booked"
    return f"{story.wish}: {told}, {'content' if story.success else 'not content'}"


def lines_of(figures: Mapping[str, Any]) -> list[str]:
    """For people; the same bytes for the same seed."""
    plain = {
        name: value
        for name, value in figures.items()
        if name not in ("by wish", "outcomes", "fingerprint")
    }
    width = max(map(len, plain))
    lines = [f"{name:<{width}}  {_shown(name, value)}" for name, value in plain.items()]
    lines += ["", "content, by what they wished for:"]
    lines += [f"  {wish:<10} {share}" for wish, share in figures["by wish"].items()]
    return [*lines, "", f"fingerprint  {figures['fingerprint']}"]


def _shown(name: str, value: Any) -> str:  # Any: a figure
    if name in ("booking rate", "got what they wanted"):
        return f"{value} %"
    return f"{value:.6f}" if name == "cost in dollars" else str(value)


def difference(now: Figures, before: Figures) -> list[str]:
    """Figure by figure, then lead by lead: whom it is better or worse for."""
    names = [name for name in now if name not in ("by wish", "outcomes", "seed", "store")]
    lines = [
        f"{name}: {before.get(name)} -> {now[name]}"
        for name in names
        if now[name] != before.get(name)
    ]
    theirs = before["outcomes"]
    changed = [
        f"lead {number}: {theirs[number]} -> {outcome}"
        for number, outcome in now["outcomes"].items()
        if number in theirs and theirs[number] != outcome
    ]
    return [*lines, *changed] or ["no difference"]


def save(figures: Figures, file: Path) -> None:
    file.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read_saved(file: Path) -> Figures:
    saved: Figures = json.loads(file.read_text(encoding="utf-8"))
    return saved


def pass_k(days: Sequence[Sequence[TownReport]]) -> float:
    """The share of leads that got what they wanted on every one of these days."""
    times = Counter(
        story.number for towns in days for town in towns for story in town.stories if story.success
    )
    everybody = {story.number for town in days[0] for story in town.stories}
    return _share(sum(times[number] == len(days) for number in everybody), len(everybody))
