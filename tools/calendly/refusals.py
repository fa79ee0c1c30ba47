"""What a refusal of Calendly means for us. Pure."""

import re
from collections.abc import Sequence

import httpx
from pydantic import ValidationError

from tools.calendly.limits import Allowance, booking_quota_used_up, too_many_requests
from tools.calendly.wire import Text, Wire
from tools.errors import PipeWiseError, Reason, Rejected, Unavailable

OF_THE_PLAN = re.compile(r"\bupgrade\b|\bpaid calendly plan", re.IGNORECASE)
PERSONAL = re.compile(r"\S+@\S+|\+?\d[\d\s().-]{6,}\d")  # a vendor may quote what a lead gave
LONGEST = 300


class Detail(Wire):
    parameter: Text = ""
    message: Text = ""
    code: Text = ""


class Refusal(Wire):
    """The body of an error, as far as there is one: that of 429 is not documented."""

    title: Text = ""
    message: Text = ""
    details: Sequence[Detail] = ()
    required_scopes: Sequence[str] = ()

    @property
    def already_filled(self) -> bool:
        return any(each.code == "already_filled" for each in self.details)

    def sentence(self) -> str:
        """Calendly's own words, without anything a lead may have typed."""
        parts = [self.message or self.title]
        for each in self.details:
            parts.append(": ".join(filter(None, (each.parameter, each.message or each.code))))
        return PERSONAL.sub("…", "; ".join(filter(None, parts)))[:LONGEST]


def read_refusal(response: httpx.Response) -> Refusal:
    try:
        return Refusal.model_validate_json(response.content)
    except ValidationError:
        return Refusal()  # a proxy's page, or nothing: the status has to do


def translate(response: httpx.Response, *, write: bool, booking: bool = False) -> PipeWiseError:
    """The error to raise for an answer that is not 2xx.

    A write that met a failure of Calendly's own may have happened: `unsure`.
    """
    status = response.status_code
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return _limited(Allowance.of(response.headers), booking=booking)
    if status == httpx.codes.FAILED_DEPENDENCY:
        return Unavailable("Calendly cannot read the calendar behind it.")
    if not 400 <= status < 500:
        return Unavailable(f"Calendly answered {status}.", unsure=write)
    refusal = read_refusal(response)
    said = f"Calendly answered {status}: {refusal.sentence()}".rstrip(": ")
    if status == httpx.codes.FORBIDDEN:
        return _forbidden(refusal, said, booking=booking)
    return Rejected(said, reason=_reason(status, refusal))


def _limited(allowance: Allowance, *, booking: bool) -> PipeWiseError:
    if booking and allowance.is_booking_quota():
        return booking_quota_used_up(allowance.reset)
    return too_many_requests(allowance.reset)


def _forbidden(refusal: Refusal, said: str, *, booking: bool) -> Rejected:
    """A token that may only not book opens the calendar all the same: links have to do."""
    if refusal.required_scopes:
        scopes = ", ".join(refusal.required_scopes)
        reason: Reason = "plan" if booking else "token"
        return Rejected(f"The Calendly token lacks the scopes {scopes}.", reason=reason)
    if OF_THE_PLAN.search(refusal.message):
        return Rejected(said, reason="plan")
    if "already canceled" in refusal.message.lower():
        return Rejected(said, reason="conflict")
    return Rejected(said, reason="token" if "scope" in refusal.title.lower() else "invalid")


def _reason(status: int, refusal: Refusal) -> Reason:
    if refusal.already_filled:
        return "slot_taken"
    if status == httpx.codes.UNAUTHORIZED:
        return "token"
    if status == httpx.codes.NOT_FOUND:
        return "not_found"
    return "conflict" if status == httpx.codes.CONFLICT else "invalid"
