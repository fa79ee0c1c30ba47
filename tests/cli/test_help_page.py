"""docs/cli.md shows the help that the commands give."""

from server.cli import app
from tests.cli.help_page import BLOCK, PAGE, pasted


def test_the_page_has_todays_help() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert pasted(page) == page, "python -m tests.cli.help_page writes it"


def test_every_command_is_on_the_page() -> None:
    shown = {found[2] for found in BLOCK.finditer(PAGE.read_text(encoding="utf-8"))}
    commands = {
        command.callback.__name__ for command in app.registered_commands if command.callback
    }

    assert shown == commands | {""}
