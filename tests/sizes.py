"""How large the largest tests are: `make prove`, and with FULL=1, or SMALL=1 where time is short."""

import os


def sized(usual: int, *, full: int, small: int) -> int:
    if os.environ.get("FULL"):
        return full
    return small if os.environ.get("SMALL") else usual
