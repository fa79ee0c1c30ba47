"""The example of the guide: give it what a platform delivered, get what was done about it."""

import logging
from typing import Any

from server.calendly_status import try_calendly
from server.connections import try_channel
from server.integration_service import (
    IntegrationService,
    Result,
    failed,
    integration_service,
    scheduled,
)
from server.parts import Parts
from server.talk import Exchange, Repeated, exchange
from server.wiring import workspace_of
from tools.errors import PipeWiseError, Rejected
from tools.ports.arrivals import Arrival
from tools.ports.channels import Inbound
from tools.ports.words import JSON

log = logging.getLogger(__name__)


class IntegrationAgent:
    def __init__(self, user_id: str, *, service: IntegrationService = integration_service) -> None:
        self.user_id = user_id
        self._service = service

    async def process_incoming_data(self, platform: str, data: JSON) -> Result:
        """One payload, answered by the graph. Nothing is sent: the reply is in `reply`.

        `action`: `meeting_scheduled` (with `url`), `manual_follow_up` (with `error`), `replied`,
        `handed_over`, `ignored`, or `calendly_not_configured` where fallback is switched off.
        """
        try:
            async with self._service.open(self.user_id) as parts:
                return await self._answer(parts, platform, data)
        except PipeWiseError as error:
            return failed(str(error)) | {"action": "manual_follow_up"}

    async def test_integration(self, platform: str) -> dict[str, Any]:
        """What POST /api/integrations/{platform}/test does."""
        try:
            async with self._service.open(self.user_id) as parts:
                tried = (
                    await try_calendly(parts, workspace_of(self.user_id))
                    if platform == "calendly"
                    else await try_channel(parts, workspace_of(self.user_id), platform)
                )
                return {"success": True, "platform": platform, **tried}
        except PipeWiseError as error:
            return {"success": False, "platform": platform, "error": str(error)}

    async def _answer(self, parts: Parts, platform: str, data: JSON) -> Result:
        if not isinstance(data, dict):
            raise Rejected("The data must be an object", field="data")
        heard = parts.read_payload(platform, data, parts.channels, event_id=parts.new_id())
        last: Exchange | None = None
        for inbound in heard:
            try:
                last = await exchange(parts, self._arrival(parts, platform, inbound))
            except Repeated:
                log.info("event was here before", extra={"platform": platform})
        if last is None:
            return {"success": True, "action": "ignored", "mode": None}
        return acted(last)

    def _arrival(self, parts: Parts, platform: str, inbound: Inbound) -> Arrival:
        phone = next((alias.value for alias in inbound.aliases if alias.kind == "phone"), None)
        return Arrival(
            workspace=workspace_of(self.user_id),
            channel=platform,
            integration_id=None,
            # The same text may rightly come twice: only the platform's own id says "again".
            event_id=inbound.event_id,
            aliases=inbound.aliases,
            text=inbound.text,
            choice_id=inbound.choice_id,
            note=inbound.reason or None,
            at=inbound.at,
            profile_name=inbound.profile_name,
            phone_zone=parts.zone_of_phone(phone) if phone else None,
            door="facade",
            simulated=True,
            enqueue=False,
            own_run=True,
        )


def acted(answer: Exchange) -> Result:
    """The turn's result, with the action a program decides by."""
    result: Result = {"action": "replied", **answer.state["result"]}
    if answer.intent != "schedule_meeting" and not result.get("meeting_url"):
        return result | {"reply": answer.text}
    action = result["action"]
    result = scheduled(answer) | {"reply": answer.text}
    if result["success"]:
        return result | {"action": "meeting_scheduled", "url": result["meeting_url"]}
    return result | {"action": action if action in KEPT else "manual_follow_up"}


KEPT = ("handed_over", "ignored", "calendly_not_configured")
