"""What a reply says in its own right: without passages, and sentences known to be plain."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from simulator.books import Books, Row

FROM_KNOWLEDGE = frozenset({"quote", "worded"})
SENTENCE = re.compile(r"[^.!?;\n]+[.!?;\n]*")
SHORTEST = 8  # letters; a shorter piece stands in any passage


@cache
def catalogues() -> dict[str, Any]:
    """The sentences of every language, as their authors wrote them down."""
    return {
        file.name.removesuffix(".toml"): tomllib.loads(file.read_text("utf-8"))
        for file in files("nodes.texts").iterdir()
        if file.name.endswith(".toml")
    }


def plain_sentences() -> list[str]:
    """[say]: sentences that no row stands behind. None may hold a claim; a test reads them all."""
    known: list[str] = []
    for tables in catalogues().values():
        for sentence in tables["say"].values():
            known += sentence.values() if isinstance(sentence, dict) else [sentence]
    return sorted((each for each in known if "{" not in each), key=len, reverse=True)


@cache
def _plain() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(each) for each in plain_sentences()))


def own_words(books: Books, reply: Row) -> str:
    """What is left of the text without the business's words and the plain sentences."""
    text = _plain().sub(" ", str(reply["text"]))
    for segment in reply["segments"]:
        if segment["kind"] == "question":  # the event type's own, in the words of its owner
            for words in (segment.get("text", ""), *segment.get("ids", ())):
                text = text.replace(str(words), " ") if words else text
    house = books.find("workspaces", reply["workspace_id"]) or {}
    for disclosure in house.get("disclosure", {}).values():
        text = text.replace(disclosure, " ")
    return _without_passages(books, reply, text)


def sources_of(books: Books, reply: Row) -> str:
    """All that the business has written, for a reply that rests on it."""
    if not FROM_KNOWLEDGE & {segment["kind"] for segment in reply["segments"]}:
        return ""
    passages = books.of_workspace("passages", reply["workspace_id"])
    return squeezed(" ".join(f"{each['title']} {each['text']}" for each in passages))


def _without_passages(books: Books, reply: Row, text: str) -> str:
    sources = sources_of(books, reply)
    if not sources:
        return text

    def kept(sentence: re.Match[str]) -> str:
        said = squeezed(sentence[0])
        return " " if len(said) >= SHORTEST and said in sources else sentence[0]

    return SENTENCE.sub(kept, text)


def squeezed(text: str) -> str:
    return " ".join(text.casefold().split())


@cache
def pattern(template: str) -> re.Pattern[str]:
    """Where a sentence with blanks stands in a text, and with what in the blanks."""
    parts = re.split(r"\{(\w+)\}", template)
    made = [
        re.escape(part) if place % 2 == 0 else f"(?P<{part}>[^\n]*?)"
        for place, part in enumerate(parts)
    ]
    end = r"(?=\n|$|\s)" if template.endswith("}") else ""
    return re.compile("".join(made) + end)
