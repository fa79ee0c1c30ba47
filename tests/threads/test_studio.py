"""The calls LangGraph Studio makes of a server, in its order, about a conversation on WhatsApp.

Studio itself is a hosted page that this machine cannot open; its calls are inferred from what it
shows: the graph, the threads, each step of one, and a fork of it.
"""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.people import Business, Lead, open_business
from tests.platforms import whatsapp
from tests.platforms.postgres import Database

pytestmark = pytest.mark.slow
STUDIO = "https://smith.langchain.com"


@pytest.fixture(scope="module")
async def alice(
    tmp_path_factory: pytest.TempPathFactory, database: Database
) -> AsyncIterator[Business]:
    folder = tmp_path_factory.mktemp("studio")
    settings = {"PIPEWISE_ALLOWED_ORIGINS": STUDIO}
    async with open_business(folder, database, settings=settings) as alice:
        await alice.connect_whatsapp(access_token=whatsapp.TOKEN)
        yield alice


class Studio:
    """Knows the address it was given, and nothing else."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def get(self, path: str) -> Any:
        return self._read(await self._http.get(path, headers={"Origin": STUDIO}))

    async def post(self, path: str, body: Any) -> Any:
        return self._read(await self._http.post(path, json=body, headers={"Origin": STUDIO}))

    async def stream(self, path: str, body: Any) -> list[tuple[str, Any]]:
        answer = await self._http.post(path, json=body, headers={"Origin": STUDIO})
        parts = [part.splitlines() for part in answer.text.strip().split("\r\n\r\n")]
        told = [{line.partition(": ")[0]: line.partition(": ")[2] for line in p} for p in parts]
        return [(each["event"], json.loads(each["data"])) for each in told if "event" in each]

    def _read(self, answer: httpx.Response) -> Any:
        assert answer.status_code == 200, answer.text
        assert answer.headers["access-control-allow-origin"] == STUDIO
        return answer.json()


@pytest.fixture
def studio(alice: Business) -> Studio:
    return Studio(alice.http)


async def test_studio_attaches_and_draws_the_graph(studio: Studio) -> None:
    info = await studio.get("/info")
    (assistant,) = await studio.post("/assistants/search", {"limit": 100, "offset": 0})
    at = f"/assistants/{assistant['assistant_id']}"
    drawn = await studio.get(f"{at}/graph?xray=true")
    schemas = await studio.get(f"{at}/schemas")
    await studio.get(f"{at}/subgraphs?recurse=true")

    assert info["flags"]["assistants"]
    assert any(node["id"].startswith("scheduler:") for node in drawn["nodes"])
    assert {"messages", "intent"} <= set(schemas["state_schema"]["properties"])


async def test_studio_shows_a_conversation_step_by_step_and_forks_it_unheard_by_the_lead(
    alice: Business, studio: Studio
) -> None:
    lead = Lead(business=alice, number="34600000801")
    await lead.say("Hola, quiero una reunión")
    thread = (await lead.conversation())["id"]

    listed = await studio.post("/threads/search", {"limit": 100, "offset": 0})
    past = await studio.post(f"/threads/{thread}/history", {"limit": 100})
    before = next(state for state in past if "compose_reply" in state["next"])
    forked = await studio.post(
        f"/threads/{thread}/state",
        {"values": {"intent": None}, "checkpoint": before["checkpoint"], "as_node": "answer"},
    )
    told = await studio.stream(
        f"/threads/{thread}/runs/stream",
        {
            "assistant_id": "pipewise",
            "input": None,
            "checkpoint": forked["checkpoint"],
            "stream_mode": ["debug", "messages"],
            "stream_subgraphs": True,
        },
    )

    assert str(thread) in {each["thread_id"] for each in listed}
    assert {"router", "commit"} <= {step for state in past for step in state["next"]}
    assert told[0][0] == "metadata"
    assert any(name == "debug" for name, _ in told)
    assert "error" not in {name for name, _ in told}
    await lead.stays_silent_from_here()


async def test_studio_talks_to_the_graph_on_a_thread_of_its_own(studio: Studio) -> None:
    thread = (await studio.post("/threads", {}))["thread_id"]

    told = await studio.stream(
        f"/threads/{thread}/runs/stream",
        {
            "assistant_id": "pipewise",
            "input": {"messages": [{"type": "human", "content": "Hello!"}]},
            "stream_mode": ["values"],
        },
    )

    state = await studio.get(f"/threads/{thread}/state")
    assert told[-1][1] == state["values"]
    assert [message["type"] for message in state["values"]["messages"]] == ["human", "ai"]
