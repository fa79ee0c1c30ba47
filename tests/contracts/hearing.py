"""What Calendly's news come to: who is told, and what waits for a person."""

from typing import Any

from tests.contracts.crm import Office

CREATED, CANCELED = "invitee.created", "invitee.canceled"


async def notices(office: Office, conversation: str) -> list[str]:
    """The kinds of news the lead is going to be told of."""
    runs, _ = await office.crm.list_runs(office.workspace, conversation, limit=20, offset=0)
    ids = [run["notice"] for run in reversed(runs) if run["notice"]]
    return [each["kind"] for each in await office.crm.receipts(office.workspace, conversation, ids)]


async def linked(office: Office, person: int = 1) -> tuple[str, str]:
    """A conversation whose lead has a booking link, and the link's token."""
    conversation = await office.conversation(person)
    link = await office.makes_link(conversation)
    await office.sends_link(conversation, link)
    return conversation, link["token"]


async def named(office: Office, email: str, person: int = 1) -> str:
    """A conversation whose lead has told an e-mail address."""
    conversation = await office.conversation(person)
    lead = await office.lead_of(conversation)
    await office.crm.note(office.workspace, lead, details={"email": email})
    return conversation


async def quarantined(office: Office) -> list[dict[str, Any]]:
    return [{"reason": row["reason"]} for row in office.table("quarantined_events")]
