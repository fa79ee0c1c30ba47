"""What a workspace's rules make of a lead. Pure: details and rules in, score and reasons out."""

import json
import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Literal
from unicodedata import combining, normalize

from tools.ports.qualification import (
    Bands,
    Criterion,
    Level,
    Rules,
    Score,
    ScoreReason,
)
from tools.ports.records import Lead
from tools.ports.words import Band

FREE_MAIL = frozenset(
    (
        "gmail",
        "googlemail",
        "hotmail",
        "outlook",
        "live",
        "msn",
        "yahoo",
        "ymail",
        "icloud",
        "me",
        "mac",
        "aol",
        "gmx",
        "proton",
        "protonmail",
        "zoho",
        "yandex",
        "mail",
        "uol",
        "bol",
        "terra",
        "ig",
        "globo",
        "sapo",
        "telefonica",
        "movistar",
        "wanadoo",
        "orange",
        "web",
    )
)
"""Free mail services, by the name before the ending: yahoo.es and yahoo.com.br are one."""

NUMBER = re.compile(r"(\d{1,3}(?:[.,]\d{3})+|\d+(?:[.,]\d+)?)\s?(k\b|mil\b)?")
GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")

USUAL: Rules = json.loads((files("tools") / "usual_qualification.json").read_text("utf-8"))
"""For a workspace that has chosen none."""


def score(known: Mapping[str, str], rules: Rules) -> Score | None:
    """None where nothing is known that counts."""
    reasons = [
        ScoreReason(
            detail=criterion["detail"],
            points=points_of(known[criterion["detail"]], criterion),
            of=criterion["points"],
        )
        for criterion in rules["criteria"]
        if known.get(criterion["detail"], "").strip()
    ]
    if not reasons:
        return None
    total = sum(reason["points"] for reason in reasons)
    still_open = 100 - sum(reason["of"] for reason in reasons)
    return Score(
        score=total,
        band=band_of(total, rules["bands"]),
        reasons=reasons,
        status=_status(total, total + still_open, rules["bands"]),
    )


def _status(total: int, best: int, bands: Bands) -> Literal["qualified", "unqualified"] | None:
    """Unqualified is who cannot become even cold any more, whatever else they tell."""
    if total >= bands["warm"]:
        return "qualified"
    return "unqualified" if best < bands["cold"] else None


def band_of(points: int, bands: Bands) -> Band:
    for band in ("hot", "warm", "cold"):
        if points >= bands[band]:
            return band
    return "unqualified"


def points_of(answer: str, criterion: Criterion) -> int:
    if not criterion["levels"]:
        return criterion["points"]
    fitting = [level["points"] for level in criterion["levels"] if _fits(answer, level)]
    return max(fitting) if fitting else criterion["otherwise"]


def next_question(
    known: Mapping[str, str], rules: Rules, *, asked: Sequence[str] = ()
) -> Criterion | None:
    """The first thing to ask that is neither known nor asked already."""
    return next(
        (
            each
            for each in rules["criteria"]
            if each["ask"] and each["detail"] not in asked and not known.get(each["detail"])
        ),
        None,
    )


def known_of(lead: Lead) -> dict[str, str]:
    named = {"name": lead["name"], "email": lead["email"], "phone": lead["phone"]}
    return {**lead["details"], **{key: value for key, value in named.items() if value}}


def _fits(answer: str, level: Level) -> bool:
    if "at_least" in level:
        number = number_in(answer)
        return number is not None and number >= level["at_least"]
    if "words" in level:
        written = _typed(answer)
        return any(_stands(word, written) for word in level["words"])
    return bool(level.get("business")) and not _is_free_mail(answer)


def _stands(word: str, written: str) -> bool:
    """As a whole word; with a star at its end, whatever the ending: "director*"."""
    begins = word.endswith("*")
    end = "" if begins else r"(?!\w)"
    return re.search(rf"(?<!\w){re.escape(_typed(word).rstrip('*'))}{end}", written) is not None


def number_in(answer: str) -> float | None:
    """The first: "10-20" is ten; "1.500", "1,500" and "1.5k" are fifteen hundred."""
    found = NUMBER.search(answer.lower())
    if found is None:
        return None
    digits = found[1]
    plain = re.sub("[.,]", "", digits) if GROUPED.fullmatch(digits) else digits.replace(",", ".")
    return float(plain) * (1000 if found[2] else 1)


def _is_free_mail(address: str) -> bool:
    domain = _typed(address.rpartition("@")[2])
    return domain.partition(".")[0] in FREE_MAIL


def _typed(text: str) -> str:
    """As people type: small letters, no accents."""
    return "".join(each for each in normalize("NFD", text.lower()) if not combining(each))
