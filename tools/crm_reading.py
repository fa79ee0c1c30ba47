"""The scheduler's tools on the CRM: who the lead is, where we talk, and the link we hand over."""

from dataclasses import dataclass

from tools.acting import Call, Ports, brief_of, identity_of
from tools.answers import answer
from tools.errors import Rejected
from tools.links import booking_url, wished_day


@dataclass(frozen=True)
class CrmTools:
    ports: Ports

    async def get_lead_by_id(self, runtime: Call) -> str:
        """What is known about the lead of this conversation."""
        who = identity_of(runtime)
        lead = await self.ports.crm.find_lead(who["workspace"], who["lead"])
        if lead is None:
            raise Rejected("This lead is not known", reason="unknown_lead")
        return answer(lead=lead)

    async def create_conversation_for_lead(self, runtime: Call) -> str:
        """The open conversation with the lead on this channel; made if there is none."""
        who = identity_of(runtime)
        conversation = await self.ports.crm.start_conversation(
            who["workspace"], who["lead"], who["channel"]
        )
        return answer(conversation_id=conversation)

    async def schedule_meeting_for_lead(self, meeting_url: str, runtime: Call) -> str:
        """Hand the lead a booking link made by create_calendly_scheduling_link, and note it."""
        who = identity_of(runtime)
        link = await self.ports.crm.find_link(
            who["workspace"], who["conversation"], url=meeting_url
        )
        if link is None:
            raise Rejected(
                "This URL was not issued to this lead", reason="not_found", field="meeting_url"
            )
        lead = await self.ports.crm.find_lead(who["workspace"], who["lead"])
        day = wished_day(brief_of(runtime))
        url = booking_url(link, lead=lead, channel=who["channel"], day=day)
        receipt = link["receipt"] or await self.ports.crm.send_link(
            who["workspace"], who["conversation"], who["turn"], link["id"], url=url
        )
        shown = {"id": link["id"], "url": url, "event_name": link["event_name"]}
        return answer(receipt=receipt, link=shown)
