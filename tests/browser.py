"""A browser without JavaScript: reads a page's form, fills it in and sends it."""

from collections.abc import Mapping
from html.parser import HTMLParser
from urllib.parse import urlsplit

import httpx


class Form(HTMLParser):
    """What the page's form would send if its main button were pressed untouched."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.choices: dict[str, list[str]] = {}
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "select":
            self._select = given["name"]
        elif tag == "option" and "selected" in given:
            self.values[self._select] = given["value"]
        elif tag == "input" and given.get("type") == "radio":
            self.choices.setdefault(given["name"], []).append(given["value"])
        elif tag == "input" and "name" in given:
            self.values[given["name"]] = given.get("value", "")


async def fill_in(
    http: httpx.AsyncClient, url: str, fields: Mapping[str, str], *, pick: str, place: int = 0
) -> httpx.Response:
    """Open the page, pick the first of a choice, send the form, go where it leads.

    The host of the URL may be a name in the world; the client's own base stands for it.
    """
    parts = urlsplit(url)
    address = f"{parts.path}?{parts.query}"
    shown = await http.get(address)
    assert shown.status_code == 200, shown.text
    form = Form(shown.text)
    filled = {**form.values, pick: form.choices[pick][place], **fields}
    return await http.post(address, data=filled, follow_redirects=True)
