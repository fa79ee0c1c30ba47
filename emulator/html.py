"""HTML that escapes by itself: text becomes markup only through `tag`."""

import html
from collections.abc import Iterable

VOID = frozenset({"input", "meta", "br", "link"})


class Html(str):
    """Markup that is safe to put into a page as it is."""

    __slots__ = ()


Child = str | None
Value = str | bool | int | None


def tag(element: str, /, *children: Child | Iterable[Child], **attributes: Value) -> Html:
    """An element. `class_` and `for_` lose their underscore, others turn it into a hyphen; False
    and None leave an attribute out, True leaves its value out."""
    inside = "" if element in VOID else f"{join(*children)}</{element}>"
    return Html(f"<{element}{_written(attributes)}>{inside}")


def join(*children: Child | Iterable[Child]) -> Html:
    return Html("".join(_one(child) for child in children))


def _one(child: Child | Iterable[Child]) -> str:
    if child is None:
        return ""
    if isinstance(child, Html):
        return child
    if isinstance(child, str):
        return html.escape(child)
    return "".join(_one(grandchild) for grandchild in child)


def _written(attributes: dict[str, Value]) -> str:
    written = []
    for key, value in attributes.items():
        name = key.rstrip("_").replace("_", "-")
        if value is True:
            written.append(f" {name}")
        elif value is not None and value is not False:
            written.append(f' {name}="{html.escape(str(value))}"')
    return "".join(written)
