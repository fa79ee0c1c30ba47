"""Traces to LangSmith: none unless asked for, and then none of what people wrote."""

import contextlib
import io
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import settings as chosen
from hypothesis import strategies as st
from langsmith import tracing_context
from pydantic import SecretStr
from rich.console import Console

from server.doctor import examine
from server.settings import Settings
from server.talk import Talk
from server.wiring import Wired
from tests.platforms.langsmith_like import LangSmithLike, langsmith_like
from tests.platforms.openai_like import OpenAILike, openai_like, reads
from tests.platforms.postgres import Database
from tools.ports.channels import Alias
from tools.tracing import Redaction

WORDS = "xyzzy plugh, Wilhelmina Ruiz, w.ruiz@example.com, +34 611 222 333"
PERSONAL = ("xyzzy", "Wilhelmina", "w.ruiz@example.com", "611 222 333", "611222333")


@pytest.fixture(scope="module")
async def model() -> AsyncIterator[OpenAILike]:
    async with openai_like() as server:
        server.begin(reads("en", "schedule_meeting", details={"name": "Wilhelmina Ruiz"}))
        yield server


@pytest.fixture
async def langsmith() -> AsyncIterator[LangSmithLike]:
    async with langsmith_like() as server:
        yield server


@pytest.fixture
def settings(
    database: Database, tmp_path: Path, model: OpenAILike, langsmith: LangSmithLike
) -> Settings:
    return Settings(
        database_url=SecretStr(database.admin_url),
        home=tmp_path,
        local_user=f"alice-{uuid4()}",
        openai_base_url=model.url,
        langsmith_endpoint=langsmith.url,
        langsmith_api_key=SecretStr("ls-made-up"),
    )


async def talk(settings: Settings, **chosen: Any) -> None:
    async with Wired(settings.model_copy(update=chosen)).open() as parts:
        lead = Alias(kind="phone", value="+34611222333", attested=True)
        talk = Talk(parts, workspace=parts.home, door="cli", channel="cli", aliases=(lead,))
        await talk.say("xyzzy plugh?")
        await talk.say(WORDS)
        await talk.say("I'd like to schedule a meeting")


async def test_nothing_is_traced_unless_it_is_asked_for(
    settings: Settings, langsmith: LangSmithLike
) -> None:
    await talk(settings)

    assert langsmith.bodies == []


async def test_a_trace_shows_the_steps_and_none_of_the_words(
    settings: Settings, langsmith: LangSmithLike
) -> None:
    await talk(settings, langsmith_tracing=True)

    told = langsmith.text
    assert [each for each in PERSONAL if each in told] == []
    for step in ("detect_intent", "scheduler", "find_best_calendly_meeting_slot", "OpenAIChat"):
        assert step in told
    assert "schedule_meeting" in told
    assert langsmith.keys == {"ls-made-up"}


async def test_contents_are_traced_where_that_is_chosen(
    settings: Settings, langsmith: LangSmithLike
) -> None:
    await talk(settings, langsmith_tracing=True, trace_contents=True)

    assert all(each in langsmith.text for each in PERSONAL[:3])


async def test_tracing_that_something_else_turns_on_is_redacted_too(
    settings: Settings, langsmith: LangSmithLike
) -> None:
    with tracing_context(enabled=True):  # as LANGCHAIN_TRACING_V2 does, or a program around us
        await talk(settings)

    assert "detect_intent" in langsmith.text
    assert [each for each in PERSONAL if each in langsmith.text] == []


@pytest.mark.parametrize(
    ("contents", "said"), [(False, "every text is only its length"), (True, "what leads write")]
)
async def test_the_doctor_says_what_leaves(settings: Settings, contents: bool, said: str) -> None:
    out = io.StringIO()
    told = settings.model_copy(update={"langsmith_tracing": True, "trace_contents": contents})

    with contextlib.suppress(SystemExit):  # the keys of another test of this database
        await examine(told, Console(file=out, width=300))

    assert "LangSmith, project pipewise" in out.getvalue()
    assert said in out.getvalue()


DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@chosen(max_examples=40)
@given(st.dictionaries(st.text(), DOCUMENTS), st.text(min_size=1))
def test_no_text_outlives_redaction_wherever_it_stands(document: dict[str, Any], word: str) -> None:
    secret = f"Ana {word} ana@example.com"
    for place in ({**document, "a": [{"b": secret}]}, {secret: document}, {"error": secret}):
        assert secret not in json.dumps(Redaction(["router"])(place), ensure_ascii=False)


def test_what_we_name_ourselves_is_kept() -> None:
    kept = {"intents": ["opt_out", "router"], "n": 3, "id": str(uuid4()), "ls_model_name": "small"}

    assert Redaction(["router"])(kept) == kept
