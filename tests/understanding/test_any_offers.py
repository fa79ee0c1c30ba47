"""Whatever is offered and whatever is said of it, no slot is chosen but one that was meant."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.understanding.test_choices import TUESDAY, offer
from tools.ports.calendar import Slot
from tools.ports.understanding import Choice, Hearing
from tools.ports.words import Language
from tools.understanding.reader import LocalUnderstanding

READER = LocalUnderstanding()
UNTIMED = settings(deadline=None)  # the first message loads the language model
ZONE = "Europe/Madrid"
PLACE = ZoneInfo(ZONE)
WEEKDAYS: dict[Language, list[str]] = {
    "es": ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    "pt": [f"{day}-feira" for day in ("segunda", "terça", "quarta", "quinta", "sexta")]
    + ["sábado", "domingo"],
}
ORDINALS = {"la {}": ["primera", "segunda", "tercera"], "the {} one": ["first", "second", "third"]}
PHRASES = (
    """
la primera|la segunda|the last one|either|none|cualquiera|4|10|16:00|a las 10|el jueves|tomorrow
the 4pm one|la de la tarde|a mais cedo|opción 2|no, el viernes|mañana|outro dia|más tarde|2nd|sí
la primera o la segunda|not the first|jueves o viernes|at half past ten|a segunda|segunda
the middle one|the latest|mejor a las 11|Thursday at 4|quinta às 16h|la de en medio|ok
""".replace("\n", "|")
    .strip("|")
    .split("|")
)

starts = st.integers(0, 7 * 24 * 2).map(
    lambda half_hours: datetime(2026, 3, 11, tzinfo=UTC) + timedelta(minutes=30 * half_hours)
)
offers = st.lists(starts, min_size=1, max_size=3, unique=True).map(
    lambda instants: tuple(
        offer(f"slot{place}", instant.isoformat()) for place, instant in enumerate(instants)
    )
)


def choose(text: str, slots: tuple[Slot, ...], language: Language | None = None) -> Choice | None:
    hearing = Hearing(now=TUESDAY, zone=ZONE, offers=slots, asked="slot", language=language)
    return READER.understand(text, hearing)["choice"]


def local(slot: Slot) -> datetime:
    return datetime.fromisoformat(slot["starts_at"]).astimezone(PLACE)


@UNTIMED
@given(slots=offers, text=st.sampled_from(PHRASES))
def test_a_slot_that_is_chosen_is_on_offer(slots: tuple[Slot, ...], text: str) -> None:
    choice = choose(text, slots)

    if choice and choice["kind"] == "slot":
        assert choice["slot_id"] in {slot["id"] for slot in slots}


@UNTIMED
@given(slots=offers, place=st.integers(0, 2), form=st.sampled_from(sorted(ORDINALS)))
def test_a_place_is_that_offer_or_none(slots: tuple[Slot, ...], place: int, form: str) -> None:
    choice = choose(form.format(ORDINALS[form][place]), slots)

    chosen = choice["slot_id"] if choice else None
    assert chosen == (slots[place]["id"] if place < len(slots) else None)


@UNTIMED
@given(slots=offers, data=st.data())
def test_a_weekday_is_the_one_offer_of_that_day(
    slots: tuple[Slot, ...], data: st.DataObject
) -> None:
    language = data.draw(st.sampled_from(sorted(WEEKDAYS)))
    weekday = data.draw(st.integers(0, 6))
    coming = TUESDAY.astimezone(PLACE).date() + timedelta(days=(weekday - 2) % 7 + 1)

    choice = choose(WEEKDAYS[language][weekday], slots, language)

    fitting = [slot["id"] for slot in slots if local(slot).date() == coming]
    assert (choice["slot_id"] if choice else None) == (fitting[0] if len(fitting) == 1 else None)


@UNTIMED
@given(slots=offers, data=st.data())
def test_a_day_and_its_hour_are_the_offer_at_that_time(
    slots: tuple[Slot, ...], data: st.DataObject
) -> None:
    meant = data.draw(st.sampled_from(slots))

    choice = choose(f"{local(meant):%Y-%m-%d %H:%M}", slots)

    assert choice == {"kind": "slot", "slot_id": meant["id"]}
