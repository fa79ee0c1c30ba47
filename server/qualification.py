"""A workspace's rules of qualification over HTTP: read, replaced, tried on an invented lead."""

from typing import Annotated, Any, Self

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from server.parts import Parts
from tools.ports.qualification import Detail, Rules
from tools.ports.words import Language

router = APIRouter(prefix="/api/qualification", tags=["qualification"])

ALL = 100
OUR_QUESTIONS: frozenset[Detail] = frozenset(
    {"company", "role", "team_size", "need", "budget", "urgency"}
)
"""Those we have words for; any other that is asked needs the business's own."""

Points = Annotated[int, Field(ge=0, le=ALL)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Question = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00]*$"),
]


class LevelForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    points: Points
    at_least: Annotated[float, Field(ge=0, le=1e12)] | None = None
    words: Annotated[list[Words], Field(min_length=1, max_length=100)] | None = None
    business: bool | None = None

    @model_validator(mode="after")
    def _one_condition(self) -> Self:
        if sum(given is not None for given in (self.at_least, self.words, self.business)) != 1:
            raise ValueError("give one of at_least, words and business")
        return self


class CriterionForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    detail: Detail
    points: Points
    levels: list[LevelForm] = Field(default=[], max_length=20)
    otherwise: Points | None = None
    """None: all points where there are no levels, otherwise none."""
    ask: bool = False
    question: dict[Language, Question] | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        otherwise = self.points if self.otherwise is None and not self.levels else self.otherwise
        self.otherwise = otherwise or 0
        if max((*(level.points for level in self.levels), self.otherwise)) > self.points:
            raise ValueError("a level gives more than the criterion's points")
        if self.ask and not self.question and self.detail not in OUR_QUESTIONS:
            raise ValueError(
                f"there are no words of ours to ask for {self.detail}: give a question"
            )
        steps = sorted(
            (level.at_least, level.points) for level in self.levels if level.at_least is not None
        )
        worth = [points for _, points in steps]
        if worth != sorted(worth) or (worth and self.otherwise > worth[0]):
            raise ValueError("a higher number must not give fewer points")
        return self


class BandsForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    hot: Points = 80
    warm: Points = 60
    cold: Points = 40

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not ALL >= self.hot > self.warm > self.cold > 0:
            raise ValueError("hot must be above warm, and warm above cold")
        return self


class RulesForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    criteria: list[CriterionForm] = Field(min_length=1, max_length=11)
    bands: BandsForm = BandsForm()

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        named = [criterion.detail for criterion in self.criteria]
        if len(set(named)) < len(named):
            raise ValueError("two criteria are about one detail")
        total = sum(criterion.points for criterion in self.criteria)
        if total != ALL:
            raise ValueError(f"the points of all criteria must add up to {ALL}, not {total}")
        return self

    def rules(self) -> Rules:
        rules: Rules = self.model_dump(exclude_none=True)  # type: ignore[assignment]  # its very shape
        return rules


class TryForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    details: dict[Detail, Annotated[str, Field(max_length=500)]]
    rules: RulesForm | None = None
    """None: those in force."""


@router.get("")
async def read(request: Request) -> dict[str, Any]:
    parts: Parts = request.app.state.parts
    chosen = await parts.crm.qualification_rules(parts.home)
    return {"success": True, "data": chosen or parts.qualify.usual, "usual": chosen is None}


@router.put("")
async def replaced(request: Request, form: RulesForm) -> dict[str, Any]:
    """Leads are scored anew by the next turn of each."""
    parts: Parts = request.app.state.parts
    await parts.crm.set_qualification_rules(parts.home, form.rules())
    return await read(request)


@router.delete("")
async def usual(request: Request) -> dict[str, Any]:
    """Back to the usual rules."""
    parts: Parts = request.app.state.parts
    await parts.crm.set_qualification_rules(parts.home, None)
    return await read(request)


@router.post("/try")
async def tried(request: Request, form: TryForm) -> dict[str, Any]:
    """What these details would score: to see rules at work before leads do."""
    parts: Parts = request.app.state.parts
    chosen = form.rules.rules() if form.rules else await parts.crm.qualification_rules(parts.home)
    known = {str(name): value for name, value in form.details.items()}
    return {"success": True, "data": parts.qualify.score(known, chosen or parts.qualify.usual)}
