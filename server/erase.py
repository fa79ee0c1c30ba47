"""Erases a person from the terminal."""

import typer
from rich.console import Console

from server.erasing import erase
from server.settings import Settings
from server.wiring import Wired
from tools.errors import Rejected
from tools.ports.ledger import Erased


async def erase_now(settings: Settings, console: Console, lead_id: str, *, sure: bool) -> None:
    async with Wired(settings).open() as parts:
        if await parts.crm.find_lead(parts.home, lead_id) is None:
            raise Rejected("There is no such lead.", reason="unknown_lead")
        if not sure:
            typer.confirm(
                "All that is known of this lead and all that was said with them goes, for good. "
                "Their conversations cannot be replayed any more. Go on?",
                abort=True,
            )
        erased = await erase(parts, parts.home, lead_id)
    if erased is None:
        raise Rejected("There is no such lead any more.", reason="unknown_lead")
    for line in in_words(erased):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def in_words(erased: Erased) -> list[str]:
    lines = [f"Erased. Conversations that cannot be replayed any more: {len(erased['threads'])}."]
    if erased["booked"]:
        lines.append(
            f"Meetings to come, which stay in the calendar: {erased['booked']}. Cancel them there; "
            "in a Calendly of yours, delete the invitee, too."
        )
    if erased["others"]:
        lines.append(
            f"The same address or number is another lead's, too: {', '.join(erased['others'])}."
        )
    return lines
