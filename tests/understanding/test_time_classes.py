"""The classes of times that readers are known to miss, each in its languages; Tuesday 10:30."""

import pytest

from tests.understanding.test_dates import local, read
from tools.ports.words import Language

CLASSES: list[tuple[Language, str, list[str]]] = [
    # minutes in words
    ("es", "mañana al cuarto para las cinco", ["2026-03-11 16:45"]),
    ("es", "mañana a las veinte para las tres", ["2026-03-11 14:40"]),
    ("es", "el jueves a las seis cero cinco de la tarde", ["2026-03-12 18:05"]),
    ("es", "el jueves a mediodía y media", ["2026-03-12 12:30"]),
    ("en", "half four on Thursday", ["2026-03-12 16:30"]),
    ("en", "twenty past two tomorrow", ["2026-03-11 14:20"]),
    ("en", "20 min past eight in the evening tomorrow", ["2026-03-11 20:20"]),
    ("en", "March 20th, nine thirty", ["2026-03-20 09:30"]),
    ("pt", "quinta dez pras três", ["2026-03-12 14:50"]),
    ("pt", "sexta às dez e um quarto", ["2026-03-13 10:15"]),
    ("pt", "amanhã quinze para o meio-dia", ["2026-03-11 11:45"]),
    ("pt", "sexta dezessete horas", ["2026-03-13 17:00"]),
    # hours without their colon, and without a mark but for the day beside them
    ("en", "around 1030 tomorrow", ["2026-03-11 10:30"]),
    ("en", "1400 on Friday", ["2026-03-13 14:00"]),
    ("en", "4ish tomorrow", ["2026-03-11 16:00"]),
    ("en", "tomorrow at 9p", ["2026-03-11 21:00"]),
    ("en", "Thursday 9-11", ["2026-03-12 09:00/11:00"]),
    ("pt", "qua 9hs", ["2026-03-11 09:00"]),
    # stretches
    ("es", "el jueves de las cinco a las siete de la tarde", ["2026-03-12 17:00/19:00"]),
    ("en", "Thursday after 9:30 but before 11", ["2026-03-12 09:30/11:00"]),
    ("en", "from noon till two on Thursday", ["2026-03-12 12:00/14:00"]),
    ("en", "between half three and half four Thursday", ["2026-03-12 15:30/16:30"]),
    ("es", "de lunes a viernes", ["2026-03-16..2026-03-20"]),
    ("en", "Mon thru Fri of next week", ["2026-03-16..2026-03-20"]),
    ("es", "entre el 1 de marzo y el 20 de marzo", ["2026-03-10..2026-03-20"]),
    ("pt", "dos dias 19 a 21", ["2026-03-19..2026-03-21"]),
    ("en", "April ninth through seventeenth", ["2026-04-09..2026-04-17"]),
    # counted from a day
    ("es", "de hoy en ocho", ["2026-03-17"]),
    ("pt", "de hoje a oito", ["2026-03-17"]),
    ("en", "a fortnight on Wednesday", ["2026-03-25"]),
    ("en", "a week from Friday", ["2026-03-20"]),
    ("en", "two Fridays from now", ["2026-03-20"]),
    ("en", "three days after April 2nd", ["2026-04-05"]),
    ("es", "en los próximos tres días", ["2026-03-11..2026-03-13"]),
    ("en", "the next 4 business days", ["2026-03-11..2026-03-16"]),
    # from a day on, and up to it
    ("es", "a partir del lunes", ["2026-03-16..2026-03-29"]),
    ("en", "after the 20th", ["2026-03-21..2026-04-03"]),
    ("en", "not until Thursday", ["2026-03-12..2026-03-25"]),
    ("es", "antes del viernes", ["2026-03-10..2026-03-12"]),
    ("en", "by Friday", ["2026-03-10..2026-03-13"]),
    ("pt", "a partir de quinta", ["2026-03-12..2026-03-25"]),
    # places in the month
    ("es", "el último día de marzo", ["2026-03-31"]),
    ("en", "the last weekend of April", ["2026-04-25..2026-04-26"]),
    ("es", "a fin de mes", ["2026-03-21..2026-03-31"]),
    ("en", "eom", ["2026-03-21..2026-03-31"]),
    ("es", "a mediados del mes que viene", ["2026-04-11..2026-04-20"]),
    ("es", "a principios de mes", ["2026-03-10"]),
    ("en", "the thirtieth at 9am", ["2026-03-30 09:00"]),
    ("es", "la segunda quincena de marzo", ["2026-03-16..2026-03-31"]),
    ("es", "el 16, 17 o 18", ["2026-03-16", "2026-03-17", "2026-03-18"]),
    ("en", "last Friday of the month", ["2026-03-27"]),
    ("pt", "16 a 18/03", ["2026-03-16..2026-03-18"]),
    ("es", "el 1er de abril", ["2026-04-01"]),
    # years
    ("es", "el 3 de mayo de 2031", ["2031-05-03"]),
    ("en", "January 5th, two thousand and thirty two", ["2032-01-05"]),
    # parts of the day
    ("en", "Thu AM", ["2026-03-12 06:00/12:00"]),
    ("en", "friday arvo", ["2026-03-13 13:00/18:00"]),
    ("pt", "sábado cedo", ["2026-03-14 06:00/12:00"]),
    ("es", "el lunes temprano", ["2026-03-16 06:00/12:00"]),
    ("es", "el lunes de mañana", ["2026-03-16 06:00/12:00"]),
    ("es", "el viernes noche", ["2026-03-13 18:00/22:00"]),
    ("es", "en la tarde del 15", ["2026-03-15 13:00/20:00"]),
    ("en", "first thing Monday morning", ["2026-03-16 08:00/10:00"]),
    ("pt", "amanhã no começo da tarde", ["2026-03-11 13:00/15:00"]),
    ("pt", "dia 13 à tarde", ["2026-03-13 13:00/18:00"]),
    ("es", "el viernes 20 por la tarde", ["2026-03-20 13:00/20:00"]),
    ("pt", "quinta 12 pela manhã", ["2026-03-12 06:00/12:00"]),
    ("es", "pasado por la tarde", ["2026-03-12 13:00/20:00"]),
    ("en", "Wednesday noon to 2", ["2026-03-11 12:00/14:00"]),
    ("en", "Wednesday no later than 3", ["2026-03-11 00:00/15:00"]),
    ("en", "Saturday, not this one but the one after", ["2026-03-21"]),
    # which follows which
    (
        "es",
        "el lunes por la mañana o el miércoles por la tarde",
        ["2026-03-16 06:00/12:00", "2026-03-18 13:00/20:00"],
    ),
    ("en", "on Wednesday at ten, next week", ["2026-03-18 10:00"]),
    ("en", "Thursday at 3, no wait, Friday at 3", ["2026-03-13 15:00"]),
    ("en", "tomorrow at 3, sorry, 4", ["2026-03-11 16:00"]),
    ("en", "tomorrow at 3... no 4", ["2026-03-11 16:00"]),
    ("es", "este viernes no, el que viene", ["2026-03-20"]),
    ("es", "el primer hueco del jueves", ["2026-03-12"]),
    ("en", "Friday 9-11 or 3-5", ["2026-03-13 09:00/11:00", "2026-03-13 15:00/17:00"]),
    ("es", "lunes 10 a.m. a 1 p.m.", ["2026-03-16 10:00/13:00"]),
    ("en", "the day before the 20th", ["2026-03-19"]),
    ("es", "el 20 de este mes", ["2026-03-20"]),
    # slips of the finger
    ("es", "juebes a las 10", ["2026-03-12 10:00"]),
    ("es", "el miercoels a las 10", ["2026-03-11 10:00"]),
    ("en", "thrusday at 10", ["2026-03-12 10:00"]),
    ("en", "tomorow aftrnoon", ["2026-03-11 13:00/18:00"]),
    ("pt", "hj às 15h", ["2026-03-10 15:00"]),
    ("pt", "sesta-feira às 10h", ["2026-03-13 10:00"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), CLASSES)
def test_a_time_of_a_hard_class_is_read(language: Language, text: str, expected: list[str]) -> None:
    assert [local(window) for window in read(text, language=language)["windows"]] == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "vivimos en la calle 26 # 13-19"),
        ("es", "tu local de Avenida 9 de Julio"),
        ("pt", "moro na Rua 13 de Maio, 250"),
        ("pt", "procuro carro de segunda mão"),
        ("en", "we are at 1040 Grant Road"),
        ("en", "three kids, 4 nights"),
        ("es", "hoy en día usamos otra cosa"),
    ],
)
def test_streets_and_measures_are_no_times(language: Language, text: str) -> None:
    assert read(text, language=language)["windows"] == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "mañana lo miro y te aviso"),
        ("en", "I'll get back to you on Monday"),
        ("pt", "saio do trabalho às 18"),
        ("es", "el presupuesto es de 1500 a 2000"),
        ("en", "our contract ends on March 31"),
        ("en", "I've been waiting since Monday"),
        ("pt", "vocês abrem aos sábados?"),
        ("es", "¿en 15 días está funcionando?"),
        ("pt", "até segunda!"),
        ("en", "Black Friday"),
    ],
)
def test_times_that_are_told_are_no_proposal(language: Language, text: str) -> None:
    assert read(text, language=language)["windows"] == []


@pytest.mark.parametrize(
    ("language", "text"),
    [("es", "mañana jueves"), ("en", "tomorrow (Friday)"), ("en", "Thursday 5 or 6")],
)
def test_what_may_be_two_days_is_asked_about(language: Language, text: str) -> None:
    understood = read(text, language=language)

    assert (understood["windows"], understood["unclear"]) == ([], ["ambiguous"])


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Thursday at 26:30"),
        ("pt", "hoje às 26h"),
        ("pt", "dia 35"),
        ("es", "3 de mayo de 2950"),
    ],
)
def test_what_no_clock_and_no_calendar_shows_is_asked_about(language: Language, text: str) -> None:
    understood = read(text, language=language)

    assert understood["windows"] == []
    assert understood["unclear"] == ["impossible"]


@pytest.mark.parametrize(
    ("language", "text", "excluded"),
    [
        ("en", "Friday is out for me", "2026-03-13"),
        ("en", "Thursday's a bad day", "2026-03-12"),
        ("es", "el jueves estoy de viaje", "2026-03-12"),
        ("pt", "quinta está lotada", "2026-03-12"),
        ("es", "no creo que pueda el jueves", "2026-03-12"),
        ("en", "Friday's my day off", "2026-03-13"),
        ("pt", "não pode ser na quinta", "2026-03-12"),
    ],
)
def test_a_day_spoken_ill_of_is_refused(language: Language, text: str, excluded: str) -> None:
    understood = read(text, language=language)

    assert understood["windows"] == []
    assert [local(window) for window in understood["excluded"]] == [excluded]


@pytest.mark.parametrize(
    ("language", "text", "start"),
    [
        ("en", "9am Perth time tomorrow", "2026-03-11T01:00"),
        ("en", "3pm Pacific on Thursday", "2026-03-12T22:00"),
        ("pt", "sexta meio-dia no horário da Espanha", "2026-03-13T11:00"),
        ("es", "mañana a las 9 hora de Monterrey", "2026-03-11T15:00"),
        ("en", "November 1st at 1:30 am EST", "2026-11-01T06:30"),
        ("en", "November 1st at 1:30 am EDT", "2026-11-01T05:30"),
    ],
)
def test_a_zone_is_known_by_its_city_its_coast_or_its_short_name(
    language: Language, text: str, start: str
) -> None:
    (window,) = read(text, language=language)["windows"]

    assert window["start"].startswith(start)


def test_before_an_hour_of_a_day_is_from_now_until_then() -> None:
    (window,) = read("before Friday at noon", language="en")["windows"]

    assert (window["start"][:16], window["end"][:16]) == ("2026-03-10T09:30", "2026-03-13T11:00")


def test_of_a_refused_hour_that_comes_twice_both_are_excluded() -> None:
    understood = read("el domingo 25 de octubre a las 2:30 de la madrugada no puedo")

    assert [window["start"][11:16] for window in understood["excluded"]] == ["00:30", "01:30"]
    assert understood["unclear"] == []


def test_an_abbreviated_month_is_no_word_of_another_language() -> None:
    assert read("I'm out 5 to 6pm", language="en")["windows"] == []


@pytest.mark.parametrize("text", ["Tom Roe, tom@example.com", "I'm Tom from BrightSmile"])
def test_a_person_called_tom_is_no_day(text: str) -> None:
    assert read(text, language="en")["windows"] == []
