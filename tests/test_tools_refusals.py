"""What the scheduler's tools do with a calendar that is silent, and with arguments of no use."""

from typing import Any

import pytest
from pydantic import ValidationError

from tests.fakes import FakeCalendar
from tests.test_policy import brief
from tests.test_scheduling_tools import NAMES, THREAD, Desk, agreed
from tools.errors import CalendarUnavailable, Rejected, Unavailable

SILENT = Unavailable("Calendly answered 503", retry_after=30)
SPAN = {"start": "2026-11-24", "end": "2026-11-25"}


@pytest.mark.parametrize(
    ("tool", "args", "asks"),
    [
        ("get_calendly_user", {}, "me"),
        ("get_calendly_event_types", {}, "event_types"),
        ("get_calendly_available_times", SPAN, "event_types"),
        ("get_calendly_available_times", SPAN, "open_times"),
        ("find_best_calendly_meeting_slot", {}, "open_times"),
        ("create_calendly_scheduling_link", {}, "event_types"),
        ("create_calendly_scheduling_link", {}, "create_link"),
        ("get_calendly_scheduled_events", {}, "scheduled_events"),
    ],
)
async def test_a_silent_calendar_is_told_from_a_silent_crm(
    tool: str, args: dict[str, Any], asks: str
) -> None:
    desk = await Desk(calendar=FakeCalendar(faults={asks: [SILENT]})).opened()

    with pytest.raises(CalendarUnavailable) as caught:
        await desk.call(tool, **args)

    assert caught.value.retry_after == 30
    assert desk.crm.links == {}


@pytest.mark.parametrize("reason", ["plan", "token", "invalid", "not_found"])
async def test_a_booking_the_calendar_refuses_is_refused_with_its_reason(reason: Any) -> None:
    desk = await Desk().opened()
    slot_id = await desk.offered()
    desk.calendar.faults["book"] = [Rejected("Calendly says no", reason=reason)]

    with pytest.raises(Rejected) as caught:
        await desk.book(slot_id)

    assert caught.value.reason == reason
    assert desk.crm.meetings == {}


@pytest.mark.parametrize("reason", ["plan", "token", "invalid"])
async def test_a_cancellation_the_calendar_refuses_leaves_the_meeting(reason: Any) -> None:
    desk = await Desk().opened()
    await desk.book(await desk.offered())
    meeting = desk.crm.meetings[THREAD]
    told = brief("cancel_meeting", meeting=meeting, agreed=True)
    desk.calendar.faults["cancel"] = [Rejected("Calendly says no", reason=reason)]

    with pytest.raises(Rejected) as caught:
        await desk.call("cancel_calendly_event", told, reason="not_said")

    assert caught.value.reason == reason
    assert desk.crm.meetings[THREAD] == meeting


async def test_a_lead_that_is_gone_is_not_known() -> None:
    desk = await Desk().opened()
    lead = desk.crm.leads[desk.lead]
    lead["id"] = "gone"

    with pytest.raises(Rejected) as caught:
        await desk.call("get_lead_by_id")

    assert caught.value.reason == "unknown_lead"


@pytest.mark.parametrize(
    ("tool", "args"),
    [
        ("schedule_meeting_for_lead", {}),
        ("schedule_meeting_for_lead", {"meeting_url": None}),
        ("get_calendly_available_times", {"start": "2026-11-24"}),
        ("find_best_calendly_meeting_slot", {"windows": "tomorrow"}),
        ("find_best_calendly_meeting_slot", {"windows": [{"start": "2026-11-24"}]}),
        ("find_best_calendly_meeting_slot", {"event_type_name": ["Demo"]}),
        ("create_calendly_scheduling_link", {"event_type_name": 5}),
        ("book_calendly_slot", {}),
        ("reschedule_calendly_event", {"slot_id": None}),
        ("cancel_calendly_event", {}),
        ("cancel_calendly_event", {"reason": "because"}),
    ],
)
async def test_arguments_of_another_form_never_reach_the_tool(
    tool: str, args: dict[str, Any]
) -> None:
    desk = await Desk().opened()

    with pytest.raises(ValidationError):
        await desk.call(tool, **args)


@pytest.mark.parametrize("name", sorted(NAMES))
async def test_no_argument_can_name_another_lead_or_tenant(name: str) -> None:
    args: dict[str, Any] = {
        "schedule_meeting_for_lead": {"meeting_url": "https://calendly.com/d/made-up"},
        "get_calendly_available_times": SPAN,
        "book_calendly_slot": {"slot_id": "s"},
        "reschedule_calendly_event": {"slot_id": "s"},
        "cancel_calendly_event": {"reason": "not_said"},
    }.get(name, {})
    strangers = {"lead_id": "eve", "workspace": "globex", "token": "t", "user_id": "eve"}

    async def outcome(**more: str) -> object:
        desk = await Desk().opened()
        try:
            return await desk.call(name, agreed("none"), **args, **more)
        except Rejected as refused:
            return refused.reason

    assert await outcome(**strangers) == await outcome()
