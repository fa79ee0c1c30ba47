"""How well messages are read: what the bot would act on, and how far its confidence is true."""

import statistics
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from evaluation.corpus import Labelled
from tools.ports.understanding import ACT, Hearing, Understander, Understanding
from tools.ports.words import IntentName, Language

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
ZONES: Mapping[Language, str] = {
    "es": "Europe/Madrid",
    "en": "America/New_York",
    "pt": "America/Sao_Paulo",
}
BINS = 10
FINAL: tuple[IntentName, ...] = ("opt_out", "talk_to_human")
"""The wishes that must never be missed, and never be seen where they are not."""


@dataclass(frozen=True, kw_only=True)
class Read:
    """A labelled message beside what was understood, and the seconds it took."""

    labelled: Labelled
    heard: Understanding
    seconds: float

    @property
    def first(self) -> IntentName:
        return self.heard["intents"][0]["name"]

    @property
    def acted_on(self) -> IntentName:
        """What the turn would be about; below the threshold the bot asks, which is `other`."""
        best = self.heard["intents"][0]
        return best["name"] if best["confidence"] >= ACT else "other"

    @property
    def sure(self) -> set[IntentName]:
        return {each["name"] for each in self.heard["intents"] if each["confidence"] >= ACT}


@dataclass(frozen=True, kw_only=True)
class Scores:
    """Shares are 0 to 1, and NaN where nothing was there to be counted; times are seconds."""

    n: int
    accuracy: float
    """Of the first reading, however unsure; so is the macro-F1."""
    macro_f1: float
    acted_right: float
    acted_wrong: float
    """Sure enough to act, and not what was asked for. The rest is asked about."""
    calibration_error: float
    """Expected calibration error of the first reading's confidence, in ten bins."""
    out_of_scope_recall: float
    final_recall: Mapping[IntentName, float]
    false_alarms: Mapping[IntentName, Sequence[str]]
    """Hard negatives that were acted on all the same."""
    several: float
    """Of the messages with several wishes: those where every one was seen."""
    language: float
    median: float
    p95: float


def read_all(understander: Understander, messages: Iterable[Labelled]) -> list[Read]:
    """Each as the first message of a conversation."""
    return [_read(understander, each) for each in messages]


def _read(understander: Understander, labelled: Labelled) -> Read:
    hearing = Hearing(now=NOW, zone=ZONES[labelled.language])
    started = time.perf_counter()
    heard = understander.understand(labelled.text, hearing)
    return Read(labelled=labelled, heard=heard, seconds=time.perf_counter() - started)


def scores(reads: Sequence[Read], negatives: Sequence[Read]) -> Scores:
    single = [read for read in reads if len(read.labelled.intents) == 1]
    several = [read for read in reads if len(read.labelled.intents) > 1]
    times = sorted(read.seconds for read in (*reads, *negatives))
    return Scores(
        n=len(single),
        accuracy=share(_wanted(read) == read.first for read in single),
        macro_f1=_macro_f1(single),
        acted_right=share(_wanted(read) == read.acted_on for read in single),
        acted_wrong=share(read.acted_on not in (_wanted(read), "other") for read in single),
        calibration_error=_calibration_error(single),
        out_of_scope_recall=_recall(single, "other"),
        final_recall={name: _recall(single, name) for name in FINAL},
        false_alarms={name: _false_alarms(negatives, name) for name in FINAL},
        several=share(set(read.labelled.intents) <= read.sure for read in several),
        language=share(read.heard["language"] == read.labelled.language for read in reads),
        median=statistics.median(times) if times else float("nan"),
        p95=times[int(0.95 * (len(times) - 1))] if times else float("nan"),
    )


def share(outcomes: Iterable[bool]) -> float:
    found = list(outcomes)
    return sum(found) / len(found) if found else float("nan")


def confused(reads: Iterable[Read]) -> Counter[tuple[IntentName, IntentName]]:
    """What was asked for and what it was taken for, where the two differ."""
    return Counter((_wanted(read), read.first) for read in reads if _wanted(read) != read.first)


def _wanted(read: Read) -> IntentName:
    return read.labelled.intents[0]


def _recall(reads: Iterable[Read], name: IntentName) -> float:
    return share(read.acted_on == name for read in reads if _wanted(read) == name)


def _false_alarms(negatives: Iterable[Read], name: IntentName) -> list[str]:
    return [
        read.labelled.text
        for read in negatives
        if name in read.labelled.intents and name in read.sure
    ]


def _macro_f1(reads: Sequence[Read]) -> float:
    """Over the intents that somebody had: another list need not have all of ours."""
    asked_for = sorted({_wanted(read) for read in reads})
    return statistics.fmean(_f1(reads, name) for name in asked_for) if reads else float("nan")


def _f1(reads: Iterable[Read], name: IntentName) -> float:
    right = missed = wrong = 0
    for read in reads:
        wanted, said = _wanted(read) == name, read.first == name
        right += wanted and said
        missed += wanted and not said
        wrong += said and not wanted
    return 2 * right / (2 * right + missed + wrong) if right else 0.0


def _calibration_error(reads: Sequence[Read]) -> float:
    bins: dict[int, list[tuple[float, bool]]] = {}
    for read in reads:
        best = read.heard["intents"][0]
        place = min(int(best["confidence"] * BINS), BINS - 1)
        bins.setdefault(place, []).append((best["confidence"], best["name"] == _wanted(read)))
    return sum(
        abs(sum(sure for sure, _ in each) - sum(right for _, right in each))
        for each in bins.values()
    ) / max(len(reads), 1)
