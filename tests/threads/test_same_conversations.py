"""Whole conversations, turn by turn on `langgraph dev` and on our server: the same words."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from langgraph_sdk import get_client
from langgraph_sdk.client import LangGraphClient

from server.dialogue import Dialogue, load
from tests.platforms.postgres import Database
from tests.threads.both import both_servers
from tests.threads.calls import words
from tests.threads.masks import masked
from tests.threads.servers import ROOT

pytestmark = pytest.mark.heavy

SOMEONE = "+34600100999"
DIALOGUES = sorted((ROOT / "tests" / "dialogues").rglob("*.yaml"))


@pytest.fixture(scope="module")
def urls(database: Database, another_database: Database) -> Iterator[dict[str, str]]:
    with both_servers(database, another_database) as urls:
        yield urls


@pytest.fixture
async def clients(urls: dict[str, str]) -> AsyncIterator[list[LangGraphClient]]:
    async with AsyncExitStack() as stack:
        made = [get_client(url=url, api_key=None) for url in urls.values()]
        yield [await stack.enter_async_context(client) for client in made]


async def say(sdk: LangGraphClient, thread: str, dialogue: Dialogue, text: str) -> Any:
    payload = {"from": dialogue.phone or SOMEONE, "message": {"text": text}}
    given: Any = {"platform": "whatsapp", "payload": payload}
    return await sdk.runs.wait(thread, "pipewise", input=given)


def told(state: Any) -> Any:
    """All that a front end shows of a state."""
    meeting = state["meeting"] or {}
    shown = [words(state), (state["intent"] or {}).get("name"), meeting.get("state")]
    return masked([*shown, state["result"].get("success")])


def test_there_are_enough_conversations() -> None:
    assert len(DIALOGUES) >= 20


@pytest.mark.parametrize("file", DIALOGUES, ids=lambda file: file.stem)
async def test_both_servers_say_the_same_all_along(
    clients: list[LangGraphClient], file: Path
) -> None:
    dialogue = load(file)
    threads = [(await sdk.threads.create())["thread_id"] for sdk in clients]

    for line in dialogue.turns:
        turns = [
            say(sdk, thread, dialogue, line.say or str(line.choose))
            for sdk, thread in zip(clients, threads, strict=True)
        ]
        ours, oracle = map(told, await asyncio.gather(*turns))
        assert ours == oracle
