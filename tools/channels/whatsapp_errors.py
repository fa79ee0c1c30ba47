"""What a failed send means: try again, never again, or nobody knows."""

import json
from typing import Literal

import httpx

from tools.channels.reading import mapping, scalar
from tools.errors import PipeWiseError, Rejected, Unavailable

PAIR_LIMIT = "131056"
PAIR_PAUSE = 6.0  # one message in six seconds to the same person, after a burst of 45

THROTTLED = {"4", "80007", "130429", PAIR_LIMIT}
TRANSIENT = {"2", "131000", "131016", "131052", "131053", "131057", "133004"}
UNKNOWN_CAUSE = "1"  # Meta's own fault with a 5xx, a wrong request with a 4xx

Reason = Literal["window", "blocked", "token", "invalid"]

REASONS: dict[str, Reason] = {
    "131047": "window",  # more than 24 hours since the lead wrote
    "131050": "blocked",  # the lead stopped marketing from us
    "131049": "blocked",  # withheld to keep the lead's inbox healthy
    "130472": "blocked",  # withheld as an experiment of Meta
    "131048": "blocked",  # held for spam: no throttling, although it sounds like one
    "368": "blocked",
    "130497": "blocked",
    "131031": "blocked",
    "0": "token",
    "3": "token",
    "10": "token",
    "190": "token",
}

# These broke before a byte of the request went out; all others may have come after it arrived.
NOTHING_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
GATEWAY = {500, 502, 504}  # without Meta's own words, these do not say how far it got


def lost(error: httpx.TransportError) -> Unavailable:
    unsure = not isinstance(error, NOTHING_SENT)
    return Unavailable(f"WhatsApp could not be reached: {type(error).__name__}", unsure=unsure)


def failure(response: httpx.Response) -> PipeWiseError:
    """The exception for an answer that is no success."""
    status, code = response.status_code, _code(response)
    words = f"WhatsApp answered {status}" + (f", error {code}" if code else "")
    if code in THROTTLED or (status == 429 and code not in REASONS):
        pause = _retry_after(response) or (PAIR_PAUSE if code == PAIR_LIMIT else None)
        return Unavailable(words, retry_after=pause)
    if code in REASONS:
        return Rejected(words, reason=REASONS[code])
    if code in TRANSIENT or status >= 500:
        unsure = not code and status in GATEWAY
        return Unavailable(words, retry_after=_retry_after(response), unsure=unsure)
    return Rejected(words, reason=_other_reason(status, code))


def _other_reason(status: int, code: str) -> Reason:
    if code:
        return "token" if len(code) == 3 and code.startswith("2") else "invalid"
    return "token" if status in {401, 403} else "invalid"


def _code(response: httpx.Response) -> str:
    try:
        document = mapping(json.loads(response.content))
    except ValueError:
        return ""  # a proxy's page, not Meta's answer
    return scalar(mapping(document.get("error")).get("code"))


def _retry_after(response: httpx.Response) -> float | None:
    seconds = response.headers.get("retry-after", "")
    return float(seconds) if seconds.isascii() and seconds.isdigit() and len(seconds) < 6 else None
