"""What a business may say in its own words: how the first reply tells that an AI is writing."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from server.knowledge import worded
from server.parts import Parts
from tools.errors import Rejected
from tools.ports.words import Language

router = APIRouter(prefix="/api/workspace", tags=["workspace"])

LONGEST = 300
"""Characters of a first sentence in a chat."""

Sentence = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=LONGEST),
    AfterValidator(worded),
]


class DisclosureForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    language: Language
    text: Sentence | None
    """None: our words again."""


@router.get("/disclosure")
async def disclosure(request: Request) -> dict[str, Any]:
    """By language; where it has none, our own words are said."""
    parts: Parts = request.app.state.parts
    house = await parts.crm.workspace(parts.home)
    if house is None:
        raise Rejected("There is no such workspace", reason="not_found")
    return {"success": True, "data": house.get("disclosure", {})}


@router.put("/disclosure")
async def disclosed(request: Request, form: DisclosureForm) -> dict[str, Any]:
    parts: Parts = request.app.state.parts
    house = await parts.crm.set_disclosure(parts.home, form.language, form.text)
    return {"success": True, "data": house.get("disclosure", {})}
