"""A booked meeting as a calendar file (RFC 5545)."""

from datetime import datetime

from emulator.errors import JSON

LONGEST_LINE = 75  # bytes


def calendar_file(event: JSON, *, now: datetime, url: str) -> str:
    host = event["hosts"][0]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Calendly emulator//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{event['id']}@calendly-emulator",
        f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
        f"DTSTART:{_utc(event['start'])}",
        f"DTEND:{_utc(event['end'])}",
        f"SUMMARY:{_text(event['name'])} - {_text(host['name'])}",
        f"STATUS:{'CANCELLED' if event['status'] == 'canceled' else 'CONFIRMED'}",
        f"URL:{url}",
        *_place(event["location"]),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _utc(stamp: str) -> str:
    return f"{datetime.fromisoformat(stamp):%Y%m%dT%H%M%SZ}"


def _place(location: JSON | None) -> list[str]:
    where = (location or {}).get("location")
    return [f"LOCATION:{_text(where)}"] if where else []


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> str:
    """No line over 75 bytes, and no character cut in two."""
    parts, width = [""], 0
    for character in line:
        size = len(character.encode())
        if width + size > LONGEST_LINE:
            parts.append(" ")
            width = 1
        parts[-1] += character
        width += size
    return "\r\n".join(parts)
