"""The page where a user lets an application in; it works without any script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import Response

from emulator.errors import JSON
from emulator.html import Html, tag
from emulator.looks import HEADERS, page

KEPT = (
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
)


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who could say yes."""

    account: str
    id: str
    email: str
    name: str


def ask(app: JSON, sent: Mapping[str, str], people: Sequence[Person]) -> Response:
    title = f"Let {app['name']} use your calendar?"
    scopes = sent.get("scope", "").split() or app["scopes"]
    shown = page(
        "en",
        title,
        tag("h1", title),
        tag("p", "It will be able to:"),
        tag("ul", [tag("li", scope) for scope in scopes]),
        _form(sent, people),
    )
    # A browser follows a form's redirection only where its own page allows the way.
    policy = HEADERS["content-security-policy"]
    shown.headers["content-security-policy"] = policy.replace(
        "form-action 'self'", f"form-action 'self' {_origin(sent['redirect_uri'])}"
    )
    return shown


def _form(sent: Mapping[str, str], people: Sequence[Person]) -> Html:
    hidden = [
        tag("input", type="hidden", name=name, value=sent[name]) for name in KEPT if name in sent
    ]
    hinted = [p for p in people if sent.get("login_hint") in (p.email, p.id)] or people
    choices = [
        tag(
            "label",
            tag("input", type="radio", name="login_hint", value=p.id, checked=p is hinted[0]),
            f" {p.name} ({p.email})",
        )
        for p in people
    ]
    return tag(
        "form",
        hidden,
        tag("fieldset", tag("legend", "As"), tag("div", choices, class_="picks")),
        tag(
            "p",
            tag("button", "Allow", name="decision", value="allow", class_="main"),
            tag("button", "Deny", name="decision", value="deny"),
            class_="row",
        ),
        method="post",
    )


def _origin(uri: str) -> str:
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else f"{parts.scheme}:"


def say_no(why: str) -> Response:
    """Nobody is sent anywhere: the address to go back to cannot be believed."""
    return page("en", "This application is not known", tag("h1", why), status=400)
