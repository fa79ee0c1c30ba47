"""What no client of ours would send is refused in a sentence, never by a failure of ours."""

from typing import Any

import httpx
import pytest
from fastapi import HTTPException
from pydantic import ValidationError

from server.threads.bodies import Checkpoint
from server.threads.runs import number_of
from tests.threads.small import saying

RUN: dict[str, Any] = {"assistant_id": "pipewise", "input": saying("hi")}
ODD_MESSAGES: list[Any] = [[1], 5, True, [[]], [None], [{"role": "assistant", "tool_calls": ["a"]}]]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/threads/{}/state/%00", None),
        ("GET", "/threads/{}/history?before=%00", None),
        ("POST", "/threads/{}/state", {"values": {}, "checkpoint_id": "\0"}),
        ("POST", "/threads/{}/state/checkpoint", {"checkpoint": {"checkpoint_id": "\0"}}),
        ("POST", "/threads/{}/history", {"before": {"checkpoint_id": "\0"}}),
        ("POST", "/threads/{}/runs", RUN | {"checkpoint_id": "\0"}),
        ("POST", "/threads/{}/runs", RUN | {"checkpoint": {"checkpoint_id": "\0"}}),
        ("POST", "/threads/{}/runs", RUN | {"interrupt_before": ["\0"]}),
        ("GET", "/threads/{}/runs?offset=3000000000", None),
        ("POST", "/threads/search", {"offset": 3_000_000_000}),
        ("POST", "/assistants/search", {"offset": 3_000_000_000}),
    ],
)
async def test_what_the_database_cannot_take_is_refused(
    http: httpx.AsyncClient, thread_id: str, method: str, path: str, body: Any
) -> None:
    answered = await http.request(method, path.format(thread_id), json=body)

    assert answered.status_code == 422


@pytest.mark.parametrize("messages", ODD_MESSAGES)
async def test_messages_of_no_shape_are_refused(
    http: httpx.AsyncClient, thread_id: str, messages: Any
) -> None:
    run = {"assistant_id": "pipewise", "input": {"messages": messages}}

    asked = await http.post(f"/threads/{thread_id}/runs", json=run)
    written = await http.post(
        f"/threads/{thread_id}/state", json={"values": {"messages": messages}}
    )

    assert (asked.status_code, written.status_code) == (422, 400)


@pytest.mark.parametrize("number", ["99999999999999999999", "one", "1-0", ""])
def test_an_event_id_that_was_never_given_is_refused(number: str) -> None:
    with pytest.raises(HTTPException, match="not an id"):
        number_of(number)


def test_half_a_character_is_no_part_of_a_checkpoints_name() -> None:
    with pytest.raises(ValidationError, match="valid Unicode"):
        Checkpoint(checkpoint_id="\ud800")
