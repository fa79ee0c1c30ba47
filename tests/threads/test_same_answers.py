"""One script of SDK calls on `langgraph dev` and on our server: the same answers, or a reason."""

import asyncio
import re
from typing import Any

import pytest
from langgraph_sdk import get_client

from tests.platforms.postgres import Database
from tests.threads.both import ORACLE, OURS, both_servers
from tests.threads.calls import CALLS, answers_of
from tests.threads.servers import ROOT

pytestmark = pytest.mark.heavy

Answers = dict[str, Any]


async def ask(url: str) -> Answers:
    async with get_client(url=url, api_key=None) as sdk:
        return await answers_of(sdk)


async def ask_both(urls: dict[str, str]) -> dict[str, Answers]:
    answers = await asyncio.gather(*map(ask, urls.values()))
    return dict(zip(urls, answers, strict=True))


@pytest.fixture(scope="module")
def answers(database: Database, another_database: Database) -> dict[str, Answers]:
    with both_servers(database, another_database) as urls:
        return asyncio.run(ask_both(urls))


def listed() -> set[str]:
    """The calls that docs/thread-api.md names as answered differently."""
    page = (ROOT / "docs" / "thread-api.md").read_text(encoding="utf-8")
    return set(re.findall(r"\| `(\w+)` \|", page))


DIFFERENT = listed()


def test_there_are_enough_calls_to_speak_of_an_api() -> None:
    assert len(CALLS) >= 60
    assert not DIFFERENT - set(CALLS)


@pytest.mark.parametrize("name", CALLS)
def test_both_servers_answer_alike_or_the_page_says_why(
    answers: dict[str, Answers], name: str
) -> None:
    ours, oracle = answers[OURS][name], answers[ORACLE][name]

    assert (ours != oracle) == (name in DIFFERENT), f"ours: {ours!r}\noracle: {oracle!r}"
