"""Hours that a clock change skips or repeats are unclear; every other hour is an instant."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from nodes.catalogue import LANGUAGES
from tests.time.sayings import EVE, SAID, eve_of, saying
from tests.time.transitions import BACK, EVERY, FORWARD, YEARS, ZONES, Transition, of_zone, sunday
from tools.ports.understanding import Hearing, Understanding, Window
from tools.ports.words import Language
from tools.understanding.reader import LocalUnderstanding

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
AFTERNOON: dict[Language, str] = {
    "es": "el domingo a las {h}:{m:02} de la tarde",
    "en": "Sunday at {h}:{m:02} pm",
    "pt": "domingo às {h}:{m:02} da tarde",
}
RANGE: dict[Language, str] = {
    "es": "el domingo entre las {0:%H:%M} y las {1:%H:%M}",
    "en": "Sunday between {0:%H:%M} and {1:%H:%M}",
    "pt": "domingo entre as {0:%H:%M} e as {1:%H:%M}",
}
TOMORROW_AT_NINE: dict[Language, str] = {
    "es": "mañana a las 9 de la mañana",
    "en": "tomorrow at 9am",
    "pt": "amanhã às 9 da manhã",
}
IN_A_DAY: dict[Language, str] = {
    "es": "dentro de 24 horas",
    "en": "in 24 hours",
    "pt": "daqui a 24 horas",
}
SUNDAY: dict[Language, str] = {"es": "el domingo", "en": "on Sunday", "pt": "domingo"}
MORNING: dict[Language, str] = {
    "es": "el domingo de madrugada",
    "en": "Sunday between 0:00 and 06:00",
    "pt": "domingo de madrugada",
}


def heard_on(now: datetime, text: str, zone: str, language: Language) -> Understanding:
    return LocalUnderstanding().understand(text, Hearing(now=now, zone=zone, language=language))


def instants(windows: list[Window]) -> list[tuple[datetime, datetime]]:
    return [
        (datetime.fromisoformat(each["start"]), datetime.fromisoformat(each["end"]))
        for each in windows
    ]


def odd_walls(transition: Transition) -> Iterator[datetime]:
    """The first, the middle and the last minute of the hour that is skipped or repeated."""
    yield transition.edge
    yield transition.edge + transition.shift / 2
    yield transition.edge + transition.shift - MINUTE


def test_the_zone_data_follows_the_published_rules() -> None:
    """Hour by hour over six years: no other transition, and none missing."""
    for zone in ZONES:
        place, found = ZoneInfo(zone), []
        instant = datetime(min(YEARS), 1, 1, tzinfo=UTC)
        while instant.year in YEARS:
            before = (instant - MINUTE).astimezone(place).utcoffset()
            after = instant.astimezone(place).utcoffset()
            if before != after:
                found.append((instant, before, after))
            instant += 30 * MINUTE
        expected = [(each.at, each.before, each.after) for each in of_zone(zone)]
        assert found == expected, zone


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("transition", EVERY, ids=str)
def test_an_hour_skipped_or_repeated_is_unclear(transition: Transition, language: Language) -> None:
    why = "nonexistent" if transition.forward else "twice"
    for wall in odd_walls(transition):
        for form in SAID[language]:
            text = saying(form, wall, language)
            heard = heard_on(eve_of(transition), text, transition.zone, language)

            assert (heard["windows"], heard["unclear"]) == ([], [why]), text
            assert heard["clock_change"] == transition.at.isoformat(), text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("transition", EVERY, ids=str)
def test_the_minutes_beside_it_are_clear(transition: Transition, language: Language) -> None:
    edge, place = transition.edge, ZoneInfo(transition.zone)
    for wall in (edge - MINUTE, edge + transition.shift):
        text = saying(SAID[language][0], wall, language)
        heard = heard_on(eve_of(transition), text, transition.zone, language)

        instant = wall.replace(tzinfo=place).astimezone(UTC)
        assert instants(heard["windows"]) == [(instant, instant)], text
        assert (heard["unclear"], heard["clock_change"]) == ([], None)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("transition", EVERY, ids=str)
def test_the_same_hour_of_the_afternoon_is_clear(
    transition: Transition, language: Language
) -> None:
    wall = transition.edge + transition.shift / 2
    heard = heard_on(
        eve_of(transition), saying(AFTERNOON[language], wall, language), transition.zone, language
    )

    instant = (wall + DAY / 2).replace(tzinfo=ZoneInfo(transition.zone)).astimezone(UTC)
    assert instants(heard["windows"]) == [(instant, instant)]
    assert heard["unclear"] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("transition", FORWARD, ids=str)
def test_a_range_that_begins_in_the_gap_begins_after_it(
    transition: Transition, language: Language
) -> None:
    middle, after = transition.edge + transition.shift / 2, transition.edge + 2 * transition.shift
    heard = heard_on(
        eve_of(transition), RANGE[language].format(middle, after), transition.zone, language
    )

    assert instants(heard["windows"]) == [(transition.at, transition.at + transition.shift)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("transition", FORWARD, ids=str)
def test_a_range_within_the_gap_is_unclear(transition: Transition, language: Language) -> None:
    edge = transition.edge
    text = RANGE[language].format(edge, edge + transition.shift - MINUTE)
    heard = heard_on(eve_of(transition), text, transition.zone, language)

    assert (heard["windows"], heard["unclear"]) == ([], ["nonexistent"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("transition", BACK, ids=str)
def test_a_range_in_the_hour_that_comes_twice_holds_both(
    transition: Transition, language: Language
) -> None:
    edge, shift = transition.edge, transition.shift
    text = RANGE[language].format(edge, edge + shift / 2)
    heard = heard_on(eve_of(transition), text, transition.zone, language)

    assert instants(heard["windows"]) == [(transition.at - shift, transition.at + shift / 2)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("transition", EVERY, ids=str)
def test_a_day_is_as_long_as_the_clocks_make_it(transition: Transition, language: Language) -> None:
    zone = transition.zone
    [(start, end)] = instants(
        heard_on(eve_of(transition), SUNDAY[language], zone, language)["windows"]
    )

    assert end - start == DAY - (transition.after - transition.before)
    for edge in (start, end):
        assert edge.astimezone(ZoneInfo(zone)).time() == datetime.min.time()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("transition", EVERY, ids=str)
def test_a_part_of_the_day_is_as_long_as_the_clocks_make_it(
    transition: Transition, language: Language
) -> None:
    heard = heard_on(eve_of(transition), MORNING[language], transition.zone, language)
    [(start, end)] = instants(heard["windows"])

    longer = transition.before - transition.after
    assert end - start == timedelta(hours=6) + longer
    assert end.astimezone(ZoneInfo(transition.zone)).hour == 6


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("transition", EVERY, ids=str)
def test_tomorrow_at_nine_is_nine_and_a_day_of_hours_is_not(
    transition: Transition, language: Language
) -> None:
    place = ZoneInfo(transition.zone)
    nine = datetime.combine(transition.edge.date(), datetime.min.time(), place) + 9 * 60 * MINUTE
    now = nine - DAY  # on the wall: nine o'clock the day before

    named = heard_on(now, TOMORROW_AT_NINE[language], transition.zone, language)
    counted = heard_on(now, IN_A_DAY[language], transition.zone, language)

    assert instants(named["windows"])[0][0] == nine.astimezone(UTC)
    assert instants(counted["windows"])[0][0] == now.astimezone(UTC) + DAY
    assert instants(named["windows"]) != instants(counted["windows"])


def former_changes(year: int) -> Iterator[tuple[str, datetime]]:
    """Walls that were odd before Brazil (2019) and Mexico (2022) gave it up; Nepal never began."""
    for zone, month, nth, hour in (
        ("America/Sao_Paulo", 10, 3, 0),
        ("America/Sao_Paulo", 11, 1, 0),
        ("America/Sao_Paulo", 2, 3, 23),
        ("America/Mexico_City", 4, 1, 2),
        ("America/Mexico_City", 10, 0, 1),
        ("Asia/Kathmandu", 3, 0, 2),
        ("Asia/Kathmandu", 10, 0, 2),
    ):
        yield (
            zone,
            datetime.combine(sunday(year, month, nth), datetime.min.time())
            + timedelta(hours=hour, minutes=30),
        )


@pytest.mark.parametrize("year", YEARS)
def test_where_clocks_stand_every_hour_is_clear(year: int) -> None:
    for zone, wall in former_changes(year):
        for language in LANGUAGES:
            now = (wall - EVE).replace(tzinfo=ZoneInfo(zone))
            heard = heard_on(now, saying(SAID[language][0], wall, language), zone, language)

            instant = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
            assert instants(heard["windows"]) == [(instant, instant)]
            assert heard["unclear"] == []
