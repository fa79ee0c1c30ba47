"""Many at once, on two processes: nothing lost, nothing answered twice, order kept."""

import asyncio
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, Literal

import httpx
import psycopg
import pytest
from langgraph_sdk.client import LangGraphClient

from tests.platforms.postgres import Database
from tests.threads.small import saying

Strategy = Literal["reject", "enqueue", "interrupt", "rollback"]
SIZES = [
    pytest.param((4, 10), id="few"),
    pytest.param((20, 10), id="many", marks=pytest.mark.heavy),
]
"""Threads, and messages to each of them."""


async def send(
    sdks: Sequence[LangGraphClient], thread_id: str, number: int, strategy: Strategy
) -> str | None:
    """The message's words, if it was accepted."""
    words = f"m{number}"
    try:
        await sdks[number % len(sdks)].runs.wait(
            thread_id, "pipewise", input=saying(words), multitask_strategy=strategy
        )
    except httpx.HTTPStatusError as refused:
        if refused.response.status_code == 409:
            return None
        raise
    return words


async def answered(sdk: LangGraphClient, thread_id: str) -> list[str]:
    """Each message's words as often as some answer names them, in the answers' order."""
    state: Any = await sdk.threads.get_state(thread_id)
    said = [m["content"] for m in state["values"]["messages"] if m["type"] == "ai"]
    return re.findall(r"m\d+", " ".join(said))


def stored(database: Database, thread_id: str) -> list[tuple[str, bool]]:
    """The thread's messages in their order, and whether a turn has answered each."""
    with psycopg.connect(database.admin_url) as connection:
        return connection.execute(
            "select text, turn_id is not null from messages"
            " where conversation_id = %s and direction = 'in' order by seq",
            (thread_id,),
        ).fetchall()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("strategy", ["reject", "enqueue", "interrupt", "rollback"])
async def test_messages_sent_at_once_are_each_answered_once_and_in_order(
    sdk: LangGraphClient,
    sdk_elsewhere: LangGraphClient,
    database: Database,
    strategy: Strategy,
    size: tuple[int, int],
) -> None:
    sdks = (sdk, sdk_elsewhere)
    threads = [(await sdk.threads.create())["thread_id"] for _ in range(size[0])]

    accepted = await asyncio.gather(
        *(
            asyncio.gather(*(send(sdks, thread_id, n, strategy) for n in range(size[1])))
            for thread_id in threads
        )
    )

    for thread_id, words in zip(threads, accepted, strict=True):
        in_order = stored(database, thread_id)
        assert Counter(text for text, _ in in_order) == Counter(filter(None, words))
        assert all(done for _, done in in_order)
        assert await answered(sdk, thread_id) == [text for text, _ in in_order]
        if strategy != "reject":
            assert None not in words
