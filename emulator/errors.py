"""Calendly's refusals: one exception, and one function for each body Calendly sends."""

from collections.abc import Mapping, Sequence
from typing import Any

JSON = dict[str, Any]  # a document of the store or of the wire: its shape is the contract's


class Refusal(Exception):
    """An answer other than 2xx; raising it rolls the transaction back."""

    def __init__(
        self,
        status: int,
        title: str,
        message: str,
        *,
        details: Sequence[Mapping[str, str]] = (),
        required_scopes: Sequence[str] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {title}: {message}")
        self.status = status
        self.headers = dict(headers or {})
        self.body: JSON = {"title": title, "message": message}
        if details:
            self.body["details"] = [dict(detail) for detail in details]
        if required_scopes:
            self.body["required_scopes"] = list(required_scopes)


def invalid_arguments(details: Sequence[Mapping[str, str]]) -> Refusal:
    return Refusal(400, "Invalid Argument", "The supplied parameters are invalid.", details=details)


def invalid(parameter: str, message: str) -> Refusal:
    return invalid_arguments([{"parameter": parameter, "message": message}])


def unauthenticated(message: str = "The access token is invalid") -> Refusal:
    return Refusal(401, "Unauthenticated", message)


def denied(message: str = "You do not have permission to access this resource.") -> Refusal:
    return Refusal(403, "Permission Denied", message)


def insufficient_scope(scopes: Sequence[str]) -> Refusal:
    return Refusal(
        403,
        "Insufficient scope",
        "This operation requires the scopes listed in the 'required_scopes' array.",
        required_scopes=scopes,
    )


def not_found() -> Refusal:
    return Refusal(404, "Resource Not Found", "The server could not find the requested resource.")


def already_exists(message: str) -> Refusal:
    return Refusal(409, "Already Exists", message)


def too_many(*, limit: int, reset: int) -> Refusal:
    """Calendly documents the headers of a 429, not its body."""
    return Refusal(
        429,
        "Too Many Requests",
        "You have exceeded your rate limit.",
        headers=rate_headers(limit=limit, remaining=0, reset=reset),
    )


def server_error(status: int = 500) -> Refusal:
    return Refusal(
        status,
        "Internal Server Error",
        "The server encountered an unexpected condition that prevented it from fulfilling the"
        " request.",
    )


def slot_taken(shape: str) -> Refusal:
    """The three answers integrators have seen for a time that is gone or never was."""
    if shape == "bad_request":
        return Refusal(400, "Internal Server Error", "An error has occurred.")
    if shape == "already_filled":
        return invalid_arguments(
            [
                {
                    "parameter": "start_time",
                    "message": "This time is already filled.",
                    "code": "already_filled",
                }
            ]
        )
    return Refusal(404, "Resource Not Found", "Not found (event type or time slot)")


def rate_headers(*, limit: int, remaining: int, reset: int) -> dict[str, str]:
    """`reset` is in seconds from now, never an epoch."""
    return {
        "x-ratelimit-limit": str(limit),
        "x-ratelimit-remaining": str(remaining),
        "x-ratelimit-reset": str(reset),
    }
