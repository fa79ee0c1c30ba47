"""No place that makes a segment and no sentence of ours has room for a time, a link or a claim."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.state import Segment
from nodes.catalogue import LANGUAGES, TEXTS
from nodes.render import WORDS, Facts, text_of
from nodes.shapes import FIELDS, check
from tools.errors import Rejected
from tools.guard import faults
from tools.ports.words import Language

ROOT = Path(__file__).parent.parent.parent
MAKERS = sorted(file for folder in ("nodes", "graph") for file in (ROOT / folder).glob("*.py"))
FREE_TEXT = {"worded": "word_answer.py", "question": "talk.py"}
"""Who alone makes a segment with words in it: the model's, which are guarded, and Calendly's."""

BLANKS = {
    "format": {"city", "day", "clock", "zone"},
    "read_back": {"event", "when", "question", "value"},
    "when": {"day", "before", "after"},
    "link": {"url"},
    "receipt": {"event", "when"},
}
"""What each table leaves open; `nodes/render.py` fills it from a row. Others leave nothing open."""


def made_in(source: str) -> Iterator[tuple[str, set[str]]]:
    """The kind and the fields of every segment that a source makes."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Segment":
            fields = {each.arg or "**": each.value for each in node.keywords}
            kind = fields.pop("kind", None)
            yield (str(kind.value) if isinstance(kind, ast.Constant) else "?"), set(fields)


def sentences(tables: dict[str, dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for table, lines in tables.items():
        for line in lines.values():  # a sentence, or its forms
            yield from (
                (table, text) for text in (line.values() if isinstance(line, dict) else [line])
            )


def blanks_of(tables: dict[str, dict[str, Any]]) -> set[tuple[str, str]]:
    return {
        (table, name)
        for table, text in sentences(tables)
        for _, name, _, _ in Formatter().parse(text)
        if name
    }


@pytest.mark.parametrize("file", MAKERS, ids=lambda file: file.name)
def test_whoever_makes_a_segment_gives_it_only_what_its_kind_has(file: Path) -> None:
    for kind, fields in made_in(file.read_text("utf-8")):
        needed, allowed = FIELDS[cast(Any, kind)]
        assert fields <= needed | allowed
        assert "text" not in fields or FREE_TEXT[kind] == file.name


def test_a_segment_with_words_of_its_own_would_be_seen() -> None:
    [(kind, fields)] = made_in('Segment(kind="say", key="offer", text="Monday at ten")')

    assert not fields <= FIELDS[cast(Any, kind)][0] | FIELDS[cast(Any, kind)][1]


def test_no_words_are_put_into_a_segment_afterwards() -> None:
    for file in MAKERS:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
                place = node.targets[0].slice
                assert not (isinstance(place, ast.Constant) and place.value in {"text", "values"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_what_a_row_fills_is_left_open_in_a_sentence(language: Language) -> None:
    assert blanks_of(cast(Any, TEXTS[language])) <= {
        (table, name) for table, names in BLANKS.items() for name in names
    }


def test_a_sentence_with_a_blank_for_anything_would_be_seen() -> None:
    assert blanks_of({"say": {"offer": {"one": "How about {time}?"}}}) == {("say", "time")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_of_ours_holds_an_address(language: Language) -> None:
    said = [text for _, text in sentences(cast(Any, TEXTS[language]))]

    assert [text for text in said if "address" in faults(text, ["{url}"], language)] == []


def test_every_kind_has_a_shape_and_words() -> None:
    assert FIELDS.keys() == WORDS.keys()


@given(st.sampled_from(sorted(FIELDS)), st.sampled_from(["values", "text", "url", "at", "day"]))
def test_what_a_kind_has_no_place_for_is_refused(kind: str, field: str) -> None:
    needed, allowed = FIELDS[cast(Any, kind)]
    segment = {"kind": kind, **dict.fromkeys(needed, "x"), field: "Monday at ten"}

    if field in needed | allowed:
        check(cast(Segment, segment))
    else:
        with pytest.raises(Rejected):
            check(cast(Segment, segment))


def test_a_draft_from_an_old_checkpoint_says_nothing_by_itself() -> None:
    forged = cast(Segment, {"kind": "say", "key": "offer", "values": {"count": "{time}"}})

    with pytest.raises(Rejected):
        text_of([forged], Facts(language="en", zone="UTC"))


def test_a_count_is_a_number() -> None:
    with pytest.raises(Rejected):
        check(cast(Segment, {"kind": "say", "key": "offer", "count": "at five"}))
