"""Who is in charge of a conversation: the bot, or a person."""

from typing import Any, Literal

from fastapi import APIRouter, Request

from server.parts import Parts
from tools.errors import Rejected

router = APIRouter(prefix="/api/conversations", tags=["conversations"])


@router.post("/{conversation_id}/takeover")
async def takeover(request: Request, conversation_id: str) -> dict[str, Any]:
    """The bot is silent from here on, replies already on their way included."""
    return await _set(request, conversation_id, "human")


@router.post("/{conversation_id}/release")
async def release(request: Request, conversation_id: str) -> dict[str, Any]:
    """The bot answers again, from the lead's next message on."""
    return await _set(request, conversation_id, "bot")


async def _set(
    request: Request, conversation_id: str, mode: Literal["bot", "human"]
) -> dict[str, Any]:
    parts: Parts = request.app.state.parts
    conversation = await parts.crm.set_mode(parts.home, conversation_id, mode)
    if conversation is None:
        raise Rejected("There is no such conversation", reason="not_found")
    return {"success": True, "data": conversation}
