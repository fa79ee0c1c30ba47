"""What today's understanding reads in messages that were recorded with another."""

from server.recording.again import Turn
from server.recording.differences import difference
from server.recording.plain import Plain, revived
from tools.ports.understanding import ACT, Understander

ASKED = "understander.understand"


def read_otherwise(turn: Turn, understander: Understander) -> str | None:
    """The first difference that matters to a turn: not by how much an intent is sure."""
    for call in turn.taken["calls"]:
        if call["call"] != ASKED:
            continue
        asked = call["asked"]
        now = understander.understand(asked["text"], revived(asked["hearing"]))
        if told := difference(essence(call["gave"]), essence(now)):
            return told
    return None


def essence(reading: Plain) -> Plain:
    """What a turn acts on."""
    first = reading["intents"][0]
    return {
        "language": reading["language"],
        "intent": first["name"] if first["confidence"] >= ACT else f"unsure, {first['name']}",
        "also": sorted(
            each["name"] for each in reading["intents"][1:] if each["confidence"] >= ACT
        ),
        "details": reading["details"],
        "windows": [[each["start"], each["end"]] for each in reading["windows"]],
        "excluded": [[each["start"], each["end"]] for each in reading["excluded"]],
        "choice": reading["choice"],
        "answer": reading["answer"],
        "zone": reading["zone"],
        "unclear": reading["unclear"],
    }
