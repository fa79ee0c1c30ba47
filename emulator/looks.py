"""How every page looks: one layout, light and dark, no script and nothing from elsewhere."""

import base64
import hashlib

from fastapi.responses import HTMLResponse

from emulator.html import Html, join, tag
from emulator.words import Language, say

CSS = """
:root{color-scheme:light dark;--ink:#1c2430;--soft:#5a6675;--paper:#fff;--back:#f2f5f9;
--line:#d5dce5;--main:#0b5cd5;--on-main:#fff;--bad:#b3261e;--bad-back:#fdecea}
@media(prefers-color-scheme:dark){:root{--ink:#e8edf4;--soft:#a3b0c0;--paper:#1a212b;--back:#10151c;
--line:#364252;--main:#7db3ff;--on-main:#0b1626;--bad:#ffb4ab;--bad-back:#3a1d1b}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
main{max-width:44rem;margin:2rem auto;padding:1.5rem;background:var(--paper);
border:1px solid var(--line);border-radius:.75rem}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 .25rem}h2{font-size:1.1rem;margin:1.5rem 0 .5rem}
p{margin:.25rem 0 .75rem}.soft{color:var(--soft)}
label{display:block;margin:.75rem 0 .25rem;font-weight:600}
input:not([type=radio],[type=checkbox]),select,textarea{width:100%;padding:.6rem;font:inherit;
color:inherit;background:var(--back);border:1px solid var(--soft);border-radius:.4rem}
fieldset{border:0;margin:0 0 1rem;padding:0}legend{font-weight:600;margin-bottom:.25rem}
.times{display:grid;grid-template-columns:repeat(auto-fill,minmax(8rem,1fr));gap:.5rem}
.times label{white-space:nowrap}
.times label,.picks label{margin:0;font-weight:400;padding:.55rem .7rem;cursor:pointer;
border:1px solid var(--line);border-radius:.4rem}
.times label:has(:checked){border-color:var(--main);outline:2px solid var(--main)}
.picks{display:grid;gap:.4rem}.row{display:flex;flex-wrap:wrap;gap:.75rem;align-items:end}
.row>div{flex:1 1 12rem}.row label{margin-top:0}.row input,.row select,.row button{height:2.75rem}
button,.button{font:inherit;padding:.6rem 1rem;border-radius:.4rem;border:1px solid var(--main);
background:none;color:var(--main);cursor:pointer;text-decoration:none;display:inline-block}
.main{background:var(--main);color:var(--on-main);font-weight:600}
:focus-visible{outline:3px solid var(--main);outline-offset:2px}
.bad{background:var(--bad-back);color:var(--bad);padding:.75rem 1rem;border-radius:.4rem;
margin:1rem 0}
.bad ul{margin:0;padding-left:1.2rem}.first{position:absolute;left:-99rem}a{color:var(--main)}
@media(max-width:46rem){main{margin:0;border:0;border-radius:0;min-height:100vh}}
"""
CSS_HASH = base64.b64encode(hashlib.sha256(CSS.encode()).digest()).decode()
HEADERS = {
    "content-security-policy": (
        f"default-src 'none'; style-src 'sha256-{CSS_HASH}'; form-action 'self';"
        " base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",  # the address is the permission
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
}


def page(language: Language, title: str, *body: str | None, status: int = 200) -> HTMLResponse:
    document = tag(
        "html",
        tag(
            "head",
            tag("meta", charset="utf-8"),
            tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
            tag("title", title),
            tag("style", Html(CSS)),
        ),
        tag("body", tag("main", *body)),
        lang=language,
    )
    return HTMLResponse(f"<!doctype html>{document}", status_code=status, headers=HEADERS)


def notice(language: Language, title: str, more: str | None, *, status: int) -> HTMLResponse:
    """A page that only says something; both are keys of the words."""
    said = say(language, title)
    return page(
        language,
        said,
        tag("h1", said),
        tag("p", say(language, more)) if more else None,
        status=status,
    )


def complaints(texts: list[str]) -> Html | None:
    if not texts:
        return None
    return tag("div", tag("ul", [tag("li", text) for text in texts]), class_="bad", role="alert")


def labelled(label: str, id: str, control: Html) -> Html:
    return join(tag("label", label, for_=id), control)
