"""What can go wrong outside: three questions, three classes.

    PipeWiseError
    ├── Unavailable   try again later
    │   └── CalendarUnavailable   the turn goes on without the calendar and says so
    ├── Rejected      never with the same words
    └── Forged        not who they claim to be

Messages are sentences with the fact in them, never a secret and never a message's text:
they reach logs, problem documents and traces.
"""

from typing import Literal

Reason = Literal[
    "invalid",  # the request itself is wrong
    "not_found",
    "slot_taken",  # the time was open when offered and is gone now
    "plan",  # the vendor's plan or quota does not allow it: fall back, do not retry
    "token",  # the vendor refuses our credentials: the operator must act
    "not_configured",  # nothing is connected and fallback is switched off
    "unreachable",  # the address we would give is one that only this machine can open
    "window",  # the channel no longer lets us write to this person
    "blocked",  # the person or the vendor blocks us
    "unknown_lead",
    "conflict",  # a state that does not allow this step
]


class PipeWiseError(Exception):
    """Anything an adapter reports to the rest of the program."""


class Unavailable(PipeWiseError):
    """It did not work now and may work later.

    `retry_after` is in seconds, where the vendor said so. `unsure` means the effect may have
    happened (a timeout after sending): look before you try again.
    """

    def __init__(
        self, message: str, *, retry_after: float | None = None, unsure: bool = False
    ) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.unsure = unsure


class CalendarUnavailable(Unavailable):
    """The calendar did not answer: a turn reports it instead of being tried again."""


class Rejected(PipeWiseError):
    """The same request will never work. `field` names the input at fault, where there is one."""

    def __init__(
        self, message: str, *, reason: Reason = "invalid", field: str | None = None
    ) -> None:
        super().__init__(message)
        self.reason: Reason = reason
        self.field = field


class Forged(PipeWiseError):
    """The caller is not who they claim to be; nothing they sent is stored."""
