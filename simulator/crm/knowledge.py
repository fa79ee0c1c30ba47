"""What the business knows: its documents, cut into passages that answer questions."""

from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import cast

from simulator.crm.meeting_rows import Document, Passage
from simulator.crm.stems import words_of
from simulator.crm.tables import Function, Tables, conflict, invalid, not_found
from simulator.crm.values import Id, Moment, as_id, iso
from tools.knowledge.questions import LANGUAGES, typed
from tools.ports.words import JSON, Language

ANOTHER_WORD = 0.95  # for what it was asked with


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One thing asked about, in stems: what it was asked with, and its kin."""

    own: list[frozenset[str]]
    kin: list[frozenset[str]]
    tells: float


def _of_workspace(t: Tables, workspace: str) -> list[Document]:
    return [each for each in t.documents.values() if each.workspace_id == workspace]


def document_json(t: Tables, document: Document) -> JSON:
    return {
        "id": document.id,
        "name": document.name,
        "language": document.language,
        "characters": len(document.text),
        "passages": len(t.passages[document.id]),
        "created_at": iso(document.created_at),
        "updated_at": iso(document.updated_at),
    }


def put_document(
    t: Tables,
    *,
    workspace: Id,
    id: Id | None,
    document: Id,
    name: str,
    language: str,
    text: str,
    passages: list[JSON],
    now: Moment,
) -> JSON:
    """One of this name, or the one of this id, whole: the same again changes nothing."""
    if workspace not in t.workspaces:
        raise not_found("there is no such workspace")
    mine = _of_workspace(t, workspace)
    same_name = next((each for each in mine if each.name == name), None)
    found = same_name if id is None else next((each for each in mine if each.id == id), None)
    if found is not None and (found.name, found.language, found.text) == (name, language, text):
        return {"outcome": "unchanged", "document": document_json(t, found)}
    if found is None and id is not None:
        raise not_found("there is no such document")
    if same_name is not None and same_name is not found:
        raise conflict("this id is taken")
    if language not in LANGUAGES:
        raise invalid("there is no such language")
    outcome = "added" if found is None else "replaced"
    if found is None:
        found = t.documents[document] = Document(
            id=document,
            workspace_id=workspace,
            name=name,
            language=language,
            text=text,
            created_at=now,
            updated_at=now,
        )
    found.name, found.language, found.text, found.updated_at = name, language, text, now
    t.passages[found.id] = [
        Passage(
            id=piece["id"],
            workspace_id=workspace,
            document_id=found.id,
            language=language,
            place=place,
            title=piece["title"],
            text=piece["text"],
            hints=piece["hints"],
        )
        for place, piece in enumerate(passages, start=1)
    ]
    return {"outcome": outcome, "document": document_json(t, found)}


def find_document(t: Tables, *, workspace: Id, document: str) -> JSON | None:
    found = t.documents.get(as_id(document) or "")
    if found is None or found.workspace_id != workspace:
        return None
    return document_json(t, found) | {"text": found.text}


def remove_document(t: Tables, *, workspace: Id, document: str) -> bool:
    found = t.documents.get(as_id(document) or "")
    if found is None or found.workspace_id != workspace:
        return False
    del t.documents[found.id], t.passages[found.id]
    return True


def list_documents(
    t: Tables,
    *,
    workspace: Id,
    search: str | None,
    language: str | None,
    sort: str,
    limit: int,
    offset: int,
) -> JSON:
    """Searched as people type: without accents."""
    wanted = typed(search) if search is not None else ""
    matching = [
        each
        for each in _of_workspace(t, workspace)
        if language in (None, each.language)
        and (wanted in typed(each.name) or wanted in typed(each.text))
    ]
    matching.sort(key=lambda each: (each.name, each.id))
    if sort == "updated_at":
        matching.sort(key=lambda each: each.updated_at, reverse=True)
    page = matching[offset : offset + limit]
    return {"total": len(matching), "documents": [document_json(t, each) for each in page]}


def read_passages(t: Tables, *, workspace: Id, ids: list[str]) -> list[JSON]:
    mine = {
        passage.id: passage
        for document in _of_workspace(t, workspace)
        for passage in t.passages[document.id]
    }
    found = [mine.get(as_id(each) or "") for each in ids]
    return [{"id": each.id, "title": each.title, "text": each.text} for each in found if each]


def find_passages(
    t: Tables, *, workspace: Id, language: str, things: list[JSON], floor: float, limit: int
) -> list[JSON]:
    """A passage answers as far as it speaks of what is asked: as the SQL function of this name."""
    spoken = cast(Language, language)
    mine = [
        passage
        for document in _of_workspace(t, workspace)
        for passage in t.passages[document.id]
        if passage.language == language
        and not passage.title.endswith(passage.text)  # a heading over nothing answers nothing
    ]
    asked = [each for each in (_asked(spoken, thing) for thing in things) if each.kin]
    if not mine or not asked:
        return []
    titles = {p.id: _stems(spoken, p.title) for p in mine}
    words = {p.id: titles[p.id] | _stems(spoken, f"{p.text}\n{p.hints}") for p in mine}
    weights = [_weight(each, list(words.values())) for each in asked]
    named = [any(_speaks(words[p.id], each.own) for p in mine) for each in asked]
    whole = sum(weights)
    ranked: list[tuple[float, float, int, str, int, Passage]] = []
    for p in mine:
        share = in_title = 0.0
        for each, weight, is_named in zip(asked, weights, named, strict=True):
            if _speaks(words[p.id], each.own):
                share += weight
            elif _speaks(words[p.id], each.kin):
                share += weight * (ANOTHER_WORD if is_named else 1)
            in_title += weight if _speaks(titles[p.id], each.kin) else 0
        share, in_title = share / whole, in_title / whole / max(len(titles[p.id]), 1)
        if share >= floor:
            rank = -(share + in_title / 4)
            ranked.append((rank, share, len(p.text), p.document_id, p.place, p))
    ranked.sort(key=lambda each: (each[0], *each[2:5]))
    return [
        {"id": p.id, "title": p.title, "text": p.text, "share": share}
        for _, share, _, _, _, p in ranked[:limit]
    ]


@lru_cache(maxsize=4096)
def _stems(language: Language, text: str) -> frozenset[str]:
    return frozenset(words_of(language, text))


def _asked(language: Language, thing: JSON) -> Asked:
    names = [_stems(language, name) for name in thing["names"]]
    return Asked(
        own=[name for name in names[:1] if name],
        kin=[name for name in names if name],
        tells=thing["weight"],
    )


def _speaks(words: frozenset[str], names: list[frozenset[str]]) -> bool:
    return any(name <= words for name in names)


def _weight(asked: Asked, passages: list[frozenset[str]]) -> float:
    """What few passages speak of counts more, and what none does counts most."""
    named = sum(_speaks(words, asked.own) for words in passages)
    meant = sum(_speaks(words, asked.kin) for words in passages)
    return asked.tells * log(1 + len(passages) / max(named or meant, 0.5))


FUNCTIONS: tuple[Function, ...] = (
    put_document,
    find_document,
    remove_document,
    list_documents,
    read_passages,
    find_passages,
)
