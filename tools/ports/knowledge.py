"""What the business knows, document by document."""

from typing import Literal

from typing_extensions import TypedDict

from tools.ports.words import Language

DocumentSort = Literal["name", "updated_at"]
"""By name, or what was changed last first."""
DocumentOutcome = Literal["added", "replaced", "unchanged"]


class Document(TypedDict):
    """A text of the business, kept whole and cut into passages. One of each name."""

    id: str
    name: str
    language: Language
    characters: int
    passages: int
    created_at: str
    updated_at: str


class DocumentText(Document):
    text: str
