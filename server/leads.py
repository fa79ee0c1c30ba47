"""Leads over HTTP: erasing one."""

from typing import Any

from fastapi import APIRouter, Request

from server.erasing import erase
from server.parts import Parts
from tools.errors import Rejected

router = APIRouter(prefix="/api/leads", tags=["leads"])


@router.delete("/{lead_id}")
async def erase_lead(request: Request, lead_id: str) -> dict[str, Any]:
    """All that is known of a person and was said with them, for good; their replay ends."""
    parts: Parts = request.app.state.parts
    erased = await erase(parts, parts.home, lead_id)
    if erased is None:
        raise Rejected("There is no such lead", reason="unknown_lead")
    told = {
        "conversations": len(erased["threads"]),
        "replay_ended": erased["threads"],
        "booked": erased["booked"],
        "others": erased["others"],
    }
    return {"success": True, "data": told}
