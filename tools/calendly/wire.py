"""Reading and writing Calendly's JSON: lists, single documents, texts, instants, queries."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, model_validator

Document = TypeVar("Document", bound="Wire")


def _readable(text: str) -> str:
    # JSON can say NUL and no database text can hold it.
    if "\0" in text:
        raise ValueError("has a NUL character")
    return text


def _instant(text: str) -> str:
    if datetime.fromisoformat(text).tzinfo is None:
        raise ValueError("has no offset")
    return text


Text = Annotated[str, AfterValidator(_readable)]
Instant = Annotated[Text, AfterValidator(_instant)]
"""An instant, checked and kept byte for byte: it is echoed when booking."""
Past = Annotated[Text, AfterValidator(lambda text: text and _instant(text))]
"""When something happened, as far as it is told: else it is empty."""
Status = Annotated[
    Literal["active", "canceled"],
    BeforeValidator(lambda value: "active" if value == "active" else "canceled"),
]
"""What is not active any more counts as canceled, whatever word comes later."""


class Wire(BaseModel):
    """A document of Calendly's. In it, null says no more than silence."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        return {name: each for name, each in value.items() if each is not None}


class Pagination(Wire):
    next_page_token: str | None = None


class Page(Wire, Generic[Document]):
    """A list. Available times have no pagination at all."""

    collection: list[Document]
    pagination: Pagination = Pagination()


class Single(Wire, Generic[Document]):
    resource: Document


def end_of(starts_at: str, minutes: int) -> str:
    """In Calendly's own notation, for an answer that names no end."""
    return wire_time(datetime.fromisoformat(starts_at) + timedelta(minutes=minutes))


def wire_time(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def query(**wanted: str | bool | None) -> dict[str, str]:
    """What is asked for, in Calendly's spelling; None asks for nothing."""
    return {
        name: str(value).lower() if isinstance(value, bool) else value
        for name, value in wanted.items()
        if value is not None
    }
