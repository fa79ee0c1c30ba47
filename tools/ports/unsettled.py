"""What a turn left open in the calendar, for whoever finishes it."""

from typing import Literal

from typing_extensions import TypedDict

from tools.ports.calendar import Receipt, Slot

CancelReason = Literal["not_needed", "cannot_attend", "not_said", "moved", "surplus"]
CANCEL_WORDS: dict[CancelReason, str] = {  # Calendly mails them to both sides
    "not_needed": "The invitee no longer needs the meeting.",
    "cannot_attend": "The invitee cannot attend.",
    "not_said": "Canceled by the invitee, in the chat.",
    "moved": "Moved to another time by the invitee, in the chat.",
    "surplus": "The invitee has another meeting instead.",
}


class CancelAttempt(TypedDict):
    fresh: bool
    """False: an earlier try may have reached the calendar."""
    receipt: Receipt | None
    """Set where the meeting is canceled already."""


class UnsettledBooking(TypedDict):
    """A booking attempt that nobody knows the end of."""

    id: str
    workspace: str
    token: str
    emails: list[str]
    """Each address the calendar was asked to book with."""
    slot: Slot
    landed: bool
    """No question of ours can be on its way any more: what is not there was not booked."""
    overdue: bool
    """It has been open for so long that a person should look."""


class OpenCancellation(TypedDict):
    """An event that has to leave the calendar."""

    workspace: str
    meeting_id: str
    event_uri: str | None
    why: CancelReason
    begun: bool
    """The meeting's time has come: nothing can be canceled any more."""
    overdue: bool


class UntoldReceipt(TypedDict):
    workspace: str
    receipt_id: str


class Unsettled(TypedDict):
    bookings: list[UnsettledBooking]
    cancellations: list[OpenCancellation]
    untold: list[UntoldReceipt]
    """Proved by turns that failed before they could say so."""
