"""A person who wants something, and judges by what they are told and by what their calendar has."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from simulator.office import Office
from simulator.phones import Phone
from simulator.plans import LeadPlan
from simulator.reading import Offered, Reading, read
from simulator.speech import NAMES, Voice

PATIENCE = 75.0  # seconds without a reply before somebody asks whether anybody is there
EXCHANGES = 12  # after so many nobody goes on
WEEK = 7 * 86_400.0
PAUSES = (4.0, 40.0)  # seconds in which people answer


@dataclass(kw_only=True)
class Story:
    """What came of one lead, as they have lived it."""

    number: int
    wish: str
    language: str
    channel: str
    written: int = 0
    heard: int = 0
    began: datetime | None = None
    told_booked: bool = False
    booked_at: datetime | None = None
    touches: int = 0
    """Messages of theirs until they were told so."""
    moved: bool = False
    canceled: bool = False
    silent: bool = False
    """They were left without an answer, at least once, where one was due."""
    lines: list[str] = field(default_factory=list)
    in_calendar: int = 0
    success: bool = False


@dataclass(kw_only=True)
class Person:
    plan: LeadPlan
    office: Office
    phone: Phone
    voice: Voice
    chance: Random
    story: Story
    name: str
    email: str
    _begged: int = 0
    _refused: bool = False
    _last: str = ""

    async def live(self) -> None:
        wishes: dict[str, Callable[[], Coroutine[Any, Any, None]]] = {
            "book": self._book,
            "rival": self._book,
            "move": self._move,
            "cancel": self._cancel,
            "ask": self._ask,
            "return": self._return,
            "ghost": self._ghost,
            "human": self._human,
            "opt_out": self._opt_out,
            "insult": self._insult,
        }
        await asyncio.sleep(self.plan.arrives)
        self.story.began = self.office.loop.now()
        await wishes[self.plan.wish]()

    # --- wishes ---

    async def _book(self) -> None:
        await self._open()
        await self._until_booked()
        if self.story.told_booked and self.chance.random() < 0.5:
            await self._say("thanks")
            await self._hear()

    async def _move(self) -> None:
        await self._book()
        if not self.story.told_booked:
            return
        await self._rest(30, 3_600)
        await self._say("move")
        await self._talk(lambda seen: seen.moved)

    async def _cancel(self) -> None:
        await self._book()
        if not self.story.told_booked:
            return
        await self._rest(30, 3_600)
        await self._say("cancel")
        await self._talk(lambda seen: seen.canceled, agree_only=True)

    async def _ask(self) -> None:
        await self._say("ask")
        await self._hear()
        await self._say("price")
        await self._hear()
        await self._say("thanks")
        await self._hear()

    async def _return(self) -> None:
        """Sees an offer, is gone for a week, and goes on as if it still stood."""
        await self._open()
        offer = await self._next()
        await asyncio.sleep(WEEK * (0.8 + 0.4 * self.chance.random()))
        if offer and offer.offers and self.chance.random() < 0.5:
            await self._pick(offer.offers)
        else:
            await self._say("back")
        await self._until_booked()

    async def _ghost(self) -> None:
        await self._open()
        seen = await self._next()
        if seen and seen.offers and self.chance.random() < 0.5:
            await self._pick(seen.offers)

    async def _human(self) -> None:
        await self._say("hello")
        await self._hear()
        await self._say("human")
        await self._hear()
        await self._say("want")
        await self._hear()

    async def _opt_out(self) -> None:
        await self._open()
        await self._next()
        await self._say("stop")
        await self._hear()
        if self.chance.random() < 0.6:
            await self._say("want")
            await self._hear()

    async def _insult(self) -> None:
        await self._say("insult")
        await self._hear()
        await self._say("insult")
        await self._hear()

    # --- a talk about a meeting ---

    async def _open(self) -> None:
        if self.plan.style == "burst":
            for text in self.voice.fragments("want_fragments"):
                await self._write(text)
                await asyncio.sleep(0.4 + 2.2 * self.chance.random())
            return
        if self.chance.random() < 0.3 and self.plan.wish != "rival":
            await self._say("hello")
            await self._hear()
        await self._say("want")

    async def _until_booked(self) -> None:
        await self._talk(lambda seen: seen.booked)

    async def _talk(self, done: Callable[[Reading], bool], *, agree_only: bool = False) -> None:
        for _ in range(EXCHANGES):
            seen = await self._next()
            if seen is None or done(seen):
                return
            if not await self._respond(seen, agree_only=agree_only):
                await self._say("bye")
                await self._hear()
                return

    async def _respond(self, seen: Reading, *, agree_only: bool) -> bool:
        """False: they have had enough."""
        if seen.offers and not agree_only:
            return await self._answer_offer(seen.offers)
        if seen.wants_email and seen.wants_name:
            await self._say("give_both")
        elif seen.wants_email:
            await self._say("give_email")
        elif seen.wants_name:
            await self._say("give_name")
        elif seen.asks and not seen.again:
            await self._agree(seen)
        else:
            return await self._beg()
        return True

    async def _answer_offer(self, offers: tuple[Offered, ...]) -> bool:
        if not self._refused and self.plan.wish != "rival" and self.chance.random() < 0.15:
            self._refused = True
            await self._say("none_fit")
        else:
            await self._pick(offers)
        return True

    async def _pick(self, offers: tuple[Offered, ...]) -> None:
        """Rivals are both after the first."""
        if self.plan.wish == "rival":
            offer = offers[0]
        elif self.plan.wish in ("move", "cancel"):
            offer = offers[-1]  # not one that has begun before they think better of it
        else:
            offer = self.chance.choice(offers)
        if offer.button and self.plan.style == "presser":
            await self._write(offer.words, button=offer.button)
            return
        key = "pick_words" if self.chance.random() < 0.3 else "pick_number"
        ordinal = self.voice.ordinal(offer.number)
        await self._say(key, n=offer.number, title=offer.words, ordinal=ordinal)

    async def _agree(self, seen: Reading) -> None:
        if seen.buttons and self.plan.style == "presser":
            button, title = seen.buttons[0]
            await self._write(title, button=button)
        else:
            await self._say("yes")

    async def _beg(self) -> bool:
        self._begged += 1
        if self._begged > 2:
            return False
        await self._say("again")
        return True

    # --- speaking and hearing ---

    async def _say(self, key: str, **blanks: object) -> None:
        await self._write(self.voice.say(key, **{"name": self.name, "email": self.email} | blanks))

    async def _write(self, text: str, *, button: str | None = None) -> None:
        self.story.written += 1
        self.story.lines.append(f"> {text}")
        await self.phone.write(text, button=button)

    async def _next(self) -> Reading | None:
        """What was said, all of it; asked for once more where nothing came."""
        seen = await self._hear()
        if seen is None:
            self.story.silent = True
            await self._say("nudge")
            seen = await self._hear()
        return seen

    async def _hear(self) -> Reading | None:
        heard = await self.phone.hear(PATIENCE)
        newest: Reading | None = None
        while heard is not None:
            self.story.heard += 1
            self.story.lines.append(f"< {heard.text}")
            newest = read(heard, before=self._last)
            self._last = heard.text
            self._note(newest)
            heard = await self.phone.hear(2.0)
        await asyncio.sleep(self.chance.uniform(*PAUSES))
        return newest

    def _note(self, seen: Reading) -> None:
        if seen.booked and not self.story.told_booked:
            self.story.told_booked = True
            self.story.booked_at = self.office.loop.now()
            self.story.touches = self.story.written
        self.story.moved = self.story.moved or seen.moved
        self.story.canceled = self.story.canceled or seen.canceled

    async def _rest(self, least: float, most: float) -> None:
        await asyncio.sleep(self.chance.uniform(least, most))


def invent(plan: LeadPlan, seed: int, chance: Random) -> tuple[str, str]:
    """Name and address of somebody."""
    name = chance.choice(NAMES[plan.language])
    return name, f"lead{plan.number}.s{seed}@example.com"
