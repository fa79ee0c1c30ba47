"""The code of a document, run word for word but for its import lines."""

import ast
import inspect
import re
from pathlib import Path
from typing import Any

GUIDE = Path(__file__).with_name("guide.es.txt")  # no .md: formatters rewrite its code
OURS = ("from app.", "from server.")


def snippet(heading: str, *, document: Path = GUIDE) -> str:
    """The first block of code under a heading."""
    section = document.read_text(encoding="utf-8").split(f"# {heading}\n", 1)[1]
    found = re.search(r"```\w*\n(.*?)```", section, re.DOTALL)
    assert found is not None
    return found[1]


async def run(code: str, **names: Any) -> dict[str, Any]:  # whatever the snippet speaks of
    """What the snippet has made of the names it was given in place of its imports."""
    kept = [line for line in code.splitlines() if not line.startswith(OURS)]
    compiled = compile("\n".join(kept), "snippet", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    outcome = eval(compiled, names)  # noqa: S307 - our own documents
    if inspect.isawaitable(outcome):
        await outcome
    return names
