"""Whole dialogues through the real graph, tools, calendar and database, each as a new business."""

import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from benchmarks.folder import own_folder
from server.dialogue import Dialogue, Failed, Say, load, play
from server.parts import Parts
from server.settings import Settings
from server.talk import Exchange, Talk
from server.wiring import Wired, workspace_of
from tools.ports.channels import Alias
from tools.ports.words import Door

ZONE = "Europe/Madrid"  # of a lead whose number tells none


@dataclass(frozen=True, kw_only=True)
class Played:
    """How one dialogue went. `fault` is empty where it went as written."""

    file: Path
    fault: str
    turns: tuple[float, ...]
    """Seconds from each message of the lead to the answer to it."""

    @property
    def language(self) -> str:
        return self.file.stem[:2]


@asynccontextmanager
async def opened(settings: Settings | None = None) -> AsyncIterator[tuple[Wired, Parts]]:
    """The program on a database of its own; without settings: no key, and nobody's environment."""
    with own_folder() as folder:
        given = settings or Settings.model_construct()
        wired = Wired(given.model_copy(update={"home": folder / "home"}))
        async with wired.open() as parts:
            yield wired, parts


async def play_all(wired: Wired, parts: Parts, files: Iterable[Path]) -> list[Played]:
    return [await _played(wired, parts, file) for file in files]


async def _played(wired: Wired, parts: Parts, file: Path) -> Played:
    dialogue, owner = load(file), str(uuid4())
    await workspace_for(wired, parts, owner, dialogue)
    say, times = talk_of(dialogue, parts, workspace_of(owner), door="cli"), list[float]()

    async def timed(text: str, choice: str | None) -> Exchange:
        started = time.perf_counter()
        answered = await say(text, choice)
        times.append(time.perf_counter() - started)
        return answered

    fault = ""
    try:
        await play(dialogue, timed)
    except Failed as failed:
        fault = str(failed)
    return Played(file=file, fault=fault, turns=tuple(times))


async def workspace_for(wired: Wired, parts: Parts, owner: str, dialogue: Dialogue) -> None:
    """A new business that works at the hours of the lead's country."""
    zone = parts.zone_of_phone(dialogue.phone) if dialogue.phone else None
    await wired.crm.ensure_workspace(workspace_of(owner), owner, zone=zone or ZONE, fallback=True)


def talk_of(dialogue: Dialogue, parts: Parts, workspace: str, *, door: Door) -> Say:
    """The lead of the dialogue, with the phone it names."""
    phone = dialogue.phone or ""
    talk = Talk(
        parts,
        workspace=workspace,
        door=door,
        channel=door,
        aliases=(Alias(kind="phone", value=phone, attested=True),) if phone else (),
        phone_zone=parts.zone_of_phone(phone) if phone else None,
    )

    async def say(text: str, choice: str | None) -> Exchange:
        return await talk.say(text, choice_id=choice)

    return say
