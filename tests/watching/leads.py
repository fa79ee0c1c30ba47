"""People who were sent a booking link, and what they do with it on Calendly's pages."""

from dataclasses import dataclass
from itertools import count
from typing import Any

from tests.browser import fill_in
from tests.contracts.crm import phone
from tests.contracts.meetings import new_id
from tests.watching.house import House
from tools.ports.arrivals import Arrival

_people = count(1)


@dataclass(kw_only=True)
class Lead:
    house: House
    conversation: str
    id: str
    url: str
    email: str

    async def books(self) -> None:
        about = {"name": "Lee", "email": self.email}
        answer = await fill_in(self.house.street.pages, self.url, about, pick="start")
        assert answer.status_code == 200, answer.text

    async def moves(self) -> None:
        url = (await self.invitee())["reschedule_url"]
        answer = await fill_in(self.house.street.pages, url, {}, pick="start")
        assert answer.status_code == 200, answer.text

    async def cancels(self) -> None:
        url = (await self.invitee())["cancel_url"]
        answer = await self.house.street.pages.post(url, data={"reason": "ill"})
        assert answer.is_success, answer.text

    async def invitee(self) -> dict[str, Any]:
        """The lead's own, as Calendly has it now."""
        me = (await self.house.api("GET", "/users/me")).json()["resource"]
        path = f"/scheduled_events?user={me['uri']}&invitee_email={self.email}&status=active"
        [event] = (await self.house.api("GET", path)).json()["collection"]
        invitees = (await self.house.api("GET", f"{event['uri']}/invitees")).json()["collection"]
        return dict(invitees[0])

    async def meeting(self) -> str | None:
        """The state of the one that stands, as we know it."""
        live = await self.house.crm.live_meeting(self.house.workspace, self.id)
        return live["state"] if live else None

    async def starts_at(self) -> str:
        live = await self.house.crm.live_meeting(self.house.workspace, self.id)
        assert live
        assert live["starts_at"]
        return live["starts_at"]

    async def status(self) -> str:
        found = await self.house.crm.find_lead(self.house.workspace, self.id)
        assert found
        return found["status"]

    async def told(self) -> list[str]:
        """The kinds of news the lead is going to hear of, oldest first."""
        found = await self.house.street.rows(
            "select r.kind from public.runs n join public.receipts r on r.id = n.notice"
            " where n.thread_id = %s order by n.place",
            self.conversation,
        )
        return [row["kind"] for row in found]


async def lead_of(house: House) -> Lead:
    """One who was sent a link."""
    number = next(_people)
    stored = await house.crm.ingest(
        Arrival(
            workspace=house.workspace,
            channel="whatsapp",
            integration_id=None,
            event_id=f"wamid.{number}",
            aliases=phone(number),
            text="hello",
        )
    )
    calendar = await house.parts.calendars.of(house.workspace)
    kind = (await calendar.event_types())[0]
    link = await house.crm.save_link(
        house.workspace,
        stored["conversation_id"],
        new_id(),
        event_type=kind.uri,
        event_name=kind.name,
        url=await calendar.create_link(kind.uri),
        mode="full",
    )
    await house.crm.send_link(house.workspace, stored["conversation_id"], new_id(), link["id"])
    return Lead(
        house=house,
        conversation=stored["conversation_id"],
        id=stored["lead_id"],
        url=f"{link['url']}?utm_content={link['token']}",
        email=f"lead{number}@example.com",
    )
