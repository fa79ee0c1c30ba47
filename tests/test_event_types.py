"""The event type asked for, or the nearest true thing."""

import pytest

from tools.errors import Rejected
from tools.event_types import choose_event_type
from tools.ports.calendar import EventType


def kind(name: str, *, active: bool = True) -> EventType:
    return EventType(
        uri=f"https://api.calendly.com/event_types/{name}",
        name=name,
        active=active,
        duration=30,
        scheduling_url="https://calendly.com/acme/x",
    )


TYPES = [kind("Old Call", active=False), kind("Discovery Call"), kind("Demo Técnica"), kind("demo")]


@pytest.mark.parametrize(
    ("wanted", "default", "chosen", "why"),
    [
        ("https://api.calendly.com/event_types/demo", None, "demo", "uri"),
        ("demo", "Discovery Call", "demo", "name"),
        ("  DEMO tecnica ", None, "Demo Técnica", "similar_name"),
        ("Executive Consultation", "demo técnica", "Demo Técnica", "default"),
        (None, "demo", "demo", "default"),
        ("Old Call", "Old Call", "Discovery Call", "first_active"),
        (None, None, "Discovery Call", "first_active"),
        ("", "", "Discovery Call", "first_active"),
    ],
)
def test_the_wish_comes_first_then_the_default_then_the_first(
    wanted: str | None, default: str | None, chosen: str, why: str
) -> None:
    event_type, reason = choose_event_type(TYPES, wanted=wanted, default=default)

    assert (event_type.name, reason) == (chosen, why)


def test_an_exact_name_goes_before_a_similar_one() -> None:
    types = [kind("DEMO"), kind("demo")]

    assert choose_event_type(types, wanted="demo", default=None)[0].name == "demo"


def test_without_an_active_type_there_is_nothing_to_choose() -> None:
    with pytest.raises(Rejected) as caught:
        choose_event_type(TYPES[:1], wanted="Old Call", default=None)

    assert caught.value.reason == "not_found"
