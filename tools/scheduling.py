"""The scheduler's tools: what its model may call, each answering with JSON text."""

from collections.abc import Callable, Coroutine
from typing import Any

from langchain_core.tools import BaseTool, StructuredTool

from tools.acting import Ports, Records
from tools.booking import BookingTools
from tools.calendar_reading import CalendarTools
from tools.crm_reading import CrmTools
from tools.ports.calendar import Calendars
from tools.ports.words import Clock, NewId


def make_tools(
    crm: Records,
    calendars: Calendars,
    clock: Clock,
    new_id: NewId,
    *,
    reachable: bool = True,
) -> list[BaseTool]:
    """Their names are the contract; none of their schemas names a person, a tenant or a token."""
    ports = Ports(crm=crm, calendars=calendars, clock=clock, new_id=new_id, reachable=reachable)
    people, reading, booking = CrmTools(ports), CalendarTools(ports), BookingTools(ports)
    return [
        _tool(people.get_lead_by_id),
        _tool(people.create_conversation_for_lead),
        _tool(people.schedule_meeting_for_lead),
        _tool(reading.get_calendly_user),
        _tool(reading.get_calendly_event_types),
        _tool(reading.get_calendly_available_times),
        _tool(reading.find_best_calendly_meeting_slot),
        _tool(reading.get_calendly_scheduled_events),
        _tool(booking.create_calendly_scheduling_link),
        _tool(booking.book_calendly_slot),
        _tool(booking.reschedule_calendly_event),
        _tool(booking.cancel_calendly_event),
    ]


def _tool(act: Callable[..., Coroutine[Any, Any, str]]) -> BaseTool:
    """The function's own name, docstring and signature are what the model is shown."""
    return StructuredTool.from_function(coroutine=act)
