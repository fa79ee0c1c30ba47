"""The scheduler's tools: what a model is shown, and what they do and refuse."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from langchain_core.utils.function_calling import convert_to_openai_tool
from langgraph.prebuilt import ToolRuntime

from tests.fakes import (
    HOME,
    NOON,
    FakeCalendar,
    FakeCalendars,
    FakeClock,
    FakeCrm,
    FakeIds,
    at,
)
from tests.test_policy import brief
from tools.errors import CalendarUnavailable, PipeWiseError, Rejected, Unavailable
from tools.ports.arrivals import Arrival
from tools.ports.channels import Alias
from tools.ports.scheduler import Brief
from tools.ports.words import Door
from tools.scheduling import make_tools

NAMES = {
    "get_lead_by_id",
    "create_conversation_for_lead",
    "schedule_meeting_for_lead",
    "get_calendly_user",
    "get_calendly_event_types",
    "get_calendly_available_times",
    "create_calendly_scheduling_link",
    "find_best_calendly_meeting_slot",
    "get_calendly_scheduled_events",
    "book_calendly_slot",
    "reschedule_calendly_event",
    "cancel_calendly_event",
}
OURS = {"workspace", "lead", "lead_id", "conversation", "token", "runtime", "turn", "user_id"}
THREAD = "11111111-1111-4111-8111-111111111111"


@dataclass
class Desk:
    """The tools of one turn, called as the graph calls them."""

    calendar: FakeCalendar = field(default_factory=FakeCalendar)
    clock: FakeClock = field(default_factory=FakeClock)
    turn: str = "turn-1"
    door: Door = "channel"
    reachable: bool = True

    async def opened(self) -> "Desk":
        new_id = FakeIds()
        self.crm = FakeCrm(self.clock, new_id)
        self.calendars = FakeCalendars(self.calendar)
        tools = make_tools(self.crm, self.calendars, self.clock, new_id, reachable=self.reachable)
        self.tools = {tool.name: tool for tool in tools}
        stored = await self.crm.ingest(
            Arrival(
                workspace=HOME,
                channel="whatsapp",
                integration_id=None,
                event_id="e1",
                aliases=(Alias(kind="phone", value="+34600111222", attested=True),),
                text="hola",
                conversation_id=THREAD,
            )
        )
        self.lead = stored["lead_id"]
        details = {"name": "Ana", "email": "ana@example.com"}
        await self.crm.note(HOME, self.lead, details=details)
        return self

    async def call(self, name: str, told: Brief | None = None, **args: Any) -> dict[str, Any]:
        state = {
            "turn": {
                "id": self.turn,
                "workspace": HOME,
                "zone": "Europe/Madrid",
                "door": self.door,
            },
            "conversation": self.crm.conversations[THREAD],
            "lead": self.crm.leads[self.lead],
            "brief": told or brief(),
        }
        runtime: ToolRuntime[Any, Any] = ToolRuntime(
            state=state,
            context=None,
            config={},
            stream_writer=lambda _: None,
            tool_call_id="c1",
            store=None,
        )
        answer: dict[str, Any] = json.loads(
            await self.tools[name].ainvoke({**args, "runtime": runtime})
        )
        return answer

    async def offered(self) -> str:
        """The id of the first slot on offer."""
        found = await self.call("find_best_calendly_meeting_slot")
        return str(found["slots"][0]["id"])

    async def book(self, slot_id: str) -> dict[str, Any]:
        return await self.call("book_calendly_slot", agreed(slot_id), slot_id=slot_id)


def agreed(slot_id: str, **changes: Any) -> Brief:
    told: dict[str, Any] = {"picked": slot_id, "agreed": True}
    return brief(**told | changes)


async def test_they_have_the_names_of_the_contract() -> None:
    assert set((await Desk().opened()).tools) == NAMES


@pytest.mark.parametrize("name", sorted(NAMES))
async def test_no_schema_names_a_person_a_tenant_or_a_token(name: str) -> None:
    shown = convert_to_openai_tool((await Desk().opened()).tools[name])["function"]

    assert not OURS & set(shown["parameters"]["properties"])
    assert shown["description"]


async def test_open_times_become_slots_with_ids_of_ours() -> None:
    desk = await Desk().opened()

    found = await desk.call("find_best_calendly_meeting_slot")

    assert [slot["id"] for slot in found["slots"]] == list(desk.crm.slots)
    assert found["slots"][0]["starts_at"] == "2026-11-24T09:00:00Z"
    assert found["mode"] == "fallback"


async def test_a_search_widens_to_sixty_days_where_a_fortnight_shows_nothing() -> None:
    far = NOON.replace(month=12, day=20)
    desk = await Desk(calendar=FakeCalendar(open=[far])).opened()

    found = await desk.call("find_best_calendly_meeting_slot")

    assert len(found["slots"]) == 1


async def test_a_list_of_open_times_stops_at_twenty() -> None:
    many = [at(24, hour, minute) for hour in range(8, 18) for minute in (0, 15, 30)]
    desk = await Desk(calendar=FakeCalendar(open=many)).opened()

    listed = await desk.call(
        "get_calendly_available_times", start="2026-11-24", end="2026-11-25T00:00"
    )

    assert len(listed["slots"]) == 20


async def test_a_time_that_is_no_time_is_refused() -> None:
    desk = await Desk().opened()

    with pytest.raises(Rejected):
        await desk.call("get_calendly_available_times", start="tomorrow", end="later")


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("9999-12-31T23:59:00+00:00", "9999-12-31T23:59:59+00:00"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00"),
        ("0001-01-01T00:00:00", "9999-12-31T23:59:59-14:00"),
        ("9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59-14:00"),
    ],
)
async def test_a_time_at_the_end_of_the_calendar_is_refused(start: str, end: str) -> None:
    desk = await Desk().opened()

    for tool, args in (
        ("get_calendly_available_times", {"start": start, "end": end}),
        ("find_best_calendly_meeting_slot", {"windows": [{"start": start, "end": end}]}),
        ("find_best_calendly_meeting_slot", {"excluded": [{"start": start, "end": end}]}),
    ):
        with pytest.raises(Rejected):
            await desk.call(tool, **args)


async def test_booking_takes_name_and_email_from_the_crm() -> None:
    desk = await Desk().opened()

    done = await desk.book(await desk.offered())

    assert done["receipt"]["kind"] == "booked"
    assert desk.calendar.booked[0].name == "Ana"
    assert desk.calendar.booked[0].token == "attempt-1"


async def test_booking_again_in_the_same_turn_is_the_same_booking() -> None:
    desk = await Desk().opened()
    slot_id = await desk.offered()

    first, second = await desk.book(slot_id), await desk.book(slot_id)

    assert first == second
    assert len(desk.calendar.booked) == 1


async def test_a_slot_of_another_conversation_is_not_booked() -> None:
    desk = await Desk().opened()

    with pytest.raises(Rejected, match="not offered"):
        await desk.book("33333333-3333-4333-8333-333333333333")


async def test_an_expired_slot_is_not_booked() -> None:
    desk = await Desk().opened()
    slot_id = await desk.offered()
    desk.clock.now = at(26, 12)

    with pytest.raises(Rejected) as refusal:
        await desk.book(slot_id)

    assert refusal.value.reason == "not_found"


async def test_a_failed_booking_settles_its_attempt() -> None:
    desk = await Desk().opened()
    slot_id = await desk.offered()
    desk.calendar.faults["book"] = [Unavailable("Calendly answered 503")]

    with pytest.raises(CalendarUnavailable):
        await desk.book(slot_id)

    assert [attempt["state"] for _, _, attempt in desk.crm.attempts.values()] == ["failed"]


async def test_an_unsure_booking_stays_unknown() -> None:
    desk = await Desk().opened()
    slot_id = await desk.offered()
    desk.calendar.faults["book"] = [Unavailable("Calendly: timeout", unsure=True)]

    with pytest.raises(CalendarUnavailable) as trouble:
        await desk.book(slot_id)

    assert trouble.value.unsure
    assert [attempt["state"] for _, _, attempt in desk.crm.attempts.values()] == ["unknown"]


async def test_moving_books_the_new_time_before_it_frees_the_old() -> None:
    desk = await Desk().opened()
    await desk.book(await desk.offered())
    desk.turn = "turn-2"
    told = {"meeting": desk.crm.meetings[THREAD], "intent": "reschedule_meeting"}
    slot_id = await desk.offered()

    done = await desk.call("reschedule_calendly_event", agreed(slot_id, **told), slot_id=slot_id)

    assert done["receipt"]["kind"] == "moved"
    assert len(desk.calendar.booked) == 2
    assert desk.calendar.canceled == ["https://api.calendly.com/scheduled_events/1"]


async def test_who_agreed_to_one_thing_has_not_agreed_to_another() -> None:
    desk = await Desk().opened()
    await desk.book(await desk.offered())
    desk.turn = "turn-2"
    told = {"meeting": desk.crm.meetings[THREAD]}
    slot_id = await desk.offered()

    for tool, agreed_to in (
        ("reschedule_calendly_event", "schedule_meeting"),
        ("book_calendly_slot", "reschedule_meeting"),
    ):
        with pytest.raises(Rejected, match="not agreed"):
            await desk.call(tool, agreed(slot_id, intent=agreed_to, **told), slot_id=slot_id)

    assert len(desk.calendar.booked) == 1


async def move(desk: Desk) -> dict[str, Any]:
    desk.turn = "turn-2"
    told = {"meeting": desk.crm.meetings[THREAD], "intent": "reschedule_meeting"}
    slot_id = await desk.offered()
    return await desk.call("reschedule_calendly_event", agreed(slot_id, **told), slot_id=slot_id)


@pytest.mark.parametrize(
    "fault",
    [Unavailable("Calendly answered 503"), Rejected("Calendly answered 401", reason="token")],
)
async def test_an_old_time_that_cannot_be_freed_now_is_left_for_later(fault: PipeWiseError) -> None:
    desk = await Desk().opened()
    await desk.book(await desk.offered())
    desk.calendar.faults["cancel"] = [fault]

    done = await move(desk)

    assert done["receipt"]["kind"] == "moved"
    assert "done" not in desk.crm.cancellations.values()


async def cancel(desk: Desk) -> dict[str, Any]:
    told = brief(
        meeting=next(iter(desk.crm.meetings.values())), intent="cancel_meeting", agreed=True
    )
    return await desk.call("cancel_calendly_event", told, reason="not_said")


async def test_nobody_elses_seat_is_given_up_with_the_leads() -> None:
    desk = await Desk().opened()
    await desk.book(await desk.offered())
    meeting = desk.crm.meetings[THREAD]
    desk.calendar.shared.add(meeting["event_uri"] or "")

    for act in (cancel, move):
        with pytest.raises(Rejected, match="Others are in this event") as refused:
            await act(desk)
        assert refused.value.reason == "plan"

    assert desk.calendar.canceled == []
    assert len(desk.calendar.booked) == 1


async def test_a_lost_answer_to_a_cancellation_is_asked_for_again() -> None:
    desk = await Desk().opened()
    await desk.book(await desk.offered())
    desk.calendar.faults["cancel"] = [Unavailable("Calendly: timeout", unsure=True)]

    done = await cancel(desk)

    assert done["receipt"]["kind"] == "canceled"


@pytest.mark.parametrize(
    ("faults", "unsure", "left"),
    [
        ([Unavailable("Calendly: timeout", unsure=True)] * 2, True, "open"),
        ([Unavailable("Calendly could not be reached")], False, "refused"),
    ],
)
async def test_a_cancellation_without_the_calendars_word_is_not_claimed(
    faults: list[PipeWiseError], unsure: bool, left: str
) -> None:
    desk = await Desk().opened()
    await desk.book(await desk.offered())
    desk.calendar.faults["cancel"] = list(faults)

    with pytest.raises(CalendarUnavailable) as trouble:
        await cancel(desk)

    assert trouble.value.unsure is unsure
    assert list(desk.crm.cancellations.values()) == [left]


async def test_one_turn_makes_one_link() -> None:
    desk = await Desk().opened()

    first = await desk.call("create_calendly_scheduling_link")
    second = await desk.call("create_calendly_scheduling_link", event_type_name="Sales Call")

    assert first["link"] == second["link"]
    assert len(desk.calendar.links) == 1


async def test_a_link_says_where_it_came_from_and_fills_in_what_we_know() -> None:
    desk = await Desk().opened()

    made = await desk.call("create_calendly_scheduling_link")

    assert made["link"]["url"] == (
        "https://calendly.com/d/link-1/sales-call?utm_source=pipewise&utm_medium=whatsapp"
        "&utm_content=token-1&name=Ana&email=ana%40example.com"
    )


async def test_no_channel_gets_a_link_that_only_this_machine_can_open() -> None:
    desk = await Desk(calendar=FakeCalendar(mode="fallback"), reachable=False).opened()

    with pytest.raises(Rejected) as refusal:
        await desk.call("create_calendly_scheduling_link")

    assert refusal.value.reason == "unreachable"
    assert desk.calendar.links == []


async def test_the_terminal_gets_it_all_the_same() -> None:
    calendar = FakeCalendar(mode="fallback")
    desk = await Desk(calendar=calendar, door="cli", reachable=False).opened()

    made = await desk.call("create_calendly_scheduling_link")

    assert made["link"]["url"]


async def test_handing_a_link_over_twice_is_one_receipt() -> None:
    desk = await Desk().opened()
    url = (await desk.call("create_calendly_scheduling_link"))["link"]["url"]

    first = await desk.call("schedule_meeting_for_lead", meeting_url=url)
    second = await desk.call("schedule_meeting_for_lead", meeting_url=url)

    assert first["receipt"]["kind"] == "link_sent"
    assert first == second


async def test_a_link_we_did_not_issue_is_refused() -> None:
    desk = await Desk().opened()

    with pytest.raises(Rejected):
        await desk.call("schedule_meeting_for_lead", meeting_url="https://evil.example/pay")
