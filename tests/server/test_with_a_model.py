"""The whole program with a model behind a base URL: it is asked, paid for, and accounted for."""

import contextlib
import io
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import SecretStr
from rich.console import Console

from server.doctor import examine
from server.settings import Settings
from server.talk import Exchange, Talk
from server.wiring import Wired
from tests.facade.calendly_account import operator
from tests.platforms.openai_like import OpenAILike, openai_like, reads, refuses
from tests.platforms.postgres import Database

PUZZLE = "xyzzy plugh?"


@pytest.fixture(scope="module")
async def model() -> AsyncIterator[OpenAILike]:
    async with openai_like() as server:
        yield server


@pytest.fixture
def settings(database: Database, tmp_path: Path, model: OpenAILike) -> Settings:
    return Settings(
        database_url=SecretStr(database.admin_url),
        home=tmp_path,
        local_user=f"alice-{uuid4()}",
        openai_base_url=model.url,
        model_price=(1, 2),
    )


async def say(settings: Settings, text: str) -> Exchange:
    wired = Wired(settings)
    async with wired.open() as parts:
        talk = Talk(parts, workspace=parts.home, door="cli", channel="cli")
        return await talk.say(text)


async def doctors_words(settings: Settings) -> str:
    out = io.StringIO()
    with contextlib.suppress(SystemExit):  # the keys of another test of this database
        await examine(settings, Console(file=out, width=300))
    return " ".join(out.getvalue().split())


async def test_a_message_that_rules_cannot_read_is_read_paid_and_told(
    settings: Settings, model: OpenAILike
) -> None:
    model.begin(reads("en", "schedule_meeting"))

    answered = await say(settings, PUZZLE)
    async with operator(settings) as http:
        told = (await http.get("/api/spending")).json()["data"]
        lead = answered.state["conversation"]["lead_id"]
        hers = (await http.get("/api/spending", params={"lead_id": lead})).json()["data"]
        nobodys = (await http.get("/api/spending", params={"lead_id": str(uuid4())})).json()["data"]

    assert answered.state["intent"] == {"name": "schedule_meeting", "confidence": 0.9}
    assert len(model.requests) == 1
    assert told["calls"] == 1
    assert told["cost"] == told["input"] + 2 * told["output"]
    assert hers["calls"] == 1
    assert nobodys["calls"] == 0


async def test_the_doctor_says_what_it_costs(settings: Settings, model: OpenAILike) -> None:
    model.begin(reads("en", "greeting"))
    before = await doctors_words(settings)
    await say(settings, PUZZLE)

    after = await doctors_words(settings)

    assert "gpt-4o-mini; rules take over when it fails; not asked in the last day" in before
    assert "in the last day 1 calls, " in after


async def test_whoever_wants_no_readings_gets_none(settings: Settings, model: OpenAILike) -> None:
    model.begin(reads("en", "greeting"))

    await say(settings.model_copy(update={"model_below": 0}), PUZZLE)

    assert model.requests == []


async def test_a_day_that_is_spent_and_a_server_that_is_down_are_local_turns(
    settings: Settings, model: OpenAILike
) -> None:
    model.begin(refuses(500))

    poor = await say(settings.model_copy(update={"model_tokens_per_day": 10}), PUZZLE)
    down = await say(settings, PUZZLE)

    reasons = [each.state["result"]["degraded_reason"] for each in (poor, down)]
    assert reasons == ["The day's budget for the model is spent", "The model answered 500"]
    assert poor.text == down.text
