"""How promising a lead is: a workspace's rules, and what they make of a lead."""

from typing import Literal, NotRequired, Protocol

from typing_extensions import TypedDict

from tools.ports.words import Band, Language

Detail = Literal[
    "name",
    "email",
    "phone",
    "company",
    "company_kind",
    "role",
    "team_size",
    "need",
    "budget",
    "urgency",
    "wants",
]


class Level(TypedDict):
    """What one kind of answer is worth. One of the three conditions is there."""

    points: int
    at_least: NotRequired[float]
    """The first number in the answer is so high."""
    words: NotRequired[list[str]]
    """The answer has one of them, accents ignored; with a star at its end, whatever the ending."""
    business: NotRequired[bool]
    """The address is of a domain of its own, not of a free mail service."""


class Criterion(TypedDict):
    """One thing that counts."""

    detail: Detail
    points: int
    """The most it gives. All criteria together give 100."""
    levels: list[Level]
    """The best that fits counts. With none, any answer gives all points."""
    otherwise: int
    """For an answer that fits no level."""
    ask: bool
    """Asked in passing, in the order of the criteria, where it is not known."""
    question: NotRequired[dict[Language, str]]
    """In the business's own words, instead of ours."""


class Bands(TypedDict):
    """From how many points."""

    hot: int
    warm: int
    cold: int


class Rules(TypedDict):
    criteria: list[Criterion]
    bands: Bands


class ScoreReason(TypedDict):
    detail: Detail
    points: int
    of: int


class Score(TypedDict):
    score: int
    """0 to 100: the sum of its reasons."""
    band: Band
    reasons: list[ScoreReason]
    """One for each criterion whose detail is known."""
    status: Literal["qualified", "unqualified"] | None
    """What the score makes of the lead; None where it is too early to say."""


class QualificationRules(Protocol):
    async def qualification_rules(self, workspace: str) -> Rules | None:
        """None: the workspace has chosen none, and the usual ones count."""


class Qualification(QualificationRules, Protocol):
    async def set_qualification_rules(self, workspace: str, rules: Rules | None) -> None: ...
