"""docs/cli.md shows the help that the commands give."""

from pathlib import Path

from server.cli import app
from server.dialogue import load
from tests.cli.help_page import BLOCK, PAGE, pasted
from tests.facade.snippets import snippet


def test_the_page_has_todays_help() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert pasted(page) == page, "python -m tests.cli.help_page writes it"


def test_every_command_is_on_the_page() -> None:
    shown = {found[2] for found in BLOCK.finditer(PAGE.read_text(encoding="utf-8"))}
    groups = {group.name: group.typer_instance for group in app.registered_groups}
    commands = {
        f"{group} {command.name or command.callback.__name__}".strip()
        for group, typer in {"": app, **groups}.items()
        for command in (typer.registered_commands if typer else ())
        if command.callback
    }

    assert shown == commands | {"", *groups}


def test_the_dialogue_on_the_page_is_one(tmp_path: Path) -> None:
    file = tmp_path / "dialogue.yaml"
    file.write_text(snippet("Dialogue files", document=PAGE), encoding="utf-8")

    assert len(load(file).turns) == 3
