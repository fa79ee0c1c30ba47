"""Long replies are cut where a reader would pause."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.channels.text import clean_name, shorten, split, storable, utf16

FAMILY = "👩\u200d👩\u200d👧\u200d👦"
THUMB = "👍🏽"
FLAGS = "🇲🇽🇨🇴🇧🇷"
SCOTLAND = "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
KEYCAP = "1\ufe0f\u20e3"
LINK = "https://calendly.com/d/abc-123/intro?utm_content=7f"

pieces = st.sampled_from(
    [
        *(FAMILY, THUMB, FLAGS, SCOTLAND, KEYCAP),
        *(f"漢{LINK}字", f" {LINK} ", "jueves", "é", "e\u0301", "漢字", "مرحبا"),
        *(" ", " ", "\n", "\n\n", ". ", "? ", ", "),
    ]
)
texts = st.lists(pieces, max_size=80).map("".join)
sizes = st.sampled_from([len, utf16, lambda text: len(text.encode())])


@given(texts | st.text(max_size=300), st.integers(1, 60), sizes)
def test_the_parts_are_the_text_but_for_white_space(text: str, limit: int, size: object) -> None:
    parts = split(text, limit)

    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(0 < len(part) <= limit for part in parts)


@given(texts, st.integers(60, 200), sizes)
def test_every_part_is_within_the_limit_by_any_measure(text: str, limit: int, size: object) -> None:
    assert callable(size)

    assert all(size(part) <= limit for part in split(text, limit, size=size))


@given(texts, texts, st.integers(60, 200))
def test_no_link_is_cut(before: str, after: str, limit: int) -> None:
    text = f"{before} {LINK} {after}"

    assert "\n".join(split(text, limit)).count(LINK) == text.count(LINK)


@given(texts, st.integers(30, 100))
def test_no_picture_is_torn(text: str, limit: int) -> None:
    for part in split(text, limit, size=utf16):
        assert part[0] != "\u200d"
        assert part[-1] != "\u200d"
        assert unicodedata.category(part[0]) not in ("Mn", "Me", "Sk")
        assert len(re.findall("[\U0001f1e6-\U0001f1ff]", part)) % 2 == 0


def test_a_paragraph_is_the_first_place_to_pause() -> None:
    assert split("One. Two.\n\nThree. Four.", 20) == ["One. Two.", "Three. Four."]


def test_a_sentence_is_the_next() -> None:
    assert split("One two three. Four five", 20) == ["One two three.", "Four five"]


def test_then_a_word() -> None:
    assert split("one two three four five six", 14) == ["one two three", "four five six"]


def test_what_fits_is_left_alone() -> None:
    assert split("One.\n\nTwo.", 100) == ["One.\n\nTwo."]


def test_a_link_longer_than_the_limit_is_cut_all_the_same() -> None:
    assert "".join(split(LINK * 3, 60)) == LINK * 3


def test_a_link_amid_signs_without_spaces_stays_whole() -> None:
    assert split("漢字" * 10 + LINK + "漢字", 60) == ["漢字" * 10, LINK + "漢字"]


def test_a_hundred_thousand_characters_are_cut_quickly() -> None:
    for text in ("." * 100_000, "\n" * 99_999 + "x", "a " * 50_000, "🇲" * 20_000, "e\u0301" * 9000):
        assert all(len(part) <= 4096 for part in split(text, 4096))


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("Thursday 10:00", "Thursday 10:00"),
        ("Thursday, November 26, 10:00", "Thursday, November…"),
        (FAMILY * 3, FAMILY + "…"),
    ],
)
def test_a_title_is_shortened_between_characters(title: str, short: str) -> None:
    assert shorten(title, 20, size=utf16) == short


def test_a_name_cannot_turn_the_direction_of_our_words() -> None:
    assert clean_name(" Ana\u202e\nSYSTEM:\x07 hi ") == "Ana SYSTEM: hi"


def test_what_is_kept_can_be_kept() -> None:
    deep: object = "x"
    for _ in range(500):
        deep = [deep]

    kept = storable({"a\0": "\ud83d", "b": float("inf"), "c": deep})

    assert kept["a"] == "\ufffd"
    assert kept["b"] == "inf"
    assert repr(kept["c"]).count("[") < 40
