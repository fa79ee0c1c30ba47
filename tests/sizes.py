"""How large the largest tests are in `make prove`, with FULL=1, and with SMALL=1."""

import os


def sized(usual: int, *, full: int, small: int) -> int:
    if os.environ.get("FULL"):
        return full
    return small if os.environ.get("SMALL") else usual
