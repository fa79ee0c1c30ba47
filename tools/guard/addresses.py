"""Links and e-mail addresses that no source has, written plainly or spelled out."""

import re

from tools.guard.reading import Reading

ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,20}:(?://)?[^\s<>]{2,})|\bwww\.\S+|\S*@\S*"
    r"|\b[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4}\.[a-z]{2,24}\b(?:[:/?#]\S*)?"
)
ENDINGS = r"(?:com|net|org|io|co|es|mx|ar|br|pt|uk|app|dev|ai|info|biz|online|site|example)"
SPELLED_OUT = re.compile(
    rf"\b(?:dot|punto|ponto)\s+{ENDINGS}\b|\bh\W?[tx]\W?[tx]\W?p\W?s?\b|\bmailto\b|\bjavascript\b"
    r"|\[\s?\.\s?\]|\(\s?\.\s?\)|\(\s?(?:dot|punto|ponto|at|arroba)\s?\)|\barroba\b"
    r"|\bdouble[- ]u\b|\b(?:doble|uve) (?:u|uve|doble)\b|\bdablio\b|\b(?:slash slash|barra barra)\b"
    rf"|\b\w+ at \w+ dot \w+|\b\w+\.at\.\w+|\S\.\s?{ENDINGS}/"
)
DOTS = re.compile(r"(?<=[a-z0-9])[·•∙‧・。｡](?=[a-z])")
POINTS = re.compile(
    r"\b(?:click|tap|press) (?:here|below|on the link)\b|\b(?:follow|open|use) (?:this|the) link\b"
    r"|\blink (?:below|in bio)\b|\b(?:haz|haga|dale|da|hace) cli(?:c|ck) (?:aqui|aca|en)\b"
    r"|\bpincha (?:aqui|en)\b|\b(?:este|siguiente|el) (?:enlace|link):"
    r"|\b(?:clique|clica|toque) (?:aqui|em|no)\b|\b(?:neste|nesse|seguinte) link\b"
    r"|\bw[ .]w[ .]w\b|\bslash\b|🔗"
)
"""To a link: none is there that could be ours."""
AROUND = " .,;:!?)(\"'«»<>[]*_“”"


def unknown(said: Reading, known: Reading) -> bool:
    sourced = {form for each in ADDRESS.findall(known.plain) for form in _forms(each)}
    text = DOTS.sub(".", said.plain)
    if any(not set(_forms(each)) & sourced for each in ADDRESS.findall(text)):
        return True
    told = (
        POINTS.findall(said.plain)
        + SPELLED_OUT.findall(said.plain)
        + [run for run in said.spelled if len(run) > 4]
    )
    return any(each not in known.plain for each in told)


def _forms(address: str) -> tuple[str, str]:
    """With and without what browsers add."""
    bare = address.strip(AROUND)
    return bare, re.sub(r"^(?:https?://)?(?:www\.)?", "", bare).rstrip("/")
