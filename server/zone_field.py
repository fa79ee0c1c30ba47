"""A time zone as somebody writes it into a form or a query."""

from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator


def _known(zone: str) -> str:
    try:
        return ZoneInfo(zone).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("write an IANA name such as America/Bogota") from error


Zone = Annotated[str, AfterValidator(_known)]
