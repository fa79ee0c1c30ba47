"""The integration guide's own code, word for word but for the import lines."""

from functools import partial
from typing import Any

import pytest

from server.integration_agent import IntegrationAgent
from server.integration_service import IntegrationService
from server.wiring import workspace_of
from tests.facade.conftest import Rows
from tests.facade.snippets import run, snippet

LEAD: dict[str, Any] = {
    "lead": {"id": "lead_456", "email": "lead@example.com", "status": "qualified"}
}
MESSAGE = {"from": "+34600123123", "message": {"text": "Hi, I'd like to schedule a demo"}}
CONTRACT = {"success", "meeting_url", "event_type", "lead_status", "conversation_id", "mode"}


@pytest.fixture
def agent_class(service: IntegrationService) -> Any:
    return partial(IntegrationAgent, service=service)


async def test_use_of_the_meeting_scheduler(service: IntegrationService) -> None:
    made = await run(snippet("2. Uso del Meeting Scheduler"), integration_service=service)

    result = made["result"]
    assert result["success"] is True
    assert result["meeting_url"].startswith("http://127.0.0.1:2024/book/")
    assert (result["event_type"], result["lead_status"]) == ("Sales Call", "meeting_scheduled")
    assert set(result) == CONTRACT | {"meeting_state"}
    assert (result["mode"], result["meeting_state"]) == ("fallback", "link_sent")


async def test_the_integration_agent_schedules_where_a_message_asks_for_it(
    agent_class: Any,
) -> None:
    made = await run(
        snippet("3. Agente de Integraciones Procesa Datos"), IntegrationAgent=agent_class
    )

    result = made["result"]
    assert result["action"] == "meeting_scheduled"
    assert result["url"] == result["meeting_url"]
    assert result["url"] in result["reply"]


async def test_a_run_takes_the_three_steps_of_the_guide(
    service: IntegrationService, user_id: str, rows: Rows
) -> None:
    await service.schedule_meeting(user_id, LEAD)

    (turn,) = rows("select trace from turns where workspace_id = %s", workspace_of(user_id))
    steps = [line.split("(")[0] for line in snippet("Ejemplo de Ejecución").splitlines()[1:4]]
    assert [f"{n}. {each['tool']}" for n, each in enumerate(turn["trace"]["tools"], 1)] == steps


async def test_option_1_the_integration_service(service: IntegrationService, user_id: str) -> None:
    made = await run(
        snippet("Opción 1: Usar el Integration Service"),
        integration_service=service,
        user_id=user_id,
        lead_data=LEAD,
    )

    assert made["result"]["success"] is True


async def test_option_2_a_meeting_scheduler(service: IntegrationService, user_id: str) -> None:
    made = await run(
        snippet("Opción 2: Crear Meeting Scheduler Directamente"),
        integration_service=service,
        user_id=user_id,
        lead_data=LEAD,
    )

    assert made["result"]["success"] is True


async def test_option_3_the_integration_agent(agent_class: Any, user_id: str) -> None:
    made = await run(
        snippet("Opción 3: Usar el Ejemplo de Integration Agent"),
        IntegrationAgent=agent_class,
        user_id=user_id,
        platform="whatsapp",
        data=MESSAGE,
    )

    assert made["result"]["action"] == "meeting_scheduled"


async def test_the_checks_of_the_guide(
    service: IntegrationService, agent_class: Any, user_id: str
) -> None:
    made = await run(
        snippet("Test Programático"),
        integration_agent=agent_class(user_id),
        integration_service=service,
        user_id=user_id,
    )

    assert made["result"]["success"] is True
    assert made["capabilities"]["scheduling_available"] is True
    assert made["capabilities"]["platform"] == "fallback"
    assert "results say so" in made["capabilities"]["note"]


async def test_my_own_agent_sees_that_no_calendly_is_connected(
    service: IntegrationService, user_id: str
) -> None:
    made = await run(
        snippet("💡 Ejemplo de Integración Completa"),
        integration_service=service,
        Dict=dict,
        Any=Any,
    )

    mine = made["MiAgenteIntegraciones"](user_id)

    assert await mine.procesar_lead_calificado(LEAD) == {"action": "calendly_not_configured"}
