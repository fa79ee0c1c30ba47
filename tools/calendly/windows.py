"""Cutting a span into windows that Calendly takes in one question. Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta


def windows(start: datetime, end: datetime, *, days: int) -> Iterator[tuple[datetime, datetime]]:
    """Neighbours that cover `[start, end)` exactly, each of at most so many days."""
    if days < 1:
        raise ValueError("a window has at least one day")
    while start < end:
        edge = min(start + timedelta(days=days), end)
        yield start, edge
        start = edge
