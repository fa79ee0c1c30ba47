"""What is quoted of a passage: short, word for word, and the part that was asked about."""

from hypothesis import given
from hypothesis import strategies as st

from tools.knowledge.excerpts import SHORT, excerpt

LONG = (
    "We were founded in 2016 by two dentists who were tired of missed calls and paper agendas. "
    "Since then we have grown to twelve people, all of them in Valencia and close to the sea. "
    "**Refunds** are paid within ten days. "
    "Our favourite word is patience, and we say it as often as we can to everyone who will listen. "
    "Visitors are always welcome in the office for a coffee and a look around the place with us."
)


def test_a_short_passage_is_quoted_whole_and_without_its_markup() -> None:
    assert excerpt("**From 29 €** a `month`.", "price?", "en") == "From 29 € a month."


def test_of_a_long_passage_the_sentence_that_was_asked_about_is_quoted() -> None:
    quoted = excerpt(LONG, "How long do refunds take?", "en")

    assert "Refunds are paid within ten days." in quoted
    assert len(quoted) <= SHORT


@given(passage=st.text(alphabet="ab. \n*", max_size=900), question=st.text(max_size=40))
def test_what_is_quoted_stands_in_the_passage(passage: str, question: str) -> None:
    plain = passage.replace("**", "")

    assert excerpt(passage, question, "en") in plain
