"""Talking with a business whose Calendly asks questions, or has no bookings left for today."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from pydantic import SecretStr

from emulator.accounts import token_id
from server.parts import Parts
from server.settings import Settings
from server.talk import Talk
from server.wiring import Wired, workspace_of
from tests.facade.calendly_account import Calendly, calendly, operator
from tests.platforms.postgres import Database
from tools.ports.calendar import BookingOrder

Doc = dict[str, Any]  # a document of the account at Calendly

SIZE: Doc = {
    "name": "Team size",
    "type": "single_select",
    "position": 0,
    "enabled": True,
    "required": True,
    "answer_choices": ["1-10", "11-50", "51+"],
    "include_other": False,
}
COMPANY: Doc = {**SIZE, "name": "Company", "type": "string", "position": 1, "answer_choices": []}
GOAL: Doc = {**COMPANY, "name": "¿Qué te gustaría ver?", "type": "text", "position": 2}


class Business:
    """Alice's, with an account of her own at Calendly."""

    def __init__(self, parts: Parts, workspace: str, theirs: Calendly, token: str) -> None:
        self.parts, self.workspace, self.theirs, self.token = parts, workspace, theirs, token

    def talk(self) -> Talk:
        return Talk(self.parts, workspace=self.workspace, door="cli", channel="cli")

    async def documents(self, kind: str, change: Callable[[Doc], Doc] | None = None) -> list[Doc]:
        account = await self.theirs.store.account_of("token", token_id(self.token))
        assert account
        async with self.theirs.store.transaction(account) as tx:
            found = list(await tx.find(kind))
            for doc in found if change else []:
                assert change
                await tx.put(kind, doc["id"], change(doc))
        return found


@asynccontextmanager
async def business(
    database: Database, tmp_path_factory: pytest.TempPathFactory, **account: Any
) -> AsyncIterator[Business]:
    owner = f"alice-{uuid4()}"
    async with AsyncExitStack() as stack:
        theirs = await stack.enter_async_context(calendly())
        token = await theirs.open_account("Alice", **account)
        settings = Settings(
            database_url=SecretStr(database.admin_url),
            home=tmp_path_factory.mktemp("home"),
            timezone="Europe/Madrid",
            local_user=owner,
            calendly_url=theirs.url,
        )
        http = await stack.enter_async_context(operator(settings))
        form = {"access_token": token, "default_event_type": "Sales Call", "timezone": "UTC"}
        answer = await http.post("/api/integrations/calendly/connect", json=form)
        assert answer.status_code == 200, answer.text
        parts = await stack.enter_async_context(Wired(settings).open())
        yield Business(parts, workspace_of(owner), theirs, token)


async def test_what_the_event_type_asks_is_asked_and_arrives_at_calendly(
    database: Database, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with business(database, tmp_path_factory) as alice:
        asked: Doc = {
            "custom_questions": [SIZE, COMPANY, GOAL],
            "locations": [{"kind": "outbound_call"}],
        }
        await alice.documents("event_type", lambda doc: {**doc, **asked})
        ana = alice.talk()

        await ana.say("Soy Ana López, de Acme, ana@example.com. Quiero una reunión")
        phone = await ana.say("la segunda")
        size = await ana.say("+34 600 111 222")
        goal = await ana.say("11-50", choice_id=size.choices[1]["id"])
        done = await ana.say("Los informes de ventas")

        [invitee] = await alice.documents("invitee")
        [event] = await alice.documents("event")
        answers = {each["question"]: each["answer"] for each in invitee["questions_and_answers"]}
        assert "¿A qué número" in phone.text
        assert [button["title"] for button in size.choices] == SIZE["answer_choices"]
        assert "«¿Qué te gustaría ver?»" in goal.text
        assert "está reservada" in done.text
        assert answers == {
            "Team size": "11-50",
            "Company": "Acme",
            "¿Qué te gustaría ver?": "Los informes de ventas",
        }
        assert event["location"]["location"] == "+34600111222"


async def test_a_used_up_quota_gives_links_and_says_so(
    database: Database, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with business(database, tmp_path_factory, plan="trial", limited=True) as alice:
        ana, bob = alice.talk(), alice.talk()
        await ana.say("Soy Ana López, ana@example.com. Quiero una reunión")
        await use_up(alice)

        late = await ana.say("la segunda")
        later = await bob.say("Soy Bob Roe, bob@example.com. Quiero una reunión")

        for told in (late, later):
            result = told.state["result"]
            assert (result["success"], result["meeting_state"]) == (True, "link_sent")
            assert result["mode"] == "full"
            assert result["degraded_reason"]
            assert str(result["meeting_url"]) in told.text
        assert "todavía no está apuntada" in late.text
        assert "date=" in late.text
        assert "book_calendly_slot" not in [call.name for call in later.calls]
        assert not later.offers


async def use_up(alice: Business) -> None:
    """The five bookings that a trial has a day, by somebody else's program on the same account."""
    calendar = alice.parts.calendars.connect(SecretStr(alice.token))
    start = datetime.now(UTC) + timedelta(days=20)
    kind = (await calendar.event_types())[-1].uri
    times = await calendar.open_times(kind, start, start + timedelta(days=9))
    for nth, time in enumerate(times[::4][:5]):  # none within another
        order = BookingOrder(
            event_type=kind,
            starts_at=time.starts_at,
            name="Eve",
            email=f"eve{nth}@example.com",
            zone="UTC",
            token=str(uuid4()),
            channel="cli",
        )
        await calendar.book(order)
