"""A delivery cut, merged, shuffled, repeated or decorated says the same."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import httpx
from hypothesis import given
from hypothesis import strategies as st

from tests.platforms.whatsapp import as_body, delivery, pressed, text_message
from tools.channels.whatsapp import WhatsApp
from tools.ports.channels import Inbound
from tools.ports.words import JSON

RECORDED = [
    json.loads(path.read_bytes())
    for path in sorted((Path(__file__).parent.parent / "fixtures" / "whatsapp").glob("*.json"))
]
CHANNEL = WhatsApp(httpx.AsyncClient())

batches = st.lists(st.sampled_from(RECORDED), min_size=1, max_size=6).map(deepcopy)


def test_three_entries_of_two_changes_of_two_messages_are_twelve() -> None:
    wamids = iter(range(12))
    document = merged(
        [
            delivery([text_message("hi", wamid=f"wamid.{next(wamids)}") for _ in range(2)])
            for _ in range(6)
        ]
    )
    document["entry"] = [
        {"id": "1", "changes": [change for entry in pair for change in entry["changes"]]}
        for pair in zip(document["entry"][::2], document["entry"][1::2], strict=True)
    ]

    assert [e.event_id for e in events(document)] == [f"wamid.{number}" for number in range(12)]


def test_messages_and_statuses_may_share_a_value() -> None:
    status = {"id": "wamid.OUT", "status": "read", "timestamp": "1749416383"}

    document = delivery([text_message("hi")], statuses=[status])

    assert [event.kind for event in events(document)] == ["message", "status"]


def test_one_bad_element_in_the_middle_loses_no_other() -> None:
    broken: list[Any] = [None, 7, "x", [], {}, {"id": "wamid.bad"}, {"id": {}, "type": []}]
    for bad in broken:
        document = delivery([text_message("a", wamid="1"), text_message("b", wamid="2")])
        document["entry"][0]["changes"][0]["value"]["messages"].insert(1, bad)

        kinds = [event.kind for event in events(document)]

        assert kinds == ["message", "unknown", "message"]


@given(batches)
def test_a_merged_batch_says_what_its_parts_say(documents: list[JSON]) -> None:
    apart = [event for document in documents for event in events(document)]

    assert events(merged(documents)) == apart


@given(batches, st.randoms(use_true_random=False))
def test_order_does_not_matter(documents: list[JSON], random: Any) -> None:
    whole = merged(documents)
    shuffled = deepcopy(whole)
    random.shuffle(shuffled["entry"])

    assert as_set(events(shuffled)) == as_set(events(whole))


@given(batches)
def test_what_comes_twice_comes_with_the_same_ids(documents: list[JSON]) -> None:
    once = merged(documents)
    twice = merged([*documents, *documents])

    assert {e.event_id for e in events(twice)} == {e.event_id for e in events(once)}
    assert as_set(events(twice)) == as_set(events(once))


@given(batches)
def test_unknown_fields_change_nothing(documents: list[JSON]) -> None:
    plain = merged(documents)

    decorated = changed(plain, lambda v: {**v, "new_field": {"a": 1}} if isinstance(v, dict) else v)

    assert [content(e) for e in events(decorated)] == [content(e) for e in events(plain)]


@given(batches)
def test_ids_may_be_numbers_or_text(documents: list[JSON]) -> None:
    plain = merged(documents)

    numbers = changed(plain, as_number)

    assert as_set(events(numbers)) == as_set(events(plain))


@given(batches)
def test_without_contacts_every_sender_with_an_id_is_still_heard(documents: list[JSON]) -> None:
    plain = merged(documents)
    bare = changed(plain, without_contacts)
    heard = {e.event_id for e in events(plain) if e.kind == "message"}

    assert {e.event_id for e in events(bare) if e.kind in ("message", "unknown")} >= heard


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@given(batches, st.data())
def test_no_damage_makes_the_parser_raise(documents: list[JSON], data: st.DataObject) -> None:
    document = merged(documents)
    places = list(paths(document["entry"]))
    *way, last = data.draw(st.sampled_from(places))
    holder: Any = document["entry"]
    for step in way:
        holder = holder[step]
    holder[last] = data.draw(junk)

    found = CHANNEL.parse(json.dumps(document).encode())

    assert all(len(event.event_id) <= 600 and event.event_id for event in found)
    assert "\0" not in json.dumps([event.raw for event in found], ensure_ascii=False)


def test_words_arrive_whole_and_storable() -> None:
    family = "👩\u200d👩\u200d👧"
    body = f"Cafe\u0301 \0 {family} مرحبا \ud83d \r\n x"

    [event] = events(delivery([text_message(body)]))

    assert event.text == f"Café  {family} مرحبا \ufffd \n x"
    assert event.text.encode()


def test_a_megabyte_of_text_is_kept_within_its_limit() -> None:
    [event] = events(delivery([text_message("long " * 200_000)]))

    assert len(event.text) == 8000


def test_a_pressed_button_keeps_its_machine_id() -> None:
    [event] = events(delivery([pressed("slot-7", "Thu 10:00", wamid="wamid.P")]))

    assert (event.text, event.choice_id) == ("Thu 10:00", "slot-7")


def events(document: JSON) -> list[Inbound]:
    return CHANNEL.parse(as_body(document))


def merged(documents: list[JSON]) -> JSON:
    entries = [entry for document in documents for entry in document["entry"]]
    return {"object": "whatsapp_business_account", "entry": deepcopy(entries)}


def as_set(found: list[Inbound]) -> set[str]:
    return {repr(event) for event in found}


def content(event: Inbound) -> str:
    """Everything but what is kept for the record: the raw element, and the id made from it."""
    name = "" if event.event_id.startswith("sha256:") else event.event_id
    known = [name, event.kind, event.reason, event.account, event.text, event.choice_id]
    return repr([*known, event.aliases, event.at, event.status, event.error, event.outbox_id])


def changed(value: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(value, dict):
        value = {key: changed(item, change) for key, item in value.items()}
    elif isinstance(value, list):
        value = [changed(item, change) for item in value]
    return change(value)


def as_number(value: Any) -> Any:
    plain = isinstance(value, str) and value.isascii() and value.isdigit()
    return int(value) if plain and str(int(value)) == value else value


def without_contacts(value: Any) -> Any:
    if isinstance(value, dict) and "metadata" in value:
        return {key: item for key, item in value.items() if key != "contacts"}
    return value


def paths(value: Any) -> Any:
    """Every place in a document, as the steps that lead there."""
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for step, item in inside:
        yield (step,)
        if isinstance(item, dict | list):
            yield from ((step, *rest) for rest in paths(item))
