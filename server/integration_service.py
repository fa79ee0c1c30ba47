"""The facade for programs: can meetings be scheduled, how, and schedule one for a lead."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, get_args

import psycopg

from server.migrate import MigrationError
from server.parts import Parts
from server.plain_reads import PlainReads
from server.postgres_process import EmbeddedError
from server.settings import Settings, read_settings
from server.talk import Exchange, exchange
from server.wiring import Wired, workspace_of
from tools.errors import PipeWiseError, Unavailable
from tools.ports.arrivals import Arrival
from tools.ports.records import Integration, Lead, Workspace
from tools.ports.words import JSON, LeadStatus

PROFILE = ("role", "company", "company_kind")  # what the event type is chosen by, too
ASKS_FOR_A_MEETING = "intent:schedule_meeting"  # the same as pressing that button
FEATURES = (
    "scheduling_links",
    "availability",
    "event_types",
    "booking",
    "rescheduling",
    "cancellation",
    "webhooks",
)

AGAIN = 5  # as many runs for one lead at the same moment each get their link

Result = dict[str, Any]  # of PRODUCT's scheduler result: success, meeting_url, event_type, …


class IntegrationService:
    """Calls without `await` only read. `user_id` names a workspace's owner; any text will do."""

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings
        self._reads: PlainReads | None = None

    def is_calendly_configured(self, user_id: str) -> bool:
        """A real Calendly account is connected."""
        return self._calendly(user_id) is not None

    def is_meeting_scheduling_available(self, user_id: str) -> bool:
        """In both modes; not where Calendly refuses the token, or fallback is switched off."""
        calendly = self._calendly(user_id)
        if calendly is not None:
            return calendly["status"] == "connected"
        return self._fallback_allowed(user_id)

    def get_meeting_scheduler_capabilities(self, user_id: str) -> dict[str, Any]:
        calendly, home = self._calendly(user_id), self._workspace(user_id)
        available = self.is_meeting_scheduling_available(user_id)
        capabilities: dict[str, Any] = {
            "scheduling_available": available,
            "platform": "calendly" if calendly else "fallback",
            "features": list(FEATURES) if available else [],
            "default_event_type": home["default_event_type"] if home else None,
            "user_name": calendly["config"].get("user_name") if calendly else user_id,
            "timezone": home["zone"] if home else self.settings.timezone,
        }
        if note := _note(calendly, available):
            capabilities["note"] = note
        return capabilities

    def create_meeting_scheduler(self, user_id: str) -> "MeetingScheduler":
        return MeetingScheduler(self, user_id)

    async def schedule_meeting(self, user_id: str, lead_data: JSON) -> Result:
        """Make a booking link for the lead and mark it; never raises, `error` says why not."""
        return await self.create_meeting_scheduler(user_id).run(lead_data)

    def close(self) -> None:
        """Give the reading connections back before the program ends."""
        if self._reads is not None:
            self._reads.close()

    @property
    def settings(self) -> Settings:
        self._settings = self._settings or read_settings()
        return self._settings

    @asynccontextmanager
    async def open(self, user_id: str) -> AsyncIterator[Parts]:
        """The program's parts in the caller's own event loop; the workspace is made if new.

        Raises `Unavailable` where the database does not answer, before or during the turn.
        """
        wired = Wired(self.settings)
        try:
            async with wired.open() as parts:
                await wired.ensure_workspace(user_id)
                yield parts
        except (EmbeddedError, MigrationError) as error:
            raise Unavailable(str(error)) from error
        except (psycopg.OperationalError, TimeoutError) as error:
            raise Unavailable(f"The turn was not finished: {type(error).__name__}") from error

    def _calendly(self, user_id: str) -> Integration | None:
        known: list[Integration] = self._read("list_integrations", user_id)
        live = (
            item
            for item in known
            if item["platform"] == "calendly" and item["status"] != "disconnected"
        )
        return next(live, None)

    def _workspace(self, user_id: str) -> Workspace | None:
        found: Workspace | None = self._read("find_workspace", user_id)
        return found

    def _fallback_allowed(self, user_id: str) -> bool:
        home = self._workspace(user_id)
        return home["fallback_allowed"] if home else self.settings.fallback

    def _read(self, function: str, user_id: str) -> Any:  # Any: the function's own JSON
        if self._reads is None:
            url = self.settings.database_url
            self._reads = PlainReads(
                Wired(self.settings).database, url=url.get_secret_value() if url else None
            )
        return self._reads.call(function, workspace=workspace_of(user_id))


class MeetingScheduler:
    """`run` is one turn through the graph by the door that hands out a link."""

    def __init__(self, service: IntegrationService, user_id: str) -> None:
        self._service = service
        self._user_id = user_id

    async def run(self, lead_data: JSON) -> Result:
        """`{"lead": {"id", "email"?, "phone"?, "name"?, "status"?}}` to the scheduler's result."""
        try:
            async with self._service.open(self._user_id) as parts:
                workspace = workspace_of(self._user_id)
                lead = await _known_lead(parts, workspace, lead_data)
                return scheduled(await _turn_of_its_own(parts, workspace, lead))
        except PipeWiseError as error:
            return failed(str(error))


async def _turn_of_its_own(parts: Parts, workspace: str, lead: JSON) -> Exchange:
    """A turn beside it may read this wish together with its own: then it is said again."""
    answer = await exchange(parts, _wish(parts, workspace, lead))
    for _ in range(AGAIN):
        if answer.state["turn"]["covers"]:
            break
        answer = await exchange(parts, _wish(parts, workspace, lead))
    return answer


def scheduled(answer: Exchange) -> Result:
    """What the turn's tools say came of it."""
    result: Result = {**NOTHING, **answer.state["result"]}
    action = result.pop("action", None)
    if not result["meeting_url"]:
        result["success"] = False
        result["error"] = result["error"] or _why_not(action, result["lead_status"])
    return {name: value for name, value in result.items() if value is not None or name in ALWAYS}


def failed(error: str) -> Result:
    return {name: NOTHING[name] for name in ALWAYS} | {"error": error}


NOTHING: Result = {
    "success": False,
    "meeting_url": None,
    "event_type": None,
    "lead_status": None,
    "conversation_id": None,
    "mode": None,
    "error": None,
}
ALWAYS = ("success", "meeting_url", "event_type", "lead_status", "conversation_id", "mode")


def _why_not(action: str | None, lead_status: str | None) -> str:
    if lead_status == "opted_out":
        return "The lead has opted out"
    if action in ("ignored", "handed_over"):
        return "A person is in charge of this conversation"
    return "No meeting link was made"


async def _known_lead(parts: Parts, workspace: str, lead_data: JSON) -> JSON:
    """The caller's lead, checked; a lead nobody can know is refused before anything is stored."""
    lead = lead_data.get("lead") if isinstance(lead_data, dict) else None
    if not isinstance(lead, dict):
        raise UnknownLead("lead: it is missing")
    for name in ("id", "email", "phone", "name", "status", *PROFILE):
        if not isinstance(lead.get(name, ""), str):
            raise UnknownLead(f"lead.{name}: it must be text")
    if lead.get("status", "new") not in get_args(LeadStatus):
        raise UnknownLead(f"lead.status: it must be one of {', '.join(get_args(LeadStatus))}")
    found = await parts.crm.find_lead(workspace, lead["id"]) if lead.get("id") else None
    if found is None and not (lead.get("email") or lead.get("phone")):
        raise UnknownLead("The lead is not known, and has neither an e-mail nor a phone")
    if found is not None:
        await _fill_in(parts, workspace, found, lead)
    details = {name: lead[name] for name in PROFILE if lead.get(name)}
    return lead | {"id": lead.get("id") or lead.get("email") or lead["phone"], "details": details}


class UnknownLead(PipeWiseError):
    """The caller's lead cannot be known from what they said."""


async def _fill_in(parts: Parts, workspace: str, found: Lead, lead: JSON) -> None:
    held: JSON = {"name": found["name"], "email": found["email"], "phone": found["phone"]}
    held |= {name: found["details"].get(name) for name in PROFILE}
    news = {name: lead[name] for name, had in held.items() if not had and lead.get(name)}
    if news:
        await parts.crm.note(workspace, found["id"], details=news)


def _wish(parts: Parts, workspace: str, lead: JSON) -> Arrival:
    phone = lead.get("phone")
    return Arrival(
        workspace=workspace,
        channel="facade",
        integration_id=None,
        event_id=parts.new_id(),
        aliases=(),
        text="",
        choice_id=ASKS_FOR_A_MEETING,
        note="the workspace's own program asked",
        phone_zone=parts.zone_of_phone(phone) if phone else None,
        door="facade",
        external_lead=lead,
        enqueue=False,
        own_run=True,
    )


def _note(calendly: Integration | None, available: bool) -> str | None:
    if calendly is not None and not available:
        return f"Calendly refuses the token: {calendly['error'] or 'connect it again'}"
    if calendly is None and available:
        return "No Calendly is connected: the built-in calendar is used, and results say so"
    if calendly is None:
        return "No Calendly is connected, and fallback is switched off"
    return None


integration_service = IntegrationService()
