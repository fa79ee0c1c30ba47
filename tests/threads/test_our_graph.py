"""The thread API on the real graph: pauses, and rehearsals on a real lead's conversation."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from langgraph_sdk.client import LangGraphClient
from langgraph_sdk.errors import ConflictError, UnprocessableEntityError
from psycopg.rows import dict_row
from pydantic import SecretStr

from server.app import create_app
from server.jobs import turn
from server.parts import Parts
from server.settings import Settings
from server.turns import take_turn
from server.wiring import Wired
from tests.platforms.postgres import Database
from tests.threads.small import saying
from tools.ports.arrivals import Arrival
from tools.ports.channels import Alias


@pytest.fixture(scope="module")
async def app(
    database: Database, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[FastAPI]:
    settings = Settings(
        database_url=SecretStr(database.admin_url), home=tmp_path_factory.mktemp("graph")
    )
    app = create_app(Wired(settings), compat=True, worker=False)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture(scope="module")
def parts(app: FastAPI) -> Parts:
    parts = app.state.parts
    assert isinstance(parts, Parts)
    return parts


class WhatsAppLead:
    """A lead of a real channel; what we owe them is read from the database."""

    def __init__(self, parts: Parts, database: Database, integration: str) -> None:
        self.parts = parts
        self.thread_id = str(uuid4())
        self._integration = integration
        self._url = database.admin_url
        self._phone = f"34600{uuid4().int % 1_000_000:06}"

    async def says(self, text: str) -> dict[str, Any]:
        run_id = await self._writes(text)
        return dict(await take_turn(self.parts, self.parts.home, run_id))

    async def is_not_answered(self, text: str) -> None:
        """Their turn fails for good before its first step."""
        run_id = await self._writes(text)
        run = await self.parts.crm.claim_run(conversation_id=None, run_id=run_id, owner="here")
        assert run
        await self.parts.crm.fail_run(run_id, run["attempt"], "no luck", retry=False)

    async def _writes(self, text: str) -> str:
        stored = await self.parts.crm.ingest(
            Arrival(
                workspace=self.parts.home,
                channel="whatsapp",
                integration_id=self._integration,
                event_id=str(uuid4()),
                aliases=(Alias(kind="phone", value=self._phone, attested=True),),
                text=text,
                at=datetime.now(UTC),
                conversation_id=self.thread_id,
            )
        )
        return str(stored["run_id"])

    def rows(self, query: str) -> list[dict[str, Any]]:
        with psycopg.connect(self._url, row_factory=dict_row) as connection:
            return connection.execute(query.encode(), {"thread": self.thread_id}).fetchall()

    def world(self) -> list[Any]:
        """All that would be different if something had reached the lead or been done for them."""
        return [
            self.rows(f"select {what} from {table} where {key} = %(thread)s order by 1")  # noqa: S608 - our own names
            for what, table, key in (
                ("id, direction, text, turn_id", "messages", "conversation_id"),
                ("id, state", "outbox", "conversation_id"),
                ("mode, turns, last_seq", "conversations", "id"),
                ("id, kind", "receipts", "conversation_id"),
                ("id, state", "meetings", "conversation_id"),
                ("id, state", "booking_attempts", "conversation_id"),
            )
        ] + self.rows(
            "select l.name, l.email, l.status from leads l join conversations c"
            " on c.lead_id = l.id where c.id = %(thread)s"
        )


@pytest.fixture
async def lead(parts: Parts, database: Database) -> WhatsAppLead:
    connected = await parts.crm.save_integration(
        parts.home, "whatsapp", account="1", config={}, sealed={}
    )
    return WhatsAppLead(parts, database, connected["id"])


async def test_a_real_leads_conversation_is_a_thread_like_any_other(
    sdk: LangGraphClient, lead: WhatsAppLead
) -> None:
    said = await lead.says("Hola, quiero agendar una demo")

    (thread,) = await sdk.threads.search(ids=[lead.thread_id])
    (run,) = await sdk.runs.list(lead.thread_id)
    past = await sdk.threads.get_history(lead.thread_id, limit=50)

    assert thread["thread_id"] == lead.thread_id
    assert run["status"] == "success"
    assert past[0]["values"]["result"] == said["result"]  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "text",
    [
        "Quiero hablar con una persona",
        "No me escriban más",
        "Me llamo Ana Pérez, ana@example.com. La primera, sí, perfecto",
        "Cancela mi reunión",
    ],
)
async def test_a_rehearsal_on_it_reaches_nobody_and_changes_nothing(
    sdk: LangGraphClient, lead: WhatsAppLead, text: str
) -> None:
    await lead.says("Hola, quiero agendar una demo")
    before = lead.world()

    tried: Any = await sdk.runs.wait(
        lead.thread_id, "pipewise", input=saying(text), raise_error=False
    )
    on: Any = await sdk.runs.wait(
        lead.thread_id, "pipewise", input=saying("sí, perfecto"), raise_error=False
    )

    assert lead.world() == before
    assert tried["messages"][-1]["type"] == "ai"
    assert [m["content"] for m in on["messages"] if m["type"] == "human"][1:] == [
        text,
        "sí, perfecto",
    ]


async def test_the_lead_goes_on_from_what_the_lead_knows(
    sdk: LangGraphClient, lead: WhatsAppLead
) -> None:
    first = await lead.says("Hola, quiero agendar una demo")
    past: Any = await sdk.threads.get_history(lead.thread_id, limit=50)
    await sdk.runs.wait(
        lead.thread_id,
        "pipewise",
        input=saying("Quiero hablar con una persona"),
        checkpoint=past[5]["checkpoint"],
    )
    await sdk.threads.update_state(lead.thread_id, {"intent": None}, as_node="commit")

    then = await lead.says("la primera")

    assert then["agenda"]["picked"] == first["agenda"]["offers"][0]["id"]
    said = [m.content for m in then["messages"] if m.type == "human"]
    assert said == ["Hola, quiero agendar una demo", "la primera"]


async def test_a_lead_whose_first_turn_failed_begins_anew_whatever_was_tried(
    sdk: LangGraphClient, lead: WhatsAppLead
) -> None:
    await lead.is_not_answered("Hola")
    await sdk.runs.wait(lead.thread_id, "pipewise", input=saying("Quiero una demo"))

    then = await lead.says("la primera")

    said = [m.content for m in then["messages"] if m.type == "human"]
    assert said == ["Hola", "la primera"]
    assert then["agenda"]["picked"] is None


async def test_a_real_leads_conversation_is_not_a_clients_to_delete(
    sdk: LangGraphClient, lead: WhatsAppLead
) -> None:
    await lead.says("Hola")

    with pytest.raises(ConflictError, match="not deleted here"):
        await sdk.threads.delete(lead.thread_id)


async def test_a_turn_that_waits_before_its_end_commits_once(
    sdk: LangGraphClient, thread_id: str, parts: Parts
) -> None:
    before: Any = await sdk.runs.wait(
        thread_id, "pipewise", input=saying("Hola"), interrupt_before=["commit"]
    )
    unsent = await parts.crm.replies(parts.home, thread_id, after=0)

    ended: Any = await asyncio.gather(
        *(sdk.runs.wait(thread_id, "pipewise", input=None) for _ in range(5))
    )

    assert unsent == []
    assert before["turn"]["committed"] is False
    assert {state["turn"]["committed"] for state in ended} == {True}
    assert len(await parts.crm.replies(parts.home, thread_id, after=0)) == 1
    assert await parts.crm.unanswered(parts.home, thread_id) == []


async def test_messages_asked_for_at_once_are_each_answered_in_their_order(
    sdk: LangGraphClient, thread_id: str, parts: Parts
) -> None:
    words = ["Hola", "¿Cuánto cuesta?", "Gracias"]

    for word in words:
        await sdk.runs.create(thread_id, "pipewise", input=saying(word))
    for _ in words:
        await turn(parts, thread_id)
    values: Any = (await sdk.threads.get_state(thread_id))["values"]

    assert [m["type"] for m in values["messages"]] == ["human", "ai"] * 3
    assert [m["content"] for m in values["messages"] if m["type"] == "human"] == words


async def test_a_chat_message_sent_again_gets_its_own_answer_not_the_next_ones(
    http: httpx.AsyncClient,
) -> None:
    told = (await http.post("/api/chat/sessions", json={"language": "en"})).json()
    proof = {"authorization": f"Bearer {told['token']}"}

    async def post(number: str, text: str) -> Any:
        path = f"/api/chat/sessions/{told['session_id']}/messages?wait=true"
        body = {"client_msg_id": number, "text": text}
        return (await http.post(path, json=body, headers=proof)).json()

    first = await post("1", "Hello!")
    await post("2", "I'd like to book a demo")

    assert await post("1", "Hello!") == first


async def test_nobody_writes_for_whom_a_turn_is(
    sdk: LangGraphClient, thread_id: str, parts: Parts
) -> None:
    state: Any = await sdk.runs.wait(
        thread_id, "pipewise", input=saying("Hola"), interrupt_before=["commit"]
    )
    stolen = {"turn": state["turn"] | {"workspace": str(uuid4())}}
    moves: list[Any] = [
        {"update": stolen},
        {"update": list(stolen.items()), "resume": "yes"},
        {"goto": {"node": "commit", "input": state | stolen}},
        {"goto": ["commit", {"node": "commit", "input": state | stolen}]},
    ]

    for command in moves:
        with pytest.raises(UnprocessableEntityError, match="not changed from here"):
            await sdk.runs.create(thread_id, "pipewise", command=command)
    with pytest.raises(UnprocessableEntityError, match="not changed from here"):
        await sdk.threads.update_state(thread_id, [{}, stolen], as_node="router")

    same = {"turn": state["turn"], "intent": None}
    await sdk.threads.update_state(thread_id, same, as_node="compose_reply")
    then: Any = await sdk.runs.wait(thread_id, "pipewise", input=None)
    assert then["turn"]["committed"] is True


@pytest.mark.parametrize("key", ["brief", "meeting"])
async def test_nobody_writes_which_meeting_a_turn_moves(
    sdk: LangGraphClient, thread_id: str, key: str
) -> None:
    await sdk.runs.wait(thread_id, "pipewise", input=saying("Hola"), interrupt_before=["commit"])

    with pytest.raises(UnprocessableEntityError, match="not changed from here"):
        await sdk.threads.update_state(thread_id, {key: {"event_uri": "another's"}})


async def test_a_reply_that_was_never_sent_is_forgotten_by_the_turn_that_answers_instead(
    sdk: LangGraphClient,
) -> None:
    thread_id = (await sdk.threads.create())["thread_id"]
    cut: Any = await sdk.runs.wait(
        thread_id, "pipewise", input=saying("Quiero una demo"), interrupt_before=["commit"]
    )

    values: Any = await sdk.runs.wait(thread_id, "pipewise", input=saying("Gracias"))

    assert [m["type"] for m in cut["messages"]] == ["human", "ai"]
    assert [m["type"] for m in values["messages"]] == ["human", "human", "ai"]
    assert values["turn"]["before"] == cut["turn"]["before"]
