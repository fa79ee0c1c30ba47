"""With a Calendly account: connect, schedule, be refused, disconnect, through HTTP and facade."""

import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from server.integration_agent import IntegrationAgent
from server.integration_service import IntegrationService
from server.settings import Settings
from server.wiring import workspace_of
from tests.facade.calendly_account import PAGES, Calendly, calendly, operator
from tests.facade.conftest import Rows
from tests.facade.snippets import run, snippet

LEAD: dict[str, Any] = {"lead": {"id": "lead_456", "email": "lead@example.com"}}
MESSAGE = {"from": "+34600111222", "message": {"text": "Quiero agendar una demo"}}


@dataclass
class Alice:
    """The owner of a fresh workspace, her program and her browser."""

    user_id: str
    service: IntegrationService
    http: httpx.AsyncClient
    calendly: Calendly

    async def connect(self, token: str, **more: str) -> httpx.Response:
        """With exactly the guide's request."""
        _, request, body = snippet("1. Configuración de Calendly").split("\n", 2)
        method, path = request.split()
        form = {**json.loads(body), **more, "access_token": token}
        return await self.http.request(method, path, json=form)

    async def status(self) -> dict[str, Any]:
        answer = await self.http.get("/api/integrations/calendly/status")
        assert answer.status_code == 200
        assert answer.json()["success"] is True
        return dict(answer.json()["data"])

    async def schedule(self) -> dict[str, Any]:
        return await self.service.schedule_meeting(self.user_id, LEAD)


@pytest.fixture
async def alice(settings: Settings, user_id: str) -> AsyncIterator[Alice]:
    async with calendly() as theirs:
        mine = settings.model_copy(update={"local_user": user_id, "calendly_url": theirs.url})
        service = IntegrationService(mine)
        async with operator(mine) as http:
            yield Alice(user_id=user_id, service=service, http=http, calendly=theirs)
        service.close()


async def test_from_connecting_to_a_link_to_disconnecting(alice: Alice, rows: Rows) -> None:
    connected = await alice.connect(await alice.calendly.open_account("Alice Álvarez"))
    result = await alice.schedule()
    status = await alice.status()

    assert connected.status_code == 200
    assert result["success"] is True
    assert result["mode"] == "full"
    assert result["meeting_url"].startswith(PAGES)
    assert (status["status"], status["mode"], status["error"]) == ("connected", "full", None)
    assert status["user_name"] == "Alice Álvarez"
    assert status["timezone"] == "UTC"
    assert "Product Demo" in status["event_types"]
    assert status["stats"]["links_created"] == 1
    assert status["stats"]["meetings_scheduled"] == 0
    assert status["last_sync"]

    removed = await alice.http.delete("/api/integrations/calendly")

    assert removed.json()["data"] == {"disconnected": True}
    (row,) = rows(
        "select status, sealed from integrations where workspace_id = %s and platform = 'calendly'",
        workspace_of(alice.user_id),
    )
    assert row == {"status": "disconnected", "sealed": {}}
    assert (await alice.status())["mode"] == "fallback"
    assert (await alice.schedule())["mode"] == "fallback"


async def test_the_plain_calls_know_a_connected_account(alice: Alice) -> None:
    before = alice.service.is_calendly_configured(alice.user_id)
    await alice.connect(await alice.calendly.open_account("Alice Álvarez"))

    capabilities = alice.service.get_meeting_scheduler_capabilities(alice.user_id)

    assert (before, alice.service.is_calendly_configured(alice.user_id)) == (False, True)
    assert capabilities["platform"] == "calendly"
    assert capabilities["user_name"] == "Alice Álvarez"
    assert "note" not in capabilities


async def test_my_own_agent_of_the_guide_schedules(alice: Alice) -> None:
    made = await run(
        snippet("💡 Ejemplo de Integración Completa"),
        integration_service=alice.service,
        Dict=dict,
        Any=Any,
    )
    mine = made["MiAgenteIntegraciones"](alice.user_id)
    await alice.connect(await alice.calendly.open_account("Alice Álvarez"))

    done = await mine.procesar_lead_calificado(LEAD)
    unknown = await mine.procesar_lead_calificado({"lead": {"id": "nobody"}})

    assert done["action"] == "meeting_scheduled"
    assert done["url"].startswith(PAGES)
    assert unknown["action"] == "manual_follow_up"
    assert "not known" in unknown["error"]


async def test_a_wrong_token_is_refused_with_calendlys_reason(alice: Alice, rows: Rows) -> None:
    answer = await alice.connect("made-up-wrong-token")

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert "Calendly answered 401" in answer.json()["detail"]
    assert answer.json()["field"] == "access_token"
    stored = rows(
        "select id from integrations where workspace_id = %s and platform = 'calendly'",
        workspace_of(alice.user_id),
    )
    assert stored == []


async def test_a_wrong_token_leaves_the_account_of_before_connected(alice: Alice) -> None:
    await alice.connect(await alice.calendly.open_account("Alice Álvarez"))

    await alice.connect("made-up-wrong-token")

    assert (await alice.status())["status"] == "connected"
    assert (await alice.schedule())["mode"] == "full"


async def test_another_account_replaces_the_first(alice: Alice, rows: Rows) -> None:
    await alice.connect(await alice.calendly.open_account("Alice Álvarez"))
    await alice.connect(await alice.calendly.open_account("Ana Torres"))

    assert (await alice.status())["user_name"] == "Ana Torres"
    sealed = rows(
        "select sealed from integrations where workspace_id = %s and platform = 'calendly'"
        " and sealed <> '{}'",
        workspace_of(alice.user_id),
    )
    assert len(sealed) == 1


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"access_token": ""}, "access_token"),
        ({"timezone": "Mars/Base"}, "timezone"),
        ({"default_event_type": ""}, "default_event_type"),
        ({"workspace": "another"}, "workspace"),
    ],
)
async def test_a_faulty_form_names_the_field(
    alice: Alice, form: dict[str, str], field: str
) -> None:
    whole = {"access_token": "t", "default_event_type": "Sales Call", "timezone": "UTC", **form}

    answer = await alice.http.post("/api/integrations/calendly/connect", json=whole)

    assert answer.status_code == 422
    assert field in answer.text
    assert alice.calendly.asked == []


async def test_an_event_type_nobody_knows_is_kept_and_the_first_is_used(alice: Alice) -> None:
    token = await alice.calendly.open_account("Alice Álvarez")

    await alice.connect(token, default_event_type="Café con Ana")
    status, result = await alice.status(), await alice.schedule()

    assert status["default_event_type"] == "Café con Ana"
    assert {"Sales Call", "Product Demo"} < set(status["event_types"])
    assert "'Café con Ana'" in status["warning"]
    assert result["event_type"] == status["event_types"][0]


async def test_a_token_refused_in_a_turn_is_an_error_from_then_on(alice: Alice, rows: Rows) -> None:
    token = await alice.calendly.open_account("Alice Álvarez")
    await alice.connect(token)
    await alice.calendly.take_back(token)

    result = await alice.schedule()
    available = alice.service.is_meeting_scheduling_available(alice.user_id)
    asked_before = len(alice.calendly.asked)
    again = await alice.schedule()

    assert (result["success"], result["meeting_url"]) == (False, None)
    assert "Calendly answered 401" in result["error"]
    assert available is False
    assert (again["success"], len(alice.calendly.asked)) == (False, asked_before)
    status = await alice.status()
    assert (status["status"], status["mode"]) == ("error", "full")
    assert "401" in status["error"]
    capabilities = alice.service.get_meeting_scheduler_capabilities(alice.user_id)
    assert capabilities["note"].startswith("Calendly refuses the token")
    links = rows(
        "select id from booking_links where workspace_id = %s", workspace_of(alice.user_id)
    )
    assert links == []


async def test_a_refused_token_is_the_programs_to_follow_up(alice: Alice) -> None:
    token = await alice.calendly.open_account("Alice Álvarez")
    await alice.connect(token)
    await alice.calendly.take_back(token)
    agent = IntegrationAgent(alice.user_id, service=alice.service)

    result = await agent.process_incoming_data("whatsapp", MESSAGE)
    tested = await agent.test_integration("calendly")

    assert (result["success"], result["action"]) == (False, "manual_follow_up")
    assert "http" not in result["reply"]
    assert tested["success"] is False


async def test_a_token_that_no_key_opens_is_an_error_and_can_be_replaced(
    alice: Alice, settings: Settings, tmp_path: Path
) -> None:
    await alice.connect(await alice.calendly.open_account("Alice Álvarez"))
    other = {"local_user": alice.user_id, "calendly_url": alice.calendly.url, "home": tmp_path}
    moved = IntegrationService(settings.model_copy(update=other))

    result = await moved.schedule_meeting(alice.user_id, LEAD)
    available = moved.is_meeting_scheduling_available(alice.user_id)
    async with operator(moved.settings) as http:
        status = (await http.get("/api/integrations/calendly/status")).json()["data"]
        removed = (await http.delete("/api/integrations/calendly")).json()["data"]
    moved.close()

    assert (result["success"], available) == (False, False)
    assert "does not open with these keys" in result["error"]
    assert status["status"] == "error"
    assert removed == {"disconnected": True}


async def test_connecting_again_ends_the_error(alice: Alice) -> None:
    token = await alice.calendly.open_account("Alice Álvarez")
    await alice.connect(token)
    await alice.calendly.take_back(token)
    await alice.schedule()

    await alice.connect(await alice.calendly.open_account("Alice Álvarez"))
    result = await alice.schedule()

    assert (await alice.status())["status"] == "connected"
    assert (result["success"], result["mode"]) == (True, "full")


async def test_figures_outlive_every_change_of_account(alice: Alice) -> None:
    token = await alice.calendly.open_account("Alice Álvarez")
    await alice.connect(token)
    await alice.schedule()
    before = (await alice.status())["stats"]

    await alice.connect(token)
    again = (await alice.status())["stats"]
    await alice.connect(await alice.calendly.open_account("Ana Torres"))
    other = (await alice.status())["stats"]
    await alice.http.delete("/api/integrations/calendly")
    gone = (await alice.status())["stats"]

    assert before["links_created"] == 1
    assert again == other == gone == before


async def test_a_calendly_that_does_not_answer_is_no_fallback(
    alice: Alice, settings: Settings
) -> None:
    await alice.connect(await alice.calendly.open_account("Alice Álvarez"))
    away = settings.model_copy(
        update={"local_user": alice.user_id, "calendly_url": "http://127.0.0.1:9"}
    )
    service = IntegrationService(away)

    result = await service.schedule_meeting(alice.user_id, LEAD)
    async with operator(away) as http:
        status = (await http.get("/api/integrations/calendly/status")).json()["data"]
    service.close()

    assert (result["success"], result["meeting_url"]) == (False, None)
    assert (status["status"], status["mode"]) == ("error", "full")


async def test_the_test_touches_no_lead_and_no_figure(alice: Alice, rows: Rows) -> None:
    await alice.connect(await alice.calendly.open_account("Alice Álvarez"))

    tested = (await alice.http.post("/api/integrations/calendly/test")).json()

    assert tested["success"] is True
    assert tested["data"]["mode"] == "full"
    assert tested["data"]["test_link"].startswith(PAGES)
    assert tested["data"]["available_times"] > 0
    assert (await alice.status())["stats"]["links_created"] == 0
    assert rows("select id from leads where workspace_id = %s", workspace_of(alice.user_id)) == []


async def test_charlie_gets_nothing_of_it(alice: Alice) -> None:
    await alice.connect(await alice.calendly.open_account("Alice Álvarez"))
    await alice.schedule()
    charlie = f"charlie-{uuid4()}"

    scheduled = await alice.service.schedule_meeting(charlie, {"lead": {"id": "lead_456"}})

    assert alice.service.is_calendly_configured(charlie) is False
    assert scheduled["success"] is False
    capabilities = alice.service.get_meeting_scheduler_capabilities(charlie)
    assert (capabilities["platform"], capabilities["user_name"]) == ("fallback", charlie)


async def test_the_token_is_in_no_answer_no_log_and_no_row(
    alice: Alice, rows: Rows, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    token = await alice.calendly.open_account("Alice Álvarez")
    answers = [await alice.connect(token), await alice.connect("made-up-wrong-token")]
    agent = IntegrationAgent(alice.user_id, service=alice.service)

    said = [str(await alice.schedule()), str(await agent.test_integration("calendly"))]
    for method, path in [
        ("GET", "/api/integrations"),
        ("GET", "/api/integrations/available"),
        ("GET", "/api/integrations/calendly/status"),
        ("POST", "/api/integrations/calendly/test"),
        ("DELETE", "/api/integrations/calendly"),
    ]:
        answers.append(await alice.http.request(method, path))
    said += [answer.text + str(answer.headers) for answer in answers]
    said += [str(row) for row in rows("select to_jsonb(i) from integrations i")]
    said += [str(row) for row in rows("select trace from turns")]

    assert caplog.records
    for text in [*said, caplog.text]:
        assert token not in text
        assert "made-up-wrong-token" not in text
