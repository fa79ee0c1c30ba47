"""Talking to the graph where no worker runs: what an earlier process left is in nobody's way."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pydantic import SecretStr

from server.parts import Parts
from server.settings import Settings
from server.talk import Repeated, Talk, exchange
from server.turns import take_turn
from server.wiring import Wired
from tests.platforms.postgres import Database
from tools.errors import PipeWiseError, Unavailable
from tools.ports.arrivals import Arrival
from tools.ports.channels import Alias


class Outage:
    """Between us and a port: while it is on, the methods it names do not answer."""

    def __init__(self) -> None:
        self.silent: set[str] = set()

    def __call__(self, name: str, port: Any) -> Any:  # any of the ports
        return _Port(port, self) if name == "crm" else port


class _Port:
    def __init__(self, port: Any, outage: Outage) -> None:
        self._port, self._outage = port, outage

    def __getattr__(self, method: str) -> Any:
        if method in self._outage.silent:
            raise Unavailable("CRM: out")
        return getattr(self._port, method)


@pytest.fixture
def outage() -> Outage:
    return Outage()


@pytest.fixture
async def parts(database: Database, tmp_path: Path, outage: Outage) -> AsyncIterator[Parts]:
    settings = Settings(
        database_url=SecretStr(database.admin_url), home=tmp_path, local_user=str(uuid4())
    )
    async with Wired(settings, around=outage).open() as parts:
        yield parts


def talk(parts: Parts) -> Talk:
    return Talk(parts, workspace=parts.home, door="cli", channel="cli")


def arrival(parts: Parts, talk: Talk, text: str) -> Arrival:
    return Arrival(
        workspace=parts.home,
        channel="cli",
        integration_id=None,
        event_id=str(uuid4()),
        aliases=(Alias(kind="thread", value=talk.conversation_id, attested=False),),
        text=text,
        conversation_id=talk.conversation_id,
        door="cli",
        enqueue=False,
        own_run=True,
    )


async def test_a_run_that_a_killed_process_left_open_does_not_block_the_next(
    parts: Parts,
) -> None:
    lead = talk(parts)
    left = await parts.crm.ingest(arrival(parts, lead, "Hola"))

    said = await lead.say("Quiero agendar una demo")

    assert left["run_id"] is not None
    older = await parts.crm.find_run(parts.home, left["run_id"])
    assert older is not None
    assert older["state"] == "done"
    assert said.state["turn"]["committed"]


async def test_a_turn_that_failed_is_told_and_is_in_nobodys_way(
    parts: Parts, outage: Outage
) -> None:
    lead = talk(parts)
    await lead.say("Hola")

    outage.silent = {"find_lead"}
    with pytest.raises(PipeWiseError):
        await lead.say("Quiero agendar una demo")
    outage.silent = set()
    said = await lead.say("¿Hola?")

    assert "1. " in said.text, said.text


async def test_the_same_event_is_not_answered_again(parts: Parts) -> None:
    once = arrival(parts, talk(parts), "Hola")

    await exchange(parts, once)

    with pytest.raises(Repeated):
        await exchange(parts, once)


async def test_a_run_done_elsewhere_answers_with_its_own_state_not_with_the_next_one_s(
    parts: Parts,
) -> None:
    lead = talk(parts)
    first = (await lead.say("I'd like to schedule a demo")).state
    await lead.say("hello")

    run_id = first["turn"]["run"]
    assert run_id is not None
    again = await take_turn(parts, parts.home, run_id)

    assert again["turn"] == first["turn"]
    assert again["result"] == first["result"]
