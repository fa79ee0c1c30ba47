"""What nobody outside Calendly knows about it yet: each point can be switched either way."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Unsettled(BaseModel):
    """The guesses in force. They may change while the emulator runs."""

    model_config = ConfigDict(extra="forbid", validate_assignment=True)

    slot_taken: Literal["not_found", "bad_request", "already_filled"] = "not_found"
    """How `POST /invitees` says that a time is gone: all three have been reported."""
    invitee_refusals: Literal["details", "opaque"] = "details"
    """Whether `POST /invitees` says what is wrong with a place, an answer or a tracking."""
    times_scope: Literal["event_types:read", "availability:read"] = "event_types:read"
    """What open times are read with: specification and catalogue of scopes differ."""
    rate_limited_body: Literal["error", "empty"] = "error"
    """The headers of a 429 are documented, its body is not."""
    moves_keep_tracking: bool = True
    """Whether an invitee who moved keeps what tracking they came with."""
    links_keep_tracking: bool = True
    """Whether `utm_…` survives on a single-use link."""
    links_take_salesforce_uuid: bool = True
    """Whether `salesforce_uuid` can be set by an address at all."""
    free_plan_sees_times: bool = True
    """Whether the free plan may read open times: one implementation answers 403."""
    slot_precision: Literal["microseconds", "seconds"] = "microseconds"
    """How open times are written: both have been seen."""
    zoom_type: Literal["zoom", "zoom_conference"] = "zoom"
    """What a Zoom meeting is called in an event: traffic says one, the specification the other."""
