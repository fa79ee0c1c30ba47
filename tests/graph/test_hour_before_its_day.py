"""An hour said without its day is kept while we ask for the day."""

import pytest

from tests.chat import Chat
from tools.understanding.reader import LocalUnderstanding


@pytest.mark.parametrize(
    ("hour", "question", "day", "start"),
    [
        ("quiero una reunión a las 2:30 de la tarde", None, "el jueves", "2026-11-26T13:30"),
        (
            "quiero una reunión a las 2:30 de la tarde",
            "¿cuánto cuesta?",
            "el jueves",
            "2026-11-26T13:30",
        ),
        ("can we meet at 4?", None, "on Thursday", "2026-11-26T15:00"),
        ("quero marcar às 16h", None, "quinta-feira", "2026-11-26T15:00"),
        ("quiero una reunión a las 4", None, "el jueves por la tarde", "2026-11-26T15:00"),
        ("quiero una reunión a las 4", None, "el jueves a las 10", "2026-11-26T09:00"),
    ],
)
async def test_the_hour_is_that_of_the_day_named_next(
    hour: str, question: str | None, day: str, start: str
) -> None:
    chat = Chat({}, reader=LocalUnderstanding())
    await chat.say(hour)
    if question:
        await chat.say(question)

    await chat.say(day)

    (window,) = chat.state["understanding"]["windows"]
    assert window["start"].startswith(start)
    assert window["start"] == window["end"]
