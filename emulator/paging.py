"""Pages of a list: five keys, opaque tokens, addresses with the same filters."""

import base64
import hashlib
from collections.abc import Sequence
from urllib.parse import urlencode

from emulator.access import Caller
from emulator.errors import JSON, invalid
from emulator.queries import Paged


def page(caller: Caller, query: Paged, documents: Sequence[JSON]) -> JSON:
    """One page of wire documents. A token belongs to its filters and to no other list."""
    filters = [(k, v) for k, v in caller.request.query_params.multi_items() if k != "page_token"]
    path = caller.request.url.path
    start = _offset(query.page_token, path, filters)
    shown = documents[start : start + query.count]
    after = start + query.count
    next_token = _token(after, path, filters) if after < len(documents) else None
    before = _token(max(0, start - query.count), path, filters) if start else None
    return {
        "collection": list(shown),
        "pagination": {
            "count": len(shown),
            "next_page": _address(caller, filters, next_token),
            "previous_page": _address(caller, filters, before),
            "next_page_token": next_token,
            "previous_page_token": before,
        },
    }


def _address(caller: Caller, filters: Sequence[tuple[str, str]], token: str | None) -> str | None:
    if token is None:
        return None
    query = urlencode([*filters, ("page_token", token)])
    return caller.shapes.api(f"{caller.request.url.path}?{query}")


def _token(offset: int, path: str, filters: Sequence[tuple[str, str]]) -> str:
    """32 letters and digits: the offset, and a digest of the list it counts in."""
    digest = hashlib.sha256(f"{path}?{urlencode(sorted(filters))}".encode()).digest()
    return base64.b32encode(offset.to_bytes(4) + digest[:16]).decode()


def _offset(token: str | None, path: str, filters: Sequence[tuple[str, str]]) -> int:
    if token is None:
        return 0
    try:
        offset = int.from_bytes(base64.b32decode(token)[:4])
    except ValueError as error:
        raise invalid("page_token", "is invalid") from error
    if token != _token(offset, path, filters):
        raise invalid("page_token", "is invalid")
    return offset
