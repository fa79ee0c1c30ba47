"""The text still unread: patterns are tried in order, and what one reads no other reads again."""

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")

READ = "\0"  # a plain text holds no control characters, so no pattern crosses what is read
PASSED = "\1"
"""What was no time at all: nothing is an hour for standing beside it."""


class Page:
    def __init__(self, text: str) -> None:
        self.text = text
        self.unread = text

    def read(
        self, pattern: re.Pattern[str], reader: Callable[[re.Match[str]], T | None]
    ) -> list[T]:
        """What the reader makes of each match; a match it makes nothing of stays unread."""
        found: list[T] = []

        def take(match: re.Match[str]) -> str:
            item = reader(match)
            if item is None:
                return match[0]
            found.append(item)
            return READ * len(match[0])

        self.unread = pattern.sub(take, self.unread)
        return found

    def cover_spans(self, spans: Iterable[tuple[int, int]]) -> None:
        for start, end in spans:
            self.unread = self.unread[:start] + READ * (end - start) + self.unread[end:]

    def cover(self, patterns: Iterable[re.Pattern[str]]) -> None:
        """Read and forget."""
        for pattern in patterns:
            self.unread = pattern.sub(lambda match: PASSED * len(match[0]), self.unread)


def words(*alternatives: str) -> str:
    """A group of whole words, the longest tried first."""
    return "(?:" + "|".join(sorted(alternatives, key=lambda each: (-len(each), each))) + ")"
