"""Times in words, on a Tuesday morning in Madrid: what is meant, refused, unclear or no time."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tools.ports.understanding import Hearing, Understanding, Window
from tools.ports.words import Language
from tools.understanding.reader import LocalUnderstanding

TUESDAY = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)  # 10:30 in Madrid
MADRID = "Europe/Madrid"


def read(
    text: str, *, language: Language | None = None, region: str | None = None, zone: str = MADRID
) -> Understanding:
    hearing = Hearing(now=TUESDAY, zone=zone, language=language, region=region)
    return LocalUnderstanding().understand(text, hearing)


def local(window: Window) -> str:
    """ "2026-03-11 10:00" for an instant, "2026-03-11 10:00/12:00" within a day, else both days."""
    place = ZoneInfo(window["zone"])
    start, end = (
        datetime.fromisoformat(window[name]).astimezone(place) for name in ("start", "end")
    )
    if start == end:
        return f"{start:%Y-%m-%d %H:%M}"
    if start.date() == end.date():
        return f"{start:%Y-%m-%d %H:%M}/{end:%H:%M}"
    if end == start + timedelta(days=1) and start.hour == 0:
        return f"{start:%Y-%m-%d}"
    if end.date() == start.date() + timedelta(days=1) and end.hour == 0:
        return f"{start:%Y-%m-%d %H:%M}/24:00"
    return f"{start:%Y-%m-%d}..{end - timedelta(days=1):%Y-%m-%d}"


INSTANTS = [
    ("mañana a las 10", "tomorrow at 10", "2026-03-11 10:00"),
    ("mañana a las 4 de la tarde", "tomorrow at 4 in the afternoon", "2026-03-11 16:00"),
    ("mañana 10am", "10am tomorrow", "2026-03-11 10:00"),
    ("mañana a las 16:30", "tomorrow at 16:30", "2026-03-11 16:30"),
    ("mañana a las 10 y media", "tomorrow at half past ten", "2026-03-11 10:30"),
    ("mañana a las once menos cuarto", "tomorrow at quarter to eleven", "2026-03-11 10:45"),
    ("mañana a las 5 de la tarde menos cuarto", "quarter to 5 tomorrow", "2026-03-11 16:45"),
    ("mañana a las cuatro y cuarenta y cinco", "tomorrow at four forty-five", "2026-03-11 16:45"),
    ("mañana a mediodía", "tomorrow at noon", "2026-03-11 12:00"),
    ("mañana por la tarde a las 5", "tomorrow afternoon at 5", "2026-03-11 17:00"),
    ("mañana por la mañana a las 9", "tomorrow morning at 9", "2026-03-11 09:00"),
    ("pasado mañana a las 9", "the day after tomorrow at 9", "2026-03-12 09:00"),
    ("hoy a las 5", "today at 5", "2026-03-10 17:00"),
    ("el jueves a las 3", "Thursday at 3", "2026-03-12 15:00"),
    ("a las cuatro y cuarto del miércoles", "quarter past four on Wednesday", "2026-03-11 16:15"),
    ("el martes 17 a las 18:30", "Tuesday the 17th at 18:30", "2026-03-17 18:30"),
    ("el 12/03 a las 11:15", "12 March at 11:15", "2026-03-12 11:15"),
    ("el 3 de diciembre a las 15h", "Dec 3rd at 15:00", "2026-12-03 15:00"),
    ("el primero de abril a las 10", "April first at 10", "2026-04-01 10:00"),
    ("el 31 a las 12", "the 31st at 12", "2026-03-31 12:00"),
    ("en media hora", "in half an hour", "2026-03-10 11:00"),
    ("dentro de dos horas", "in two hours", "2026-03-10 12:30"),
    ("2026-03-18 15:00", "2026-03-18T14:00Z", "2026-03-18 15:00"),
    ("8 de la tarde mañana", "8 tomorrow evening", "2026-03-11 20:00"),
]


@pytest.mark.parametrize(("spanish", "english", "expected"), INSTANTS)
def test_a_day_and_an_hour_are_one_instant(spanish: str, english: str, expected: str) -> None:
    for text in (spanish, english):
        assert [local(window) for window in read(text)["windows"]] == [expected], text


WINDOWS = [
    ("el viernes", "on Friday", "2026-03-13"),
    ("el martes", "Tuesday", "2026-03-17"),
    ("el próximo lunes", "next Monday", "2026-03-16"),
    ("el 15 de abril", "April 15th", "2026-04-15"),
    ("el lunes veintitrés", "Monday the twenty-third", "2026-03-23"),
    ("dentro de dos semanas", "in two weeks", "2026-03-24"),
    ("en 3 días", "three days from now", "2026-03-13"),
    ("el primer lunes de abril", "the first Monday in April", "2026-04-06"),
    ("el 20 del mes que viene", "the 20th of next month", "2026-04-20"),
    ("el jueves de la semana que viene", "Thursday next week", "2026-03-19"),
    ("la semana que viene, el jueves", "next week on Thursday", "2026-03-19"),
    ("la semana que viene", "next week", "2026-03-16..2026-03-22"),
    ("esta semana", "this week", "2026-03-10..2026-03-15"),
    ("la semana del 23 de marzo", "the week of March 23", "2026-03-23..2026-03-29"),
    ("la primera semana de abril", "the first week of April", "2026-04-01..2026-04-07"),
    ("a principios de la semana que viene", "early next week", "2026-03-16..2026-03-18"),
    ("el fin de semana", "this weekend", "2026-03-14..2026-03-15"),
    ("del 16 al 18 de marzo", "March 16-18", "2026-03-16..2026-03-18"),
    ("entre el 30 de marzo y el 2 de abril", "March 30 to April 2", "2026-03-30..2026-04-02"),
    ("de lunes a miércoles", "from Monday to Wednesday", "2026-03-16..2026-03-18"),
    ("en abril", "in April", "2026-04-01..2026-04-30"),
    ("mañana por la mañana", "tomorrow morning", "2026-03-11 06:00/12:00"),
    ("el miércoles por la noche", "Wednesday evening", "2026-03-11 18:00/22:00"),
    ("mañana entre las 10 y las 12", "tomorrow between 10 and 12", "2026-03-11 10:00/12:00"),
    ("de 2 a 3:30 el jueves", "from 2 to 3:30pm on Thursday", "2026-03-12 14:00/15:30"),
    ("el jueves de 9 a 11", "9-11am on Thursday", "2026-03-12 09:00/11:00"),
    ("el jueves de 11 a 1", "11 to 1pm on Thursday", "2026-03-12 11:00/13:00"),
    ("mañana a partir de las 4", "tomorrow after 4", "2026-03-11 16:00/24:00"),
    ("mañana antes de las 11", "tomorrow before 11", "2026-03-11 00:00/11:00"),
    (
        "mañana por la mañana, no antes de las 9",
        "tomorrow morning after 9",
        "2026-03-11 09:00/12:00",
    ),
    ("el lunes a primera hora", "first thing Monday", "2026-03-16 08:00/10:00"),
]


@pytest.mark.parametrize(("spanish", "english", "expected"), WINDOWS)
def test_a_looser_time_is_a_window(spanish: str, english: str, expected: str) -> None:
    for text in (spanish, english):
        assert [local(window) for window in read(text)["windows"]] == [expected], text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("amanhã às 16h", "2026-03-11 16:00"),
        ("depois de amanhã", "2026-03-12"),
        ("quinta que vem de manhã", "2026-03-12 06:00/12:00"),
        ("sexta às quatro e meia da tarde", "2026-03-13 16:30"),
        ("quinze para as quatro na quarta", "2026-03-11 15:45"),
        ("segunda-feira às 9 da manhã", "2026-03-16 09:00"),
        ("dia 3 de dezembro às 15h", "2026-12-03 15:00"),
        ("daqui a duas semanas", "2026-03-24"),
        ("hoje à tarde", "2026-03-10 13:00/18:00"),
        ("amanhã ao meio-dia", "2026-03-11 12:00"),
        ("semana que vem", "2026-03-16..2026-03-22"),
        ("sexta depois do almoço", "2026-03-13 13:00/18:00"),
        ("amanhã das 9 às 11", "2026-03-11 09:00/11:00"),
        ("12/03 às 11h30", "2026-03-12 11:30"),
    ],
)
def test_portuguese_times_are_read_too(text: str, expected: str) -> None:
    assert [local(window) for window in read(text, language="pt")["windows"]] == [expected]


def test_afternoons_end_when_the_language_says() -> None:
    assert local(read("mañana por la tarde")["windows"][0]) == "2026-03-11 13:00/20:00"
    assert local(read("tomorrow afternoon")["windows"][0]) == "2026-03-11 13:00/18:00"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("el lunes o el martes a las 10", ["2026-03-16 10:00", "2026-03-17 10:00"]),
        ("Monday at 10 or Tuesday at 12", ["2026-03-16 10:00", "2026-03-17 12:00"]),
        ("el jueves a las 10 o a las 12", ["2026-03-12 10:00", "2026-03-12 12:00"]),
        ("Thursday at 10 or 11", ["2026-03-12 10:00", "2026-03-12 11:00"]),
        ("lunes, martes y miércoles", ["2026-03-16", "2026-03-17", "2026-03-18"]),
        ("mañana o pasado", ["2026-03-11", "2026-03-12"]),
    ],
)
def test_several_times_are_several_windows(text: str, expected: list[str]) -> None:
    assert [local(window) for window in read(text)["windows"]] == expected


def test_a_part_of_day_without_a_day_is_that_part_of_the_days_to_come() -> None:
    windows = read("mejor por las mañanas")["windows"]

    assert len(windows) == 7
    assert {window["assumptions"][0] for window in windows} == {"any_day"}


REFUSALS = [
    ("no puedo el jueves, mejor el viernes a las 10", ["2026-03-13 10:00"], ["2026-03-12"]),
    ("I can't do Thursday, how about Friday at 10?", ["2026-03-13 10:00"], ["2026-03-12"]),
    ("não posso na quinta, pode ser sexta às 10?", ["2026-03-13 10:00"], ["2026-03-12"]),
    ("Thursday doesn't work, Friday does", ["2026-03-13"], ["2026-03-12"]),
    ("el jueves no, el viernes a las 11", ["2026-03-13 11:00"], ["2026-03-12"]),
    ("cualquier día menos el lunes", [], ["2026-03-16"]),
    ("any day but Monday", [], ["2026-03-16"]),
    ("no puedo el jueves ni el viernes", [], ["2026-03-12", "2026-03-13"]),
    ("en vez del martes el jueves", ["2026-03-12"], ["2026-03-17"]),
    ("el lunes a las 10 no, a las 12", ["2026-03-16 12:00"], ["2026-03-16 10:00"]),
    ("no me llames mañana, mejor el viernes", ["2026-03-13"], ["2026-03-11"]),
    ("why not Thursday?", ["2026-03-12"], []),
    ("can't we do Thursday?", ["2026-03-12"], []),
    ("no hay problema el jueves", ["2026-03-12"], []),
    ("martes a las 10, perdón, a las 11", ["2026-03-17 11:00"], []),
]


@pytest.mark.parametrize(("text", "wanted", "excluded"), REFUSALS)
def test_a_refused_time_is_excluded_and_never_wanted(
    text: str, wanted: list[str], excluded: list[str]
) -> None:
    understood = read(text)

    assert [local(window) for window in understood["windows"]] == wanted
    assert [local(window) for window in understood["excluded"]] == excluded


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("ayer", "past"),
        ("last Tuesday", "past"),
        ("el lunes pasado a las 10", "past"),
        ("hoy a las 9 de la mañana", "past"),
        ("el 1 de marzo", "past"),
        ("31 de febrero", "impossible"),
        ("30/02/2026", "impossible"),
        ("viernes 14", "ambiguous"),
        ("Monday the 17th", "ambiguous"),
        ("a las 10", "no_day"),
        ("at half past ten", "no_day"),
        ("el domingo 29 de marzo a las 2:30", "nonexistent"),
        ("el 25 de octubre a las 2:30 de la mañana", "twice"),
    ],
)
def test_what_cannot_be_known_is_asked_about(text: str, why: str) -> None:
    understood = read(text)

    assert understood["windows"] == []
    assert understood["unclear"] == [why]


NO_TIMES = [
    "¿cuánto cuesta el plan de 3 usuarios?",
    "mi número es 612 34 56 78",
    "my phone is +1 212 555 0142",
    "meu telefone é 11 91234-5678",
    "somos 12 personas en la empresa",
    "I have 3 questions about the pro plan",
    "may I speak to sales?",
    "What's the second plan about?",
    "buenas tardes",
    "good morning",
    "boa noite",
    "pagamos 150 euros al mes",
    "it costs $12 per seat",
    "usamos la versión 2.5",
    "order #4512",
    "escríbeme a ana10@acme.example",
    "we are open 24/7",
    "una demo de 30 minutos",
    "mi perro está enfermo",
]


@pytest.mark.parametrize("text", NO_TIMES)
def test_other_numbers_and_greetings_are_no_times(text: str) -> None:
    understood = read(text)

    assert understood["windows"] == []
    assert understood["unclear"] == []


@pytest.mark.parametrize(
    ("text", "start", "zone"),
    [
        ("mañana a las 10 hora de Bogotá", "2026-03-11T15:00:00+00:00", "America/Bogota"),
        ("tomorrow 3pm EST", "2026-03-11T19:00:00+00:00", "America/New_York"),
        ("amanhã às 11h, horário de Brasília", "2026-03-11T14:00:00+00:00", "America/Sao_Paulo"),
        ("estoy en Lima, mañana a las 10", "2026-03-11T15:00:00+00:00", "America/Lima"),
    ],
)
def test_a_zone_that_is_named_is_the_zone_of_the_times(text: str, start: str, zone: str) -> None:
    understood = read(text)

    assert understood["windows"][0]["start"] == start
    assert understood["windows"][0]["zone"] == understood["zone"] == zone


@pytest.mark.parametrize(
    ("text", "region", "language", "day"),
    [
        ("12/3", "ES", "es", "2026-03-12"),
        ("12/3", "US", "en", "2026-12-03"),
        ("12/3", "GB", "en", "2026-03-12"),
        ("12/3", None, "en", "2026-03-12"),
        ("25/3", "US", "en", "2026-03-25"),
        ("3/25", "ES", "es", "2026-03-25"),
    ],
)
def test_numeric_dates_follow_the_country_and_the_language(
    text: str, region: str | None, language: Language, day: str
) -> None:
    (window,) = read(text, region=region, language=language)["windows"]

    assert local(window) == day


@pytest.mark.parametrize(
    ("text", "assumption"),
    [
        ("mañana a las 5", "afternoon"),
        ("el próximo jueves", "this_week"),
        ("next Thursday", "next_week"),
        ("el 12/3", "day_first"),
        ("el 7 de enero", "next_year"),
        ("lo antes posible", "soonest"),
    ],
)
def test_what_was_taken_for_granted_is_said(text: str, assumption: str) -> None:
    assert assumption in read(text)["windows"][0]["assumptions"]


def test_the_words_a_time_was_read_from_come_with_it() -> None:
    (window,) = read("¿Podría ser el MIÉRCOLES, a las 10?")["windows"]

    assert window["text"] == "el MIÉRCOLES, a las 10"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("quiero cambiar mi cita del martes al jueves a las 10", ["2026-03-12 10:00"]),
        ("can you move my Tuesday meeting to Thursday?", ["2026-03-12"]),
        ("no llego a la demo de hoy, ¿la dejamos para mañana?", ["2026-03-11"]),
        ("remarcar a reunião de segunda para quarta às 15h", ["2026-03-11 15:00"]),
        ("cancela la reunión del viernes", []),
    ],
)
def test_the_time_of_the_meeting_to_move_is_not_the_time_to_move_it_to(
    text: str, expected: list[str]
) -> None:
    assert [local(window) for window in read(text)["windows"]] == expected
