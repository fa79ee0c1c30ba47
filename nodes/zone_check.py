"""Says that the times are of a zone we only guess, where the country of a number has several."""

from collections.abc import Sequence

from graph.state import Segment, State
from nodes.talk import say
from tools.zones import may_be_elsewhere

TIMES = frozenset({"slots", "slot"})


def with_zone_check(state: State, draft: Sequence[Segment]) -> list[Segment]:
    """Once for each offer of new times: right behind them, since they name the zone in words."""
    behind = next((place for place, each in enumerate(draft) if each["kind"] in TIMES), None)
    if behind is None or state["turn"]["before"]["offers"] or not _guessed(state):
        return list(draft)
    return [*draft[: behind + 1], say("zone_guessed"), *draft[behind + 1 :]]


def _guessed(state: State) -> bool:
    lead = state.get("lead")
    if lead is None or lead["zone_source"] != "phone" or not lead["phone"]:
        return False
    return may_be_elsewhere(lead["phone"])
