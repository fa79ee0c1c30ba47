"""The help of every command, pasted into docs/cli.md: `python -m tests.cli.help_page`."""

import re
from pathlib import Path

from typer.testing import CliRunner

from server.cli import app

PAGE = Path(__file__).parents[2] / "docs" / "cli.md"
BLOCK = re.compile(r"(<!-- help: pipewise ?([\w ]*?) -->\n).*?(<!-- end -->)", re.DOTALL)


def pasted(page: str) -> str:
    """The page with today's help between its markers."""
    return BLOCK.sub(lambda found: f"{found[1]}```\n{help_of(found[2])}```\n{found[3]}", page)


def help_of(command: str) -> str:
    words = [*command.split(), "--help"]
    shown = CliRunner().invoke(app, words, prog_name="pipewise", env={"COLUMNS": "100"})
    assert shown.exit_code == 0, shown.output
    return shown.output


if __name__ == "__main__":
    PAGE.write_text(pasted(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
