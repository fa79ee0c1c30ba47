"""Time zones by phone number and by the place someone names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.zones import (
    is_zone,
    may_be_elsewhere,
    region_of_phone,
    zone_named,
    zone_of_phone,
)


@pytest.mark.parametrize(
    ("phone", "zone"),
    [
        ("+34612345678", "Europe/Madrid"),
        ("+34928123456", "Atlantic/Canary"),
        ("+351912345678", "Europe/Lisbon"),
        ("+447400123456", "Europe/London"),
        ("+5491112345678", "America/Argentina/Buenos_Aires"),
        ("+5511912345678", "America/Sao_Paulo"),
        ("+5592912345678", "America/Manaus"),
        ("+56912345678", "America/Santiago"),
        ("+573001234567", "America/Bogota"),
        ("+593991234567", "America/Guayaquil"),
        ("+525512345678", "America/Mexico_City"),
        ("+526641234567", "America/Tijuana"),
        ("+12125550142", "America/New_York"),
        ("+14155552671", "America/Los_Angeles"),
    ],
)
def test_a_phone_hints_at_the_zone_where_nearly_everyone_with_it_lives(
    phone: str, zone: str
) -> None:
    assert zone_of_phone(phone) == zone


@pytest.mark.parametrize("phone", ["+18005551234", "+1", "", "abc", "+999123", "1" * 40])
def test_a_phone_that_tells_no_zone_gives_none(phone: str) -> None:
    assert zone_of_phone(phone) is None


def test_the_one_that_mexico_dropped_is_dropped() -> None:
    assert zone_of_phone("5215512345678") == "America/Mexico_City"
    assert region_of_phone("5215512345678") == "MX"


@pytest.mark.parametrize(
    ("phone", "region"),
    [("+34612345678", "ES"), ("5511912345678", "BR"), ("+447400123456", "GB"), ("nonsense", None)],
)
def test_a_phone_has_a_country(phone: str, region: str | None) -> None:
    assert region_of_phone(phone) == region


@given(st.text(max_size=60))
def test_no_phone_and_no_text_is_refused(text: str) -> None:
    zone = zone_of_phone(text)
    named = zone_named(text, "es")

    assert zone is None or is_zone(zone)
    assert named is None or (is_zone(named[0]) and 0 <= named[1][0] < named[1][1] <= len(text))


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("este viernes 9am hora de Bogotá", "America/Bogota"),
        ("a las 16:00 (hora de México)", "America/Mexico_City"),
        ("hora española", "Europe/Madrid"),
        ("horário de Brasília", "America/Sao_Paulo"),
        ("New York time", "America/New_York"),
        ("3pm EST", "America/New_York"),
        ("14:00 CET", "Europe/Madrid"),
        ("10am PT", "America/Los_Angeles"),
        ("estoy en Lima", "America/Lima"),
        ("I'm in London", "Europe/London"),
        ("moro em Lisboa", "Europe/Lisbon"),
        ("my zone is America/Argentina/Cordoba", "America/Argentina/Cordoba"),
        ("15:00 UTC", "UTC"),
        ("UTC+2", "Etc/GMT-2"),
    ],
)
def test_a_zone_is_named_by_city_country_abbreviation_or_its_own_name(text: str, zone: str) -> None:
    named = zone_named(text, None)

    assert named is not None
    assert named[0] == zone


@pytest.mark.parametrize("text", ["the best", "my time", "es la hora", "I work with Lima Corp", ""])
def test_words_that_name_no_zone_give_none(text: str) -> None:
    assert zone_named(text, None) is None


def test_a_place_alone_is_a_zone_only_where_one_was_asked_for() -> None:
    assert zone_named("Bogotá", None) is None
    assert zone_named("Bogotá", None, asked=True) == ("America/Bogota", (0, 6))


def test_the_span_is_in_the_text_as_given() -> None:
    text = "¿El viernes a las 9, hora de Bogotá?"
    named = zone_named(text, "es")

    assert named is not None
    assert text[slice(*named[1])] == "hora de Bogotá"


@pytest.mark.parametrize(
    ("phone", "elsewhere"),
    [
        ("+12125550142", True),
        ("+14155552671", True),
        ("+525512345678", False),
        ("+5592912345678", False),
        ("+34612345678", False),
        ("+573001234567", False),
        ("nonsense", False),
    ],
)
def test_only_where_people_live_in_several_zones_a_number_may_mislead(
    phone: str, elsewhere: bool
) -> None:
    assert may_be_elsewhere(phone) is elsewhere
