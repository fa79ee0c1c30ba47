"""Nights in which every demon plays every scenario, all leads at once, step by step."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from psycopg.rows import DictRow

from server.reconcile import reconcile
from simulator.books import Books
from simulator.demons import Whim
from tests.demons.den import Den, Made, books_of, plunder
from tests.demons.scenarios import RELEASE, SCENARIOS, TAKEOVER, Line
from tests.sagas.laboratory import LEASE, Laboratory, new_id
from tests.sagas.leads import Lead
from tools.ports.calendar import Calendar

MINUTE = timedelta(minutes=1)
AT_ONCE = 8  # conversations; more would only wait for connections


@dataclass(kw_only=True)
class Guest(Lead):
    """A lead who plays a scenario."""

    den: Den
    lines: Sequence[Line]
    thread: str = ""
    buttons: list[dict[str, str]] = field(default_factory=list)

    async def does(self, line: Line) -> None:
        if line in (TAKEOVER, RELEASE):
            await self.den.parts.crm.set_mode(
                self.den.workspace, self.thread, "human" if line == TAKEOVER else "bot"
            )
            return
        first, *more = line if isinstance(line, tuple) else (line,)
        await self._writes(first)
        async with asyncio.TaskGroup() as at_once:
            at_once.create_task(self.den.answers(self.thread))
            at_once.create_task(self._goes_on(more))
        await self.den.answers(self.thread)
        self.buttons = await self._buttons() or self.buttons

    async def _goes_on(self, lines: Sequence[str]) -> None:
        """While the answer to the first is being made."""
        for line in lines:
            await self._writes(line)

    async def _writes(self, line: str | int) -> None:
        if isinstance(line, str):
            message = self.writing(line.format(email=self.email))
        elif self.buttons:
            pressed = self.buttons[min(line, len(self.buttons) - 1)]
            message = self.writing(pressed["title"], choice=pressed["id"])
        else:
            message = self.writing("la primera")
        self.thread = await self.den.takes(message)

    async def _buttons(self) -> list[dict[str, str]]:
        newest: list[DictRow] = await self.den.lab.rows(
            "select o.choices from outbox o join messages m on m.id = o.id"
            " where o.conversation_id = %s order by m.seq desc limit 1",
            self.thread,
        )
        return list(newest[0]["choices"]) if newest else []


async def open_dens(
    lab: Laboratory, whims: Mapping[str, Whim], *, made: Made, seed: int
) -> list[Den]:
    lines: dict[str, Calendar] = {}
    dens = []
    for whim in whims.values():
        account = await lab.open_account()
        den = Den(
            lab=lab, workspace=new_id(), token=account, whim=whim, lines=lines, made=made, seed=seed
        )
        await den.open(seats=made.seats)
        await den.furnish()
        dens.append(den)
    return dens


async def night(
    lab: Laboratory,
    whims: Mapping[str, Whim],
    *,
    scenarios: Mapping[str, Sequence[Line]] = SCENARIOS,
    made: Made | None = None,
    thinned: int = 1,
    again: int = 0,
    seed: int = 0,
) -> Books:
    """Every demon plays every scenario; thinned, each plays every n-th, and none the same.

    `again`: how many conversations of each are taken again from their recordings.
    """
    dens = await open_dens(lab, whims, made=made or Made(), seed=seed)
    played = list(scenarios.values())
    guests = [
        Guest(office=den, den=den, lines=lines)
        for place, den in enumerate(dens)
        for lines in played[place % thinned :: thinned]
    ]
    for step in range(max(len(lines) for lines in scenarios.values())):
        await plunder(dens)
        await _all_at_once(guests, step)
        await dens[0].deliver()
        lab.clock.now += MINUTE
    await come_to_rest(dens)
    return await books_of(dens, again=again)


async def _all_at_once(guests: Sequence[Guest], step: int) -> None:
    few = asyncio.Semaphore(AT_ONCE)

    async def one(guest: Guest) -> None:
        async with few:
            await guest.does(guest.lines[step])

    async with asyncio.TaskGroup() as all_of_them:
        for guest in guests:
            if step < len(guest.lines):
                all_of_them.create_task(one(guest))


async def come_to_rest(dens: Sequence[Den], *, looks: int = 40) -> None:
    """Turns, webhooks and the job that looks for what is open, until nothing is."""
    lab = dens[0].lab
    for number in range(looks):
        for den in dens:
            await den.does_what_is_due()
        await dens[0].deliver()
        await reconcile(dens[0].parts)
        if all([await den.is_quiet() for den in dens]):
            return
        lab.clock.now += LEASE if number < 10 else 10 * LEASE
    raise AssertionError("It does not come to rest.")
