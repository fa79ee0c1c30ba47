"""The business's own documents over HTTP: list, add, read, replace, remove."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from server.parts import Parts
from tools.errors import Rejected
from tools.ports.knowledge import DocumentSort
from tools.ports.words import Language

router = APIRouter(prefix="/api/knowledge", tags=["knowledge"])

LONGEST_NAME = 200
LONGEST_TEXT = 400_000
"""Characters: a book. What is longer is several documents."""


def _storable(text: str) -> str:
    """Postgres takes no zero character, and nothing can write half of one."""
    if "\x00" in text:
        raise ValueError("holds a zero character; is it a text?")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("holds half a character") from None
    return text


def worded(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    return _storable(text)


Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME),
    AfterValidator(_storable),
]
Text = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(worded)]


class DocumentForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Name
    text: Text
    language: Language | None = None
    """None: it is read off the text."""


class QuestionForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    question: Annotated[str, Field(min_length=1, max_length=2_000), AfterValidator(_storable)]
    language: Language | None = None


@router.get("")
async def listed(
    request: Request,
    search: Annotated[str | None, Query(max_length=LONGEST_NAME), AfterValidator(_storable)] = None,
    language: Language | None = None,
    sort: DocumentSort = "name",
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    per_page: Annotated[int, Query(ge=1, le=100)] = 20,
) -> dict[str, Any]:
    parts: Parts = request.app.state.parts
    documents, total = await parts.crm.documents(
        parts.home,
        search=search or None,
        language=language,
        sort=sort,
        limit=per_page,
        offset=(page - 1) * per_page,
    )
    return {
        "success": True,
        "data": documents,
        "page": page,
        "per_page": per_page,
        "total": total,
    }


@router.post("", status_code=201)
async def added(request: Request, response: Response, form: DocumentForm) -> dict[str, Any]:
    """A document of the same name is replaced: adding twice is adding once."""
    parts: Parts = request.app.state.parts
    document, outcome = await parts.crm.put_document(
        parts.home, name=form.name, text=form.text, language=_language(parts, form)
    )
    response.status_code = 201 if outcome == "added" else 200
    return {"success": True, "data": document, "outcome": outcome}


@router.post("/ask")
async def asked(request: Request, form: QuestionForm) -> dict[str, Any]:
    """Which passages a lead's question finds, best first: to try a document before leads do."""
    parts: Parts = request.app.state.parts
    language = form.language or parts.read_language(form.question)
    found = await parts.crm.find_passages(parts.home, language, form.question)
    return {"success": True, "data": found, "language": language}


@router.get("/{document_id}")
async def read(request: Request, document_id: str) -> dict[str, Any]:
    parts: Parts = request.app.state.parts
    document = await parts.crm.document(parts.home, document_id)
    if document is None:
        raise _missing()
    return {"success": True, "data": document}


@router.put("/{document_id}")
async def replaced(request: Request, document_id: str, form: DocumentForm) -> dict[str, Any]:
    parts: Parts = request.app.state.parts
    if await parts.crm.document(parts.home, document_id) is None:
        raise _missing()
    document, outcome = await parts.crm.put_document(
        parts.home,
        name=form.name,
        text=form.text,
        language=_language(parts, form),
        document_id=document_id,
    )
    return {"success": True, "data": document, "outcome": outcome}


@router.delete("/{document_id}")
async def removed(request: Request, document_id: str) -> dict[str, Any]:
    parts: Parts = request.app.state.parts
    if not await parts.crm.remove_document(parts.home, document_id):
        raise _missing()
    return {"success": True, "data": {"removed": True}}


def _language(parts: Parts, form: DocumentForm) -> Language:
    return form.language or parts.read_language(form.text)


def _missing() -> Rejected:
    return Rejected("There is no such document", reason="not_found")
