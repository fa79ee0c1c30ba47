"""What a visitor of a page asked for: fields, language and zone, made harmless."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qs

from fastapi import Request

from emulator.errors import JSON
from emulator.instants import zones
from emulator.shapes import TRACKING
from emulator.words import LANGUAGES, Language, preferred

MAX_FORM = 64_000
MAX_FIELD = 4_000
MAX_TRACKING = 255
# Line breaks stay: answers have lines.
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


class TooLarge(Exception):
    """The form is bigger than any honest one."""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A request to a page: its form on POST, its query else. Every value is cleaned."""

    fields: Mapping[str, Sequence[str]]
    language: Language

    def one(self, name: str) -> str:
        values = self.fields.get(name, ())
        return values[0].strip() if values else ""

    def many(self, name: str) -> list[str]:
        return [value.strip() for value in self.fields.get(name, ()) if value.strip()]

    def zone(self, otherwise: str) -> str:
        asked = self.one("timezone")
        return asked if asked in zones() else otherwise

    @property
    def day(self) -> date | None:
        """The first day to show: a button's, else the field's, else the month's first."""
        month = self.one("month")
        for text in (self.one("go"), self.one("date"), f"{month}-01" if month else ""):
            if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
                try:
                    return date.fromisoformat(text)
                except ValueError:
                    continue  # the thirtieth of February: show what we would show anyway
        return None

    @property
    def email(self) -> str | None:
        text = self.one("email")
        return text if len(text) <= 254 and EMAIL.fullmatch(text) else None

    @property
    def tracking(self) -> JSON:
        return {name: self.one(name)[:MAX_TRACKING] or None for name in TRACKING}

    @property
    def only_looks(self) -> bool:
        """Another day or zone was asked for; nothing is to be booked."""
        return bool(self.one("go")) or self.one("do") == "show"


async def read_visit(request: Request) -> Visit:
    """Raises `TooLarge` before it has read everything of a flood."""
    text = request.url.query
    if request.method == "POST":
        text = (await _read_form(request)).decode("utf-8", "replace")
    fields = {
        name: [UNSEEN.sub("", value)[:MAX_FIELD] for value in values]
        for name, values in parse_qs(text, keep_blank_values=True, max_num_fields=200).items()
    }
    asked = fields.get("lang", request.query_params.getlist("lang"))
    spoken = preferred(request.headers.get("accept-language", ""))
    chosen = next((language for language in LANGUAGES if asked and asked[0] == language), spoken)
    return Visit(fields=fields, language=chosen)


async def _read_form(request: Request) -> bytes:
    raw = b""
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > MAX_FORM:
            raise TooLarge
    return raw
