"""Cutting documents into passages: nothing is lost, nothing is long, headings are titles."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.knowledge.passages import LONGEST, split

LINES = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="ab .!?\t", max_size=700),
    st.builds(str.__mul__, st.text("ab. ", min_size=5, max_size=30), st.integers(1, 90)),  # long
    st.builds("{} {}".format, st.sampled_from(["#", "##", "###", "######"]), st.text(max_size=20)),
    st.sampled_from(["", "```", "~~~", "- item", "| a | b |", "#", "# #", "#nospace", "\r"]),
)
DOCUMENTS = st.lists(LINES, max_size=30).map("\n".join)


def letters(text: str) -> str:
    return re.sub(r"[\s#]", "", text)


@given(text=DOCUMENTS)
def test_no_word_is_lost_and_none_changes_places(text: str) -> None:
    pieces = split(text, name="Guide")

    left = letters(text)
    for piece in pieces:
        for part in (*piece.title.split(": "), piece.text):
            at = left.find(letters(part))
            left = left[at + len(letters(part)) :] if at == 0 else left
    assert left == ""


@given(text=DOCUMENTS)
def test_no_passage_is_empty_or_longer_than_a_screen(text: str) -> None:
    assert all(0 < len(piece.text) <= LONGEST for piece in split(text, name="Guide"))


@given(text=DOCUMENTS)
def test_every_passage_has_a_title(text: str) -> None:
    assert all(piece.title for piece in split(text, name="Guide"))


def test_headings_become_the_titles_of_what_stands_below_them() -> None:
    text = "Welcome.\n\n# Prices\nFrom 29 €.\n## Trial\n14 days.\n# Support\nBy chat.\n## Phone ##"

    found = [(piece.title, piece.text) for piece in split(text, name="Guide")]

    assert found == [
        ("Guide", "Welcome."),
        ("Prices", "From 29 €."),
        ("Prices: Trial", "14 days."),
        ("Support", "By chat."),
        ("Support: Phone", "Phone"),
    ]


def test_a_hash_inside_a_fence_is_no_heading() -> None:
    [piece] = split("```\n# make it\nrun\n```", name="Guide")

    assert piece.text == "```\n# make it\nrun\n```"


@pytest.mark.parametrize("mark", ["\n\n", "\n", ". ", " ", ""])
def test_long_texts_are_cut_where_a_reader_would_pause(mark: str) -> None:
    sentence = "x" * 199
    pieces = split(mark.join([sentence] * 6), name="Guide")

    assert len(pieces) == 3
    if mark:
        assert all(piece.text.endswith(sentence[-9:]) or mark == ". " for piece in pieces)
