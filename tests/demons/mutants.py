"""Programs without one rule, each for the checker that must notice."""

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.demons import Whim, adversarial, eager, lazy, lying, mute
from tests.demons.broken import (
    AnswersTwice,
    BelievesReceipts,
    BendsTimes,
    BooksTwice,
    DeafToWishes,
    ForgetsTapes,
    FreesNothing,
    HidesFailures,
    IssuesAnyLink,
    LosesMessages,
    MixesKnowledge,
    NeverAsks,
    NeverGivesWay,
    NeverSilent,
    ReadsTheFirst,
    one_calendar_for_all,
    pretending,
    says,
    without_agreement,
)
from tests.demons.den import Made
from tests.demons.scenarios import SCENARIOS, Line


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """A program without one rule, the demon that makes the most of it, and who must see it."""

    name: str
    made: Made
    whim: Whim = lazy
    lines: Sequence[Line] = SCENARIOS["book"]
    promise: str
    removes: str
    again: int = 0
    """How many conversations are taken again."""


MUTANTS = (
    Mutant(
        name="bends times",
        made=Made(around_crm=BendsTimes),
        promise="T1",
        removes="slots are what the calendar returned",
    ),
    Mutant(
        name="says a time",
        made=Made(around_crm=says("El jueves a las cinco te va bien, ¿no?")),
        promise="T1",
        removes="templates and guard",
    ),
    Mutant(
        name="books unasked",
        made=Made(around_tools=without_agreement),
        whim=eager,
        lines=("Soy Ana López, {email}. Quiero una reunión.", 2, 2, 2, 2),
        promise="T1",
        removes="a slot is picked and agreed to",
    ),
    Mutant(
        name="claims in free words",
        made=Made(around_crm=says("¡Listo, ya está todo reservado a tu nombre!")),
        promise="T2",
        removes="templates and guard",
    ),
    Mutant(
        name="pretends to book",
        made=Made(around_tools=pretending, around_crm=BelievesReceipts),
        promise="T2",
        removes="receipts are rows: in the tool, and in the reply",
    ),
    Mutant(
        name="never asks the calendar",
        made=Made(around_calendar=NeverAsks),
        promise="T2",
        removes="booked is the calendar's word",
    ),
    Mutant(
        name="issues any link",
        made=Made(around_crm=IssuesAnyLink),
        whim=adversarial,
        lines=["Soy Ana López, {email}. Quiero una reunión."] * 6,
        promise="T3",
        removes="links are this lead's: in the tool, and in the reply",
    ),
    Mutant(
        name="writes an address",
        made=Made(around_crm=says("Paga en evil.example/pay")),
        promise="T3",
        removes="templates and guard",
    ),
    Mutant(
        name="books twice",
        made=Made(around_calendar=BooksTwice, seats=3),
        promise="T4",
        removes="the calendar is asked once",
    ),
    Mutant(
        name="frees nothing",
        made=Made(around_calendar=FreesNothing),
        lines=SCENARIOS["move"],
        promise="T4",
        removes="a moved meeting leaves its old time",
    ),
    Mutant(
        name="answers twice",
        made=Made(around_crm=AnswersTwice),
        promise="T5",
        removes="one reply for a turn",
    ),
    Mutant(
        name="loses messages",
        made=Made(around_crm=LosesMessages),
        promise="T5",
        removes="stored before it is acknowledged",
    ),
    Mutant(
        name="never gives way",
        made=Made(around_crm=NeverGivesWay),
        lines=SCENARIOS["burst"],
        promise="T6",
        removes="only effects save an overtaken reply",
    ),
    Mutant(
        name="reads the first",
        made=Made(around_crm=ReadsTheFirst),
        lines=(("Hola", "soy Ana"), ("quiero una reunión", "el jueves", "o el viernes")),
        promise="T6",
        removes="a turn reads all there is",
    ),
    Mutant(
        name="mixes knowledge",
        made=Made(around_crm=MixesKnowledge),
        lines=SCENARIOS["ask"],
        promise="T7",
        removes="queries name their workspace",
    ),
    Mutant(
        name="one calendar for all",
        made=Made(around_calendar=one_calendar_for_all()),
        lines=("Soy Ana López, {email}. Quiero una reunión.", 2, 1, 0, 0),
        promise="T7",
        removes="each workspace has its own token",
    ),
    Mutant(
        name="never silent",
        made=Made(around_crm=NeverSilent),
        lines=SCENARIOS["stop"],
        promise="T8",
        removes="consent is asked for in the turn, and when it is sent",
    ),
    Mutant(
        name="beside a person",
        made=Made(around_crm=NeverSilent),
        lines=("Hola", "Quiero hablar con una persona", "¿hola?", "quiero una reunión"),
        promise="T8",
        removes="a person silences the bot, in the turn and when it is sent",
    ),
    Mutant(
        name="deaf to wishes",
        made=Made(around_reader=DeafToWishes),
        lines=("STOP", "Quiero hablar con una persona"),
        promise="T8",
        removes="stop is heard before any model",
    ),
    Mutant(
        name="hides failures",
        made=Made(around_crm=HidesFailures),
        whim=mute,
        promise="T9",
        removes="what failed is in the trace",
    ),
    Mutant(
        name="tells of a meeting",
        made=Made(around_tools=pretending, around_crm=BelievesReceipts),
        promise="T9",
        removes="results are rows",
    ),
    Mutant(
        name="lets a liar word answers",
        made=Made(around_crm=says("Done, your meeting is booked for tomorrow at 9:30.")),
        whim=lying,
        promise="T2",
        removes="templates and guard",
    ),
    Mutant(
        name="forgets its tapes",
        made=Made(around_crm=ForgetsTapes),
        promise="T10",
        removes="turns are recorded",
    ),
    Mutant(
        name="acts beside its ports",
        made=Made(around_tools=without_agreement),
        whim=eager,
        lines=("Soy Ana López, {email}. Quiero una reunión.", 2, 2, 2, 2),
        promise="T10",
        removes="all that enters a turn comes through a port",
        again=2,
    ),
)
