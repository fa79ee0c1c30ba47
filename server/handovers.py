"""Handovers over HTTP: what a person finds who takes over, and when the bot answers again."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from server.parts import Parts
from tools.errors import Rejected
from tools.ports.handovers import Handover
from tools.ports.words import Language

router = APIRouter(prefix="/api/handovers", tags=["handovers"])

A_YEAR = 8_760  # hours


class RulesForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    resume_after_hours: int = Field(ge=0, le=A_YEAR)
    """The bot answers again after so many hours in which the person did nothing. 0: never."""
    language: Language
    """What the team is written to in."""


@router.get("")
async def listed(
    request: Request,
    conversation_id: Annotated[str | None, Query(max_length=100)] = None,
    open_only: Annotated[bool | None, Query(alias="open")] = None,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    per_page: Annotated[int, Query(ge=1, le=100)] = 20,
) -> dict[str, Any]:
    """Newest first, each with its summary."""
    parts: Parts = request.app.state.parts
    found, total = await parts.crm.handovers(
        parts.home,
        conversation_id=conversation_id,
        open_only=open_only,
        limit=per_page,
        offset=(page - 1) * per_page,
    )
    return {
        "success": True,
        "data": [_told(parts, handover) for handover in found],
        "page": page,
        "per_page": per_page,
        "total": total,
    }


@router.get("/rules")
async def rules(request: Request) -> dict[str, Any]:
    parts: Parts = request.app.state.parts
    found = await parts.crm.handover_rules(parts.home)
    if found is None:
        raise Rejected("There is no such workspace", reason="not_found")
    return {"success": True, "data": {**found, "told_by": sorted(parts.alert_ways)}}


@router.put("/rules")
async def set_rules(request: Request, form: RulesForm) -> dict[str, Any]:
    parts: Parts = request.app.state.parts
    await parts.crm.set_handover_rules(
        parts.home, resume_after_hours=form.resume_after_hours, language=form.language
    )
    return await rules(request)


def _told(parts: Parts, handover: Handover) -> dict[str, Any]:
    return {**handover, "summary": "\n".join(parts.summarise(handover))}
