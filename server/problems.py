"""Errors as the world sees them: RFC 9457 problem documents, never a stack trace."""

import json
import logging
import math
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import psycopg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from tools.errors import Forged, Reason, Rejected, Unavailable

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
RETRY_S = 5
LONGEST_NAME = 100  # of a field: a stranger may choose it

OF_REASON: Mapping[Reason, tuple[int, str]] = {
    "invalid": (422, "Invalid input"),
    "not_found": (404, "Not found"),
    "unknown_lead": (404, "Unknown lead"),
    "slot_taken": (409, "Time taken"),
    "conflict": (409, "Conflict"),
    "unreachable": (409, "Not reachable"),
    "window": (409, "Outside the reply window"),
    "blocked": (409, "Blocked"),
    "plan": (409, "Not in the plan"),
    "token": (400, "Token refused"),
    "not_configured": (409, "Not configured"),
}

OF_STATUS = {
    404: "There is nothing at this address.",
    405: "This address does not take that method.",
}


class Problem(Exception):
    """An answer that ends the request. `detail` is a sentence for the caller."""

    def __init__(
        self,
        status: int,
        title: str,
        detail: str,
        *,
        field: str | None = None,
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.title = title
        self.detail = detail
        self.field = field
        self.errors = errors
        self.headers = headers

    def response(self) -> Response:
        document: dict[str, Any] = {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.field is not None:
            document["field"] = self.field
        if self.errors:
            document["errors"] = self.errors
        # ASCII with escapes: a stranger's lone surrogate in a name cannot be written as UTF-8.
        return Response(
            json.dumps(document), self.status, media_type=MEDIA_TYPE, headers=self.headers
        )


def install(app: FastAPI) -> None:
    """From here on every error of this app is a problem document.

    What nobody expected is answered 500 and rises to the server, which logs its traceback.
    """
    answers = {
        Problem: lambda problem: problem,
        Rejected: _rejected,
        Unavailable: _unavailable,
        Forged: _forged,
        RequestValidationError: _invalid,
        HTTPException: _http,
        ClientDisconnect: _gone,
        psycopg.OperationalError: _no_database,
        Exception: _unexpected,
    }
    for kind, to_problem in answers.items():
        app.add_exception_handler(kind, _Answer(to_problem))


class _Answer:
    """A translation as the handler FastAPI wants."""

    def __init__(self, to_problem: Any) -> None:  # Any: each takes its own kind of error
        self.to_problem = to_problem

    async def __call__(self, request: Request, error: Exception) -> Response:
        problem: Problem = self.to_problem(error)
        return problem.response()


def _rejected(error: Rejected) -> Problem:
    status, title = OF_REASON[error.reason]
    return Problem(status, title, str(error), field=error.field)


def _unavailable(error: Unavailable) -> Problem:
    wait = RETRY_S if error.retry_after is None else max(1, math.ceil(error.retry_after))
    return Problem(503, "Unavailable", str(error), headers={"Retry-After": str(wait)})


def _forged(error: Forged) -> Problem:
    return Problem(401, "Not authentic", str(error))


def _invalid(error: RequestValidationError) -> Problem:
    """Names each field at fault and never repeats what was typed there: it may be a secret."""
    faults = error.errors()
    if any(fault["type"] == "json_invalid" for fault in faults):
        return Problem(400, "Unreadable body", "The body is not valid JSON.")
    errors = [{"field": _field(fault["loc"]), "message": _message(fault)} for fault in faults]
    first = errors[0]
    detail = f"{first['field']}: {first['message']}." if first["field"] else f"{first['message']}."
    return Problem(422, "Invalid input", detail, field=first["field"], errors=errors)


def _field(place: Sequence[str | int]) -> str:
    """`details.email`; the body as a whole is just `body`."""
    inner = place[1:] or place[:1]
    return ".".join(str(part)[:LONGEST_NAME] for part in inner)


def _message(fault: Mapping[str, Any]) -> str:
    if fault["type"] == "union_tag_invalid":  # pydantic's own message repeats the input
        return f"Input should be one of {fault['ctx']['expected_tags']}"
    return str(fault["msg"]).removeprefix("Value error, ").rstrip(".")


def _http(error: HTTPException) -> Problem:
    title = HTTPStatus(error.status_code).phrase
    said = error.detail if isinstance(error.detail, str) else title
    detail = OF_STATUS.get(error.status_code, said) if said == title else said
    return Problem(error.status_code, title, detail, headers=error.headers)


def _gone(error: ClientDisconnect) -> Problem:
    return Problem(400, "Unfinished request", "The request ended before its body did.")


def _no_database(error: psycopg.OperationalError) -> Problem:
    log.warning("database does not answer", extra={"error": type(error).__name__})
    return _unavailable(Unavailable("The database does not answer."))


def _unexpected(error: Exception) -> Problem:
    return Problem(500, "Something went wrong", "PipeWise made a mistake; its log has the details.")
