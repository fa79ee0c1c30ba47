"""What the model's calls came to, over HTTP and in words."""

from statistics import mean
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request

from server.parts import Parts
from tools.ports.model import Spending

router = APIRouter(prefix="/api/spending", tags=["spending"])


@router.get("")
async def spent(
    request: Request,
    lead_id: UUID | None = None,
    days: Annotated[float, Query(gt=0, le=3650)] = 30,
) -> dict[str, Any]:
    """Tokens and micro-dollars of the last days, of the workspace or of one lead."""
    parts: Parts = request.app.state.parts
    found = await parts.crm.spending(
        parts.home, lead_id=str(lead_id) if lead_id else None, days=days
    )
    return {"success": True, "data": found}


def in_words(spending: Spending) -> str:
    """One line. What has no price is told in tokens."""
    if not spending["calls"]:
        return "not asked in the last day"
    tokens = spending["input"] + spending["output"]
    told = [f"in the last day {spending['calls']} calls, {tokens:,} tokens"]
    told.append(f"${spending['cost'] / 1e6:.4f}")
    if spending["unpriced"]:
        told.append(f"{spending['unpriced']:,} tokens without a price (PIPEWISE_MODEL_PRICE)")
    if spending["estimated"]:
        told.append(f"{spending['estimated']} calls estimated, since the server did not count")
    if spending["lost"]:
        told.append(f"{spending['lost']} calls lost with a process")
    if meetings := spending["meetings"]:
        each = round(mean(meeting["tokens"] for meeting in meetings))
        dollars = mean(meeting["cost"] for meeting in meetings) / 1e6
        told.append(f"{len(meetings)} meetings booked, {each:,} tokens and ${dollars:.6f} each")
    return "; ".join(told)
