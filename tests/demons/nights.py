"""Nights in which every demon plays every scenario, all leads at once, step by step."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from psycopg.rows import DictRow

from emulator.faults import Fault
from server.reconcile import reconcile
from simulator.books import Books
from simulator.chance import dice
from simulator.demons import Whim
from tests.demons.den import Den, Made, books_of, plunder
from tests.demons.scenarios import IDLE, RELEASE, SCENARIOS, TAKEOVER, WAIT, Line
from tests.sagas.laboratory import LEASE, Laboratory, new_id
from tests.sagas.leads import Lead
from tools.ports.calendar import Calendar

MINUTE, TWO_DAYS = timedelta(minutes=1), timedelta(days=2)
LATER: tuple[Line, ...] = (WAIT, 0, "¿cuándo es mi reunión?", "Quiero una reunión", 1, "sí")
FAULTS = [
    Fault(kind="timeout_before"),
    Fault(kind="timeout_after"),
    Fault(kind="error_before"),
    Fault(kind="error_after"),
    Fault(kind="slot_taken", times=2),
    Fault(kind="rate_limited", on="*", times=3),
    Fault(kind="timeout_before", on="GET *", times=5),
    Fault(kind="error_before", on="GET *", times=5),
    Fault(kind="timeout_after", on="POST */cancellation"),
    Fault(kind="error_before", on="POST */cancellation", times=3),
    Fault(kind="webhook_late", on="*", seconds=300, times=4),
    Fault(kind="webhook_twice", on="*", times=4),
    Fault(kind="webhook_reordered", on="*", times=2),
]
AT_ONCE = 8  # conversations; more would only wait for connections


@dataclass(kw_only=True)
class Guest(Lead):
    """A lead who plays a scenario."""

    den: Den
    lines: Sequence[Line]
    thread: str = ""
    buttons: list[dict[str, str]] = field(default_factory=list)

    async def does(self, line: Line) -> None:
        if line in (WAIT, IDLE):
            return
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
    storms: bool = False,
    seed: int = 0,
) -> Books:
    """Every demon plays every scenario; thinned, each plays every n-th, and none the same.

    `again`: how many conversations of each are taken again from their recordings. `storms`: the
    calendar fails on and off, and in the end everybody comes back, two days later.
    """
    dens = await open_dens(lab, whims, made=made or Made(), seed=seed)
    played = list(scenarios.values())
    guests = [
        Guest(office=den, den=den, lines=lines)
        for place, den in enumerate(dens)
        for lines in played[place % thinned :: thinned]
    ]
    longest = max(len(guest.lines) for guest in guests)
    if storms:
        for guest in guests:
            pause = [IDLE] * (longest - len(guest.lines))
            guest.lines = [*guest.lines, *pause, *LATER]
    weather = dice(seed, "weather")
    for step in range(max(len(guest.lines) for guest in guests)):
        await plunder(dens)
        lab.fail(*weather.sample(FAULTS, k=weather.randint(1, 4)) if storms else ())
        await _all_at_once(guests, step)
        lab.stop_failing()
        await dens[0].deliver()
        await reconcile(dens[0].parts)
        late = any(guest.lines[step : step + 1] == [WAIT] for guest in guests)
        lab.clock.now += TWO_DAYS if late else MINUTE
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
