"""The scheduler's tools whole: with the built-in calendar, and with a Calendly over HTTP."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from langchain_core.tools import BaseTool
from langgraph.prebuilt import ToolRuntime
from pydantic import SecretStr

from server.parts import Parts
from server.settings import Settings
from server.wiring import Wired, workspace_of
from tests.facade.calendly_account import Calendly, calendly, operator
from tests.platforms.postgres import Database
from tests.test_policy import brief
from tests.test_tools_page import named, sections
from tools.errors import Rejected
from tools.ports.arrivals import Arrival
from tools.ports.calendar import BookingOrder, Meeting, Slot
from tools.ports.channels import Alias
from tools.ports.scheduler import Brief
from tools.ports.words import Mode
from tools.scheduling import make_tools

JSON = dict[str, Any]  # an answer of a tool


@dataclass(kw_only=True)
class House:
    """A business in one of the modes, its database and its program."""

    parts: Parts
    workspace: str
    mode: Mode
    calendly: Calendly | None = None
    token: str = ""
    leads: int = 0

    async def lead(self, name: str | None = "Ana López") -> "Lead":
        """A new one, who has given name and e-mail unless they have no name."""
        self.leads += 1
        stored = await self.parts.crm.ingest(
            Arrival(
                workspace=self.workspace,
                channel="cli",
                integration_id=None,
                event_id=str(uuid4()),
                aliases=(Alias(kind="thread", value=str(uuid4()), attested=True),),
                text="hola",
                door="cli",
                enqueue=False,
            )
        )
        details = {"name": name, "email": f"lead{self.leads}@example.com"} if name else {}
        await self.parts.crm.note(self.workspace, stored["lead_id"], details=details)
        tools = make_tools(
            self.parts.crm, self.parts.calendars, lambda: datetime.now(UTC), lambda: str(uuid4())
        )
        return Lead(
            house=self,
            id=stored["lead_id"],
            conversation=stored["conversation_id"],
            tools={tool.name: tool for tool in tools},
        )


@dataclass(kw_only=True)
class Lead:
    """In whose conversation the tools are called, as the graph calls them: a turn for each."""

    house: House
    id: str
    conversation: str
    tools: dict[str, BaseTool]
    told: Brief = field(default_factory=brief)

    async def call(self, name: str, *, turn: str | None = None, **args: Any) -> JSON:
        crm, workspace = self.house.parts.crm, self.house.workspace
        lead = await crm.find_lead(workspace, self.id)
        state = {
            "turn": {
                "id": turn or str(uuid4()),
                "workspace": workspace,
                "zone": "Europe/Madrid",
                "door": "cli",
            },
            "conversation": await crm.conversation(workspace, self.conversation),
            "lead": lead,
            "brief": self.told,
        }
        runtime: ToolRuntime[Any, Any] = ToolRuntime(
            state=state,
            context=None,
            config={},
            stream_writer=lambda _: None,
            tool_call_id="c1",
            store=None,
        )
        answered: JSON = json.loads(await self.tools[name].ainvoke({**args, "runtime": runtime}))
        assert set(answered) == named(sections()[name], "Answers")  # as the page says
        return answered

    async def offered(self, **args: Any) -> list[Slot]:
        found = await self.call("find_best_calendly_meeting_slot", **args)
        slots: list[Slot] = found["slots"]
        return slots

    def agrees(self, slot: Slot, **changes: Any) -> None:
        told: JSON = {"offers": [slot], "picked": slot["id"], "agreed": True}
        self.told = brief(**told | changes)

    async def books(self, *, nth: int = 0) -> Meeting:
        slot = (await self.offered())[nth]
        self.agrees(slot)
        done = await self.call("book_calendly_slot", slot_id=slot["id"])
        meeting: Meeting = done["receipt"]["meeting"]
        return meeting


@pytest.fixture(scope="module", params=["fallback", "full"])
async def house(
    request: pytest.FixtureRequest, database: Database, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    owner = f"alice-{uuid4()}"
    settings = Settings(
        database_url=SecretStr(database.admin_url),
        home=tmp_path_factory.mktemp("home"),
        timezone="Europe/Madrid",
        local_user=owner,
    )
    async with AsyncExitStack() as stack:
        theirs, token = None, ""
        if request.param == "full":
            theirs = await stack.enter_async_context(calendly())
            token = await theirs.open_account("Alice")
            settings = settings.model_copy(update={"calendly_url": theirs.url})
            http = await stack.enter_async_context(operator(settings))
            form = {"access_token": token, "timezone": "Europe/Madrid"}
            form["default_event_type"] = "Sales Call"
            answer = await http.post("/api/integrations/calendly/connect", json=form)
            assert answer.status_code == 200, answer.text
        wired = Wired(settings)
        parts = await stack.enter_async_context(wired.open())
        await wired.ensure_workspace(owner)
        yield House(
            parts=parts,
            workspace=workspace_of(owner),
            mode=request.param,
            calendly=theirs,
            token=token,
        )


async def test_the_lead_is_known_and_their_conversation_is_found(house: House) -> None:
    ana = await house.lead()

    known = await ana.call("get_lead_by_id")
    conversation = await ana.call("create_conversation_for_lead")

    assert (known["lead"]["id"], known["lead"]["name"]) == (ana.id, "Ana López")
    assert conversation["conversation_id"] == ana.conversation


async def test_the_calendar_says_whose_it_is_and_what_can_be_booked(house: House) -> None:
    ana = await house.lead()

    user = await ana.call("get_calendly_user")
    types = await ana.call("get_calendly_event_types")

    assert (user["mode"], types["mode"]) == (house.mode, house.mode)
    assert user["user"]["name"]
    assert {"name": "Sales Call", "minutes": 30} in types["event_types"]


async def test_open_times_are_within_the_span_and_of_the_type_asked_for(house: House) -> None:
    ana = await house.lead()
    start = datetime.now(UTC) + timedelta(days=3)
    end = start + timedelta(days=4)

    found = await ana.call(
        "get_calendly_available_times",
        start=start.isoformat(),
        end=end.isoformat(),
        event_type_name="technical demo",
    )

    starts = [datetime.fromisoformat(slot["starts_at"]) for slot in found["slots"]]
    assert 0 < len(starts) <= 20
    assert starts == sorted(starts)
    assert start <= starts[0] < starts[-1] < end
    assert {slot["event_name"] for slot in found["slots"]} == {"Technical Demo"}
    assert found["event_type"] == {"name": "Technical Demo", "why": "similar_name"}
    assert found["mode"] == house.mode


async def test_a_span_that_is_over_has_no_open_times(house: House) -> None:
    ana = await house.lead()

    found = await ana.call("get_calendly_available_times", start="2024-01-01", end="2024-01-08")

    assert found["slots"] == []


async def test_the_best_slots_fit_the_lead_and_leave_out_what_they_refused(house: House) -> None:
    ana = await house.lead()
    ana.told = brief(known={"role": "CEO"})
    first = await ana.offered()
    refused = [{"start": slot["starts_at"], "end": slot["ends_at"]} for slot in first]

    second = await ana.call("find_best_calendly_meeting_slot", excluded=refused)

    assert len(first) == 3
    assert not {slot["starts_at"] for slot in first} & {s["starts_at"] for s in second["slots"]}
    assert second["event_type"] == {
        "name": "Executive Consultation",
        "why": "rule executive_consultation: role 'CEO'",
    }


async def test_a_link_is_made_once_a_turn_and_handed_over_with_a_receipt(house: House) -> None:
    ana, turn = await house.lead(), str(uuid4())

    made = await ana.call("create_calendly_scheduling_link", turn=turn)
    again = await ana.call("create_calendly_scheduling_link", turn=turn)
    handed = await ana.call("schedule_meeting_for_lead", turn=turn, meeting_url=made["link"]["url"])

    lead = await house.parts.crm.find_lead(house.workspace, ana.id)
    assert made["link"] == again["link"]
    assert made["mode"] == house.mode
    assert "utm_content=" in made["link"]["url"]
    assert handed["receipt"]["kind"] == "link_sent"
    assert handed["receipt"]["meeting"]["state"] == "link_sent"
    assert lead
    assert lead["status"] == "meeting_scheduled"


async def test_a_meeting_is_booked_known_moved_and_canceled(house: House) -> None:
    ana = await house.lead()

    first = await ana.books()
    known = await ana.call("get_calendly_scheduled_events")
    slot = (await ana.offered())[1]
    ana.agrees(slot, meeting=first, intent="reschedule_meeting")
    moved = await ana.call("reschedule_calendly_event", slot_id=slot["id"])
    second: Meeting = moved["receipt"]["meeting"]
    ana.told = brief("cancel_meeting", meeting=second, agreed=True)
    canceled = await ana.call("cancel_calendly_event", reason="not_needed")
    left = await ana.call("get_calendly_scheduled_events")

    assert (first["state"], first["mode"]) == ("booked", house.mode)
    assert [each["id"] for each in known["meetings"]] == [first["id"]]
    assert [each["uri"] for each in known["events"]] == [first["event_uri"]]
    assert moved["receipt"]["kind"] == "moved"
    assert second["starts_at"] == slot["starts_at"]
    assert canceled["receipt"]["kind"] == "canceled"
    assert left["meetings"] == []
    assert {each["status"] for each in left["events"]} == {"canceled"}
    assert {moved["mode"], canceled["mode"], left["mode"]} == {house.mode}


async def test_a_lead_without_an_address_has_no_events_and_the_mode_is_told(house: House) -> None:
    someone = await house.lead(name=None)

    known = await someone.call("get_calendly_scheduled_events")

    assert known == {"meetings": [], "events": [], "mode": house.mode}


async def test_nothing_is_booked_moved_or_canceled_unless_it_was_agreed_to(house: House) -> None:
    ana = await house.lead()
    meeting, slot = await ana.books(), (await ana.offered())[2]
    ana.agrees(slot, agreed=False, meeting=meeting)

    for tool, args in (
        ("book_calendly_slot", {"slot_id": slot["id"]}),
        ("reschedule_calendly_event", {"slot_id": slot["id"]}),
        ("cancel_calendly_event", {"reason": "not_said"}),
    ):
        with pytest.raises(Rejected) as caught:
            await ana.call(tool, **args)
        assert caught.value.reason == "conflict"


async def test_of_several_meetings_none_is_touched_before_one_is_named(house: House) -> None:
    ana = await house.lead()
    meeting = await ana.books()
    ana.told = brief("cancel_meeting", meeting=meeting, agreed=True, which=True)

    with pytest.raises(Rejected, match="which") as caught:
        await ana.call("cancel_calendly_event", reason="not_said")

    assert caught.value.reason == "conflict"


async def test_a_second_meeting_is_a_conflict(house: House) -> None:
    ana = await house.lead()
    await ana.books()

    with pytest.raises(Rejected) as caught:
        await ana.books(nth=1)

    assert caught.value.reason == "conflict"


async def test_a_time_somebody_else_has_taken_meanwhile_is_taken(house: House) -> None:
    ana = await house.lead()
    slot = (await ana.offered())[0]
    calendar = await house.parts.calendars.of(house.workspace)
    order = BookingOrder(
        event_type=slot["event_type"],
        starts_at=slot["starts_at"],
        name="Bob",
        email="bob@example.com",
        zone="Europe/Madrid",
        token=str(uuid4()),
        channel="cli",
    )
    await calendar.book(order)
    ana.agrees(slot)

    with pytest.raises(Rejected) as caught:
        await ana.call("book_calendly_slot", slot_id=slot["id"])

    assert caught.value.reason == "slot_taken"


@pytest.mark.parametrize(
    ("tool", "args", "reason", "field_"),
    [
        ("book_calendly_slot", {"slot_id": "nobody's"}, "conflict", None),
        ("reschedule_calendly_event", {"slot_id": "nobody's"}, "conflict", None),
        ("cancel_calendly_event", {"reason": "not_said"}, "conflict", None),
        (
            "schedule_meeting_for_lead",
            {"meeting_url": "https://calendly.com/d/made-up"},
            "not_found",
            "meeting_url",
        ),
        ("get_calendly_available_times", {"start": "soon", "end": "later"}, "invalid", "start"),
        (
            "get_calendly_available_times",
            {"start": "2026-12-02", "end": "2026-12-01"},
            "invalid",
            "start",
        ),
        (
            "find_best_calendly_meeting_slot",
            {"windows": [{"start": "soon", "end": "later"}]},
            "invalid",
            "windows",
        ),
        (
            "find_best_calendly_meeting_slot",
            {"excluded": [{"start": "soon", "end": "later"}]},
            "invalid",
            "excluded",
        ),
    ],
)
async def test_an_argument_that_names_nothing_is_refused(
    house: House, tool: str, args: JSON, reason: str, field_: str | None
) -> None:
    ana = await house.lead()

    with pytest.raises(Rejected) as caught:
        await ana.call(tool, **args)

    assert (caught.value.reason, caught.value.field) == (reason, field_)


async def test_a_slot_or_link_of_another_lead_is_none_of_this_ones(house: House) -> None:
    ana, bob = await house.lead(), await house.lead("Bob")
    slot = (await bob.offered())[0]
    link = (await bob.call("create_calendly_scheduling_link"))["link"]
    ana.agrees(slot)

    with pytest.raises(Rejected) as no_slot:
        await ana.call("book_calendly_slot", slot_id=slot["id"])
    with pytest.raises(Rejected) as no_link:
        await ana.call("schedule_meeting_for_lead", meeting_url=link["url"])

    assert (no_slot.value.reason, no_link.value.reason) == ("not_found", "not_found")


async def test_a_lead_without_a_name_is_not_booked_for(house: House) -> None:
    someone = await house.lead(name=None)
    slot = (await someone.offered())[0]
    someone.agrees(slot)

    with pytest.raises(Rejected) as caught:
        await someone.call("book_calendly_slot", slot_id=slot["id"])

    assert (caught.value.reason, caught.value.field) == ("invalid", "lead")


async def test_every_tool_that_asks_a_calendar_says_that_there_is_none(house: House) -> None:
    if house.calendly:
        reason = "token"
        await house.calendly.take_back(house.token)
    else:
        reason, house = "not_configured", replace(house, workspace=str(uuid4()))
        await house.parts.crm.ensure_workspace(
            house.workspace, house.workspace, zone="Europe/Madrid", fallback=False
        )
    ana = await house.lead()

    for tool, args in (
        ("get_calendly_user", {}),
        ("get_calendly_event_types", {}),
        ("get_calendly_available_times", {"start": "2027-01-01", "end": "2027-01-02"}),
        ("find_best_calendly_meeting_slot", {}),
        ("create_calendly_scheduling_link", {}),
        ("get_calendly_scheduled_events", {}),
    ):
        with pytest.raises(Rejected) as caught:
            await ana.call(tool, **args)
        assert caught.value.reason == reason
