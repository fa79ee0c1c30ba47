"""Who is writing, as the CRM knows them now, and the meeting they have."""

import asyncio
from typing import Protocol

from langgraph.runtime import Runtime

from graph.context import Context
from graph.state import State, Update
from tools.ports.crm import Leads, Scheduling


class Records(Leads, Scheduling, Protocol):
    """What looking up a lead needs of the CRM."""


async def look_up_lead(state: State, runtime: Runtime[Context], *, crm: Records) -> Update:
    workspace, lead_id = state["turn"]["workspace"], state["conversation"]["lead_id"]
    # Not a TaskGroup: it wraps `Unavailable` in a group, and the node would not be tried again.
    lead, meeting = await asyncio.gather(
        crm.find_lead(workspace, lead_id), crm.live_meeting(workspace, lead_id)
    )
    return Update(lead=lead, meeting=meeting)
