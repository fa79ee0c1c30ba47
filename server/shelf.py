"""The business's documents from the terminal: add files, list, remove."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from server.knowledge import DocumentForm
from server.parts import Parts
from server.settings import Settings
from server.wiring import Wired
from tools.errors import Rejected
from tools.ports.words import Language

DONE = {"added": "Added", "replaced": "Replaced", "unchanged": "As it was"}
PAGE = 100


async def add_files(
    settings: Settings, console: Console, files: Sequence[Path], language: Language | None
) -> None:
    """All are read before the first is stored: where one cannot be, everything stays as it was."""
    forms = [_read(file, language) for file in files]
    async with Wired(settings).open() as parts:
        for form in forms:
            document, outcome = await parts.crm.put_document(
                parts.home,
                name=form.name,
                text=form.text,
                language=form.language or parts.read_language(form.text),
            )
            console.print(
                f"{DONE[outcome]}: {document['name']} "
                f"({document['language']}, passages: {document['passages']})",
                markup=False,
            )


def _read(file: Path, language: Language | None) -> DocumentForm:
    """Raises `Rejected` with the file's name and what is wrong with it."""
    try:
        text = file.read_text(encoding="utf-8-sig")
        return DocumentForm(name=file.name, text=text, language=language)
    except OSError as error:
        raise Rejected(f"{file}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise Rejected(f"{file} is no text in UTF-8: save it as Markdown or plain text.") from error
    except ValidationError as error:
        [fault, *_] = error.errors(include_input=False, include_url=False)
        said = fault["msg"].removeprefix("Value error, ")
        raise Rejected(f"{file}: {fault['loc'][0]}: {said}.") from error


async def list_documents(settings: Settings, console: Console) -> None:
    async with Wired(settings).open() as parts:
        documents, total = await parts.crm.documents(parts.home, limit=PAGE, offset=0)
    if not total:
        console.print("There are none yet: pipewise knowledge add FILE...")
        return
    table = Table("name", "language", "passages", "characters", box=None, pad_edge=False)
    for each in documents:
        table.add_row(
            each["name"], each["language"], str(each["passages"]), str(each["characters"])
        )
    console.print(table)
    if total > len(documents):
        console.print(f"... and {total - len(documents)} more.")


async def remove_document(settings: Settings, console: Console, name: str) -> None:
    async with Wired(settings).open() as parts:
        found = await _named(parts, name)
        if found is None:
            raise Rejected(f"There is no document {name!r}.", reason="not_found")
        await parts.crm.remove_document(parts.home, found)
    console.print(f"Removed: {name}.", markup=False)


async def _named(parts: Parts, name: str) -> str | None:
    offset, total = 0, 1
    while offset < total:
        page, total = await parts.crm.documents(parts.home, search=name, limit=PAGE, offset=offset)
        for each in page:
            if each["name"] == name:
                return each["id"]
        offset += PAGE
    return None
