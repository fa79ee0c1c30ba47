"""A whole turn about an hour that a clock change skips or repeats: it asks, and books no guess."""

from datetime import timedelta

import pytest

from tests.time.night import night_of
from tests.time.sayings import SAID, eve_of, saying
from tests.time.transitions import BACK, FORWARD, Transition, of_zone
from tools.ports.words import Language

MINUTE = timedelta(minutes=1)
ASKED = [
    ("es", "Europe/Madrid", 2, "el domingo 29 de marzo el reloj salta de 2:00 a 3:00"),
    ("en", "Europe/Madrid", 2, "on Sunday, March 29, the clocks jump from 2:00 AM to 3:00 AM"),
    ("pt", "Europe/Madrid", 2, "domingo, 29 de março, o relógio salta de 2:00 para 3:00"),
    ("es", "Europe/Madrid", 3, "el domingo 25 de octubre el reloj vuelve de 3:00 a 2:00"),
    ("en", "Europe/Madrid", 3, "on Sunday, October 25, the clocks go back from 3:00 AM to 2:00"),
    ("pt", "Europe/Madrid", 3, "domingo, 25 de outubro, o relógio volta de 3:00 para 2:00"),
    ("es", "America/New_York", 2, "el domingo 8 de marzo el reloj salta de 2:00 a 3:00"),
    ("en", "America/New_York", 2, "on Sunday, March 8, the clocks jump from 2:00 AM to 3:00 AM"),
    ("pt", "America/New_York", 2, "domingo, 8 de março, o relógio salta de 2:00 para 3:00"),
    ("es", "America/New_York", 3, "el domingo 1 de noviembre el reloj vuelve de 2:00 a 1:00"),
    ("en", "America/New_York", 3, "on Sunday, November 1, the clocks go back from 2:00 AM to 1:00"),
    ("pt", "America/New_York", 3, "domingo, 1 de novembro, o relógio volta de 2:00 para 1:00"),
    ("es", "Australia/Lord_Howe", 2, "el domingo 5 de abril el reloj vuelve de 2:00 a 1:30"),
    ("en", "Australia/Lord_Howe", 2, "on Sunday, April 5, the clocks go back from 2:00 AM to 1:30"),
    ("pt", "Australia/Lord_Howe", 2, "domingo, 5 de abril, o relógio volta de 2:00 para 1:30"),
    ("es", "Australia/Lord_Howe", 3, "el domingo 4 de octubre el reloj salta de 2:00 a 2:30"),
    ("en", "Australia/Lord_Howe", 3, "on Sunday, October 4, the clocks jump from 2:00 AM to 2:30"),
    ("pt", "Australia/Lord_Howe", 3, "domingo, 4 de outubro, o relógio salta de 2:00 para 2:30"),
]
"""Of 2026: the third and fourth transition of the zone."""
ODD: dict[tuple[Language, bool], str] = {
    ("es", True): "Esa hora no existe",
    ("en", True): "That time does not exist",
    ("pt", True): "Essa hora não existe",
    ("es", False): "Esa hora pasa dos veces",
    ("en", False): "That time comes twice",
    ("pt", False): "Essa hora passa duas vezes",
}


@pytest.mark.parametrize(("language", "zone", "nth", "words"), ASKED)
async def test_a_turn_says_what_the_clocks_do_and_asks(
    language: Language, zone: str, nth: int, words: str
) -> None:
    transition = of_zone(zone)[nth]
    night = night_of(eve_of(transition), lead_zone=zone, business_zone=zone)
    night.language = language
    await night.open()
    wall = transition.edge + transition.shift / 2

    reply = await night.lead.say(saying(SAID[language][1], wall, language))

    assert f"{ODD[language, transition.forward]}: {words}" in reply
    assert reply.endswith("?")
    assert night.lead.tools == []
    assert night.lead.state["agenda"]["asked"] == "day"
    assert await night.in_calendly() == []


@pytest.mark.parametrize("transition", [FORWARD[2], BACK[2]], ids=str)
async def test_a_clear_hour_after_the_question_is_booked(transition: Transition) -> None:
    night = night_of(eve_of(transition), lead_zone=transition.zone, business_zone="Europe/Madrid")
    await night.open()
    await night.lead.say(saying(SAID["es"][1], transition.edge, "es"))

    reply = await night.lead.say("pues el domingo a las 4 de la mañana")
    await night.agree()

    four = night.told(reply).instants
    assert night.local(four[0]).hour == 4
    assert await night.in_calendly() == four


async def test_another_time_that_is_unclear_does_not_book_the_one_picked_before() -> None:
    transition = FORWARD[2]
    night = night_of(eve_of(transition), lead_zone=transition.zone, business_zone="Europe/Madrid")
    night.known = {}
    await night.open()
    await night.ask_within(transition.at - 90 * MINUTE, transition.at + 90 * MINUTE)
    await night.pick(1)

    reply = await night.lead.say(
        "Soy Ana López, ana@example.com, pero mejor el domingo a las 2:30 de la madrugada"
    )

    assert ODD["es", True] in reply
    assert night.lead.state["agenda"]["picked"] is None
    assert await night.in_calendly() == []


@pytest.mark.parametrize("transition", [each for each in BACK if each.at.year == 2028], ids=str)
async def test_of_two_slots_of_one_name_none_is_chosen_by_its_name(transition: Transition) -> None:
    night = night_of(eve_of(transition), lead_zone=transition.zone, business_zone=transition.zone)
    await night.open()
    shift = transition.shift
    offer = night.told(await night.ask_within(transition.at - shift, transition.at + shift))
    names = [night.local(each).replace(tzinfo=None, fold=0) for each in offer.instants]
    assert len(set(names)) < len(names)
    twice = next(name for name in names if names.count(name) > 1)

    asked = await night.lead.say(saying(SAID[night.language][1], twice, night.language))
    claim = await night.pick(names.index(twice))

    assert ODD[night.language, False] in asked
    assert night.told(claim).instants == [offer.instants[names.index(twice)]]
