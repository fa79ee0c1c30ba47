"""What the facade promises whoever calls it, and whoever is called about."""

import asyncio
from typing import Any

import pytest

from server.integration_agent import IntegrationAgent
from server.integration_service import IntegrationService
from server.settings import Settings
from server.wiring import workspace_of
from tests.facade.conftest import Rows

PHONE = "+34600111222"


def lead(**fields: Any) -> dict[str, Any]:
    return {"lead": {"id": "lead_456", "email": "lead@example.com", **fields}}


def says(text: str) -> dict[str, Any]:
    return {"from": PHONE, "message": {"text": text}}


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ({}, "lead"),
        ({"lead": "lead_456"}, "lead"),
        ({"lead": {}}, "e-mail nor a phone"),
        ({"lead": {"id": "nobody"}}, "e-mail nor a phone"),
        ({"lead": {"id": 7, "email": "lead@example.com"}}, "lead.id"),
        (lead(status="hot"), "lead.status"),
    ],
)
async def test_a_lead_nobody_can_know_gets_no_link(
    service: IntegrationService, user_id: str, rows: Rows, data: dict[str, Any], named: str
) -> None:
    result = await service.schedule_meeting(user_id, data)

    assert (result["success"], result["meeting_url"]) == (False, None)
    assert named in result["error"]
    mine = workspace_of(user_id)
    for made in (
        rows("select id from booking_links where workspace_id = %s", mine),
        rows("select id from leads where workspace_id = %s", mine),
        rows("select id from messages where workspace_id = %s", mine),
    ):
        assert made == []


async def test_a_lead_unknown_by_id_is_made_with_the_callers_id(
    service: IntegrationService, user_id: str, rows: Rows
) -> None:
    await service.schedule_meeting(user_id, lead(id="crm/7 ñ", name="Lea", status="qualified"))

    (made,) = rows(
        "select external_id, name, email, status from leads where workspace_id = %s",
        workspace_of(user_id),
    )
    assert made == {
        "external_id": "crm/7 ñ",
        "name": "Lea",
        "email": "lead@example.com",
        "status": "meeting_scheduled",
    }


async def test_a_second_run_keeps_lead_and_conversation_and_makes_its_own_link(
    service: IntegrationService, user_id: str, rows: Rows
) -> None:
    first = await service.schedule_meeting(user_id, lead())
    second = await service.schedule_meeting(user_id, {"lead": {"id": "lead_456"}})

    assert first["conversation_id"] == second["conversation_id"]
    assert first["meeting_url"] != second["meeting_url"]
    assert len(rows("select id from leads where workspace_id = %s", workspace_of(user_id))) == 1


async def test_what_was_not_known_of_a_lead_is_added(
    service: IntegrationService, user_id: str, rows: Rows
) -> None:
    await service.schedule_meeting(user_id, {"lead": {"id": "a", "phone": PHONE}})
    await service.schedule_meeting(user_id, {"lead": {"id": "a", "email": "a@example.com"}})

    (known,) = rows(
        "select phone, email, zone from leads where workspace_id = %s", workspace_of(user_id)
    )
    assert known == {"phone": PHONE, "email": "a@example.com", "zone": "Europe/Madrid"}


@pytest.mark.parametrize(
    ("profile", "event_type"),
    [
        ({}, "Sales Call"),
        ({"role": "CEO"}, "Executive Consultation"),
        ({"role": "Ingeniera de software"}, "Technical Demo"),
        ({"company_kind": "startup", "company": "Acme"}, "Discovery Call"),
    ],
)
async def test_the_event_type_fits_what_the_program_knows_of_the_lead(
    service: IntegrationService, user_id: str, profile: dict[str, str], event_type: str
) -> None:
    lead = {"id": "lead_1", "email": "lead@example.com"}

    known = await service.schedule_meeting(user_id, {"lead": lead | profile})
    again = await service.schedule_meeting(user_id, {"lead": {"id": "lead_1"}})
    learnt = await service.schedule_meeting(user_id, {"lead": {"id": "lead_1", "role": "CTO"}})

    assert (known["event_type"], again["event_type"]) == (event_type, event_type)
    kept = "role" in profile
    assert learnt["event_type"] == (event_type if kept else "Executive Consultation")


async def test_another_user_is_another_workspace(
    service: IntegrationService, user_id: str, rows: Rows
) -> None:
    await service.schedule_meeting(user_id, lead())

    charlie = await service.schedule_meeting(f"charlie-{user_id}", {"lead": {"id": "lead_456"}})

    assert charlie["success"] is False
    assert (
        rows("select id from leads where workspace_id = %s", workspace_of(f"charlie-{user_id}"))
        == []
    )


async def test_whoever_has_opted_out_gets_no_link(
    service: IntegrationService, user_id: str, rows: Rows
) -> None:
    agent = IntegrationAgent(user_id, service=service)
    stopped = await agent.process_incoming_data("whatsapp", says("STOP"))
    (known,) = rows("select id::text from leads where workspace_id = %s", workspace_of(user_id))

    asked = await agent.process_incoming_data("whatsapp", says("Quiero agendar una demo"))
    pushed = await service.schedule_meeting(user_id, {"lead": {"id": known["id"]}})

    assert stopped["lead_status"] == "opted_out"
    assert (asked["success"], asked["action"], asked["reply"]) == (False, "ignored", "")
    assert (pushed["success"], pushed["error"]) == (False, "The lead has opted out")
    links = rows("select id from booking_links where workspace_id = %s", workspace_of(user_id))
    assert links == []


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("Hola", "replied"),
        ("¿Cuánto cuesta?", "replied"),
        ("Quiero hablar con una persona", "handed_over"),
        ("Quiero agendar una demo", "meeting_scheduled"),
    ],
)
async def test_a_program_is_told_what_was_done(
    service: IntegrationService, user_id: str, text: str, action: str
) -> None:
    agent = IntegrationAgent(user_id, service=service)

    result = await agent.process_incoming_data("whatsapp", says(text))

    assert (result["success"], result["action"]) == (True, action)
    assert result["reply"]


async def test_the_same_event_of_a_platform_is_answered_once(
    service: IntegrationService, user_id: str, rows: Rows
) -> None:
    agent = IntegrationAgent(user_id, service=service)
    event = {"id": "wamid.1", **says("Quiero agendar una demo")}

    first = await agent.process_incoming_data("whatsapp", event)
    again = await agent.process_incoming_data("whatsapp", event)

    assert (first["action"], again["action"]) == ("meeting_scheduled", "ignored")
    links = rows("select id from booking_links where workspace_id = %s", workspace_of(user_id))
    assert len(links) == 1


@pytest.mark.parametrize("data", [None, [], {}, {"from": 7, "message": {"text": "hi"}}])
async def test_data_that_cannot_be_read_is_the_programs_to_follow_up(
    service: IntegrationService, user_id: str, data: Any
) -> None:
    result = await IntegrationAgent(user_id, service=service).process_incoming_data("x", data)

    assert (result["success"], result["action"]) == (False, "manual_follow_up")
    assert result["error"]


async def test_with_fallback_switched_off_nothing_is_made_up(
    settings: Settings, user_id: str, rows: Rows
) -> None:
    service = IntegrationService(settings.model_copy(update={"fallback": False}))
    agent = IntegrationAgent(user_id, service=service)

    available = service.is_meeting_scheduling_available(user_id)
    result = await agent.process_incoming_data("whatsapp", says("Quiero agendar una demo"))
    direct = await service.schedule_meeting(user_id, lead())
    capabilities = service.get_meeting_scheduler_capabilities(user_id)
    service.close()

    assert available is False
    assert (result["success"], result["action"]) == (False, "calendly_not_configured")
    assert (direct["success"], direct["meeting_url"]) == (False, None)
    assert (capabilities["scheduling_available"], capabilities["features"]) == (False, [])
    links = rows("select id from booking_links where workspace_id = %s", workspace_of(user_id))
    assert links == []


def test_one_event_loop_after_the_other(service: IntegrationService, user_id: str) -> None:
    results = [asyncio.run(service.schedule_meeting(user_id, lead())) for _ in range(3)]

    assert [result["success"] for result in results] == [True, True, True]


async def test_many_at_once(service: IntegrationService, user_id: str, rows: Rows) -> None:
    results = await asyncio.gather(*(service.schedule_meeting(user_id, lead()) for _ in range(3)))

    assert [result.get("error") for result in results] == [None] * 3
    assert len({result["meeting_url"] for result in results}) == 3
    assert len({result["conversation_id"] for result in results}) == 1
