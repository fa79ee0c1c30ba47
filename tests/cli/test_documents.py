"""`pipewise knowledge`: documents from files."""

import io
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import SecretStr
from rich.console import Console

from server.settings import Settings
from server.shelf import add_files, list_documents, remove_document
from tests.platforms.postgres import Database
from tools.errors import Rejected


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    url = SecretStr(database.admin_url)
    return Settings(database_url=url, home=tmp_path, local_user=f"alice-{uuid4()}")


@pytest.fixture
def paper() -> Console:
    return Console(file=io.StringIO(), width=200)


def written(paper: Console) -> str:
    assert isinstance(paper.file, io.StringIO)
    return paper.file.getvalue()


async def test_files_are_added_once_listed_and_removed(
    settings: Settings, paper: Console, tmp_path: Path
) -> None:
    prices = tmp_path / "precios.md"
    prices.write_text("# Precios\n\nDesde 29 € al mes.\n", encoding="utf-8")

    await add_files(settings, paper, [prices], None)
    await add_files(settings, paper, [prices], None)
    await list_documents(settings, paper)
    await remove_document(settings, paper, "precios.md")
    await list_documents(settings, paper)

    lines = written(paper).splitlines()
    assert lines[:2] == [
        "Added: precios.md (es, passages: 1)",
        "As it was: precios.md (es, passages: 1)",
    ]
    assert lines[3].split() == ["precios.md", "es", "1", "30"]
    assert lines[4:] == [
        "Removed: precios.md.",
        "There are none yet: pipewise knowledge add FILE...",
    ]


async def test_a_file_that_is_no_text_leaves_everything_as_it_was(
    settings: Settings, paper: Console, tmp_path: Path
) -> None:
    (tmp_path / "good.md").write_text("Good.", encoding="utf-8")
    (tmp_path / "bad.pdf").write_bytes(b"%PDF\xff\xfe")

    with pytest.raises(Rejected, match=r"bad\.pdf is no text in UTF-8"):
        await add_files(settings, paper, [tmp_path / "good.md", tmp_path / "bad.pdf"], None)
    with pytest.raises(Rejected, match="There is no document"):
        await remove_document(settings, paper, "good.md")


@pytest.mark.parametrize(
    ("name", "why"),
    [("missing.md", "No such file"), ("empty.md", "text: is empty"), (".", "Is a directory")],
)
async def test_a_file_that_cannot_be_a_document_is_named(
    settings: Settings, paper: Console, tmp_path: Path, name: str, why: str
) -> None:
    (tmp_path / "empty.md").touch()

    with pytest.raises(Rejected, match=why):
        await add_files(settings, paper, [tmp_path / name], None)
