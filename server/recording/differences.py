"""Where two values differ first, in words."""

from server.recording.plain import Plain, canonical

SHOWN = 120  # characters of a value


def difference(before: Plain, now: Plain, *, of: str = "") -> str | None:
    """None where they are equal."""
    if canonical(before) == canonical(now):
        return None
    if isinstance(before, dict) and isinstance(now, dict):
        for key in sorted({*before, *now}):
            told = _at(before, now, key, f"{of}.{key}" if of else key)
            if told:
                return told
    if isinstance(before, list) and isinstance(now, list):
        for place, (was, has_become) in enumerate(zip(before, now, strict=False)):
            if told := difference(was, has_become, of=f"{of}[{place}]"):
                return told
        return f"{of} had {len(before)} entries and has {len(now)}"
    return f"{of} was {_short(before)} and is {_short(now)}"


def _at(before: dict[str, Plain], now: dict[str, Plain], key: str, of: str) -> str | None:
    if key not in now:
        return f"{of} was {_short(before[key])} and is not there"
    if key not in before:
        return f"{of} was not there and is {_short(now[key])}"
    return difference(before[key], now[key], of=of)


def _short(value: Plain) -> str:
    text = canonical(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
