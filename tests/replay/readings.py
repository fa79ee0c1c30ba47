"""How messages are read today, one a line: what a turn acts on, and not by how much."""

from collections.abc import Iterable

from server.recording.plain import canonical, revived
from server.recording.readings import ASKED, essence
from tools.ports.understanding import Understander
from tools.ports.words import JSON


def readings_of(calls: Iterable[JSON], reader: Understander) -> str:
    lines: dict[str, None] = {}
    for call in calls:
        if call["call"] == ASKED:
            asked = call["asked"]
            heard = reader.understand(asked["text"], revived(asked["hearing"]))
            text = asked["text"].replace("\n", " / ")
            lines[f"{text}\t{canonical(essence(heard))}"] = None
    return "\n".join(lines) + "\n"
