"""Addresses of things in Calendly: bodies and queries take them whole, paths take their ids."""

import re

from tools.errors import Rejected

ID = re.compile(r"[A-Za-z0-9_-]{1,100}")  # sixteen capitals before 2023, a UUID since


def id_in(uri: str) -> str:
    """Only an id: what is not one must not choose the path we ask."""
    last = uri.rstrip("/").rpartition("/")[2]
    if not ID.fullmatch(last):
        raise Rejected("That is not the address of something in Calendly.", reason="not_found")
    return last


def path_of(collection: str, uri: str) -> str:
    return f"/{collection}/{id_in(uri)}"


def invitee_path(uri: str) -> str:
    """An invitee lives below its event."""
    event, _, invitee = uri.rpartition("/invitees/")
    return f"{path_of('scheduled_events', event)}/invitees/{id_in(invitee)}"
