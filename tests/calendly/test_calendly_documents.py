"""Documents of Calendly's, old and new: what is missing or unknown never stops the reading."""

import copy
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.calendly import recorded
from tests.calendly.contract_documents import documents
from tests.calendly.recorded import API, Document
from tests.platforms.calendly_contract import check_against
from tools.calendly import models
from tools.calendly.addresses import id_in, invitee_path, path_of
from tools.calendly.availability import AvailableTime, BusyTime, Schedule
from tools.calendly.links import SchedulingLink
from tools.calendly.wire import Wire
from tools.errors import Rejected

EVENT = {"uri", "status", "start_time", "end_time"}
INVITEE = {"uri", "email", "status", "event"}
SHAPES: dict[str, tuple[Document, str, type[Wire], set[str]]] = {
    "user": (recorded.user, "User", models.User, {"uri", "timezone", "current_organization"}),
    "event type": (
        recorded.event_type,
        "EventType",
        models.EventType,
        {"uri", "duration", "custom_questions.name"},
    ),
    "event": (recorded.event, "Event", models.Event, EVENT | {"location.type"}),
    "canceled": (recorded.canceled_event, "Event", models.Event, EVENT | {"location.type"}),
    "by phone": (recorded.phone_event, "Event", models.Event, EVENT | {"location.type"}),
    "nowhere": (recorded.placeless_event, "Event", models.Event, EVENT),
    "invitee": (recorded.invitee, "Invitee", models.Invitee, INVITEE),
    "gone": (recorded.canceled_invitee, "Invitee", models.Invitee, INVITEE | {"no_show.uri"}),
    "available time": (recorded.available_time, "AvailableTime", AvailableTime, {"start_time"}),
    "busy time": (
        recorded.busy_time,
        "BusyTime",
        BusyTime,
        {"type", "start_time", "end_time", "event.uri"},
    ),
    "schedule": (
        recorded.schedule,
        "AvailabilitySchedule",
        Schedule,
        {"uri", "timezone", "rules.type"},
    ),
    "link": (recorded.link, "SchedulingLink", SchedulingLink, {"booking_url"}),
    "subscription": (
        recorded.subscription,
        "WebhookSubscription",
        models.Subscription,
        {"uri", "callback_url"},
    ),
}
"""Each with its name in the contract, our model, and the fields that cannot be missed."""
UNDECLARED: dict[str, tuple[Document, type[Wire], set[str]]] = {
    "organization": (recorded.organization, models.Organization, set()),
    "no-show": (recorded.no_show, models.NoShow, {"uri"}),
}
READ = {name: (kind, model, kept) for name, (kind, _, model, kept) in SHAPES.items()} | UNDECLARED


@pytest.mark.parametrize("name", SHAPES)
def test_the_recorded_shapes_are_those_of_the_contract(name: str) -> None:
    document, schema, _, _ = SHAPES[name]

    check_against(schema, document)


def spots(document: Any, path: str = "") -> Iterator[tuple[Document, str, str]]:
    """Each object's fields, whole and within: where it is, its name, its dotted path."""
    if isinstance(document, list):
        for each in document:
            yield from spots(each, path)
    if isinstance(document, dict):
        for name, value in document.items():
            here = f"{path}.{name}" if path else name
            yield document, name, here
            yield from spots(value, here)


@st.composite
def older_and_newer(draw: st.DrawFn, name: str) -> tuple[Document, Document]:
    """A recorded document, and another: fields taken away or null, and unknown ones put in."""
    document, _, kept = READ[name]
    changed = copy.deepcopy(document)
    for owner, field, path in list(spots(changed)):
        if path not in kept:
            match draw(st.sampled_from(["whole", "missing", "null"])):
                case "missing":
                    del owner[field]
                case "null":
                    owner[field] = None
    objects = [changed] + [o[f] for o, f, _ in spots(changed) if isinstance(o[f], dict)]
    for owner in objects:
        news = st.dictionaries(
            st.text(min_size=12, max_size=14), st.none() | st.integers() | st.text(), max_size=2
        )
        owner.update(draw(news))
    return document, changed


@pytest.mark.parametrize("name", READ)
@settings(max_examples=25)
@given(data=st.data())
def test_a_document_is_read_whatever_it_lacks_and_whatever_it_adds(
    name: str, data: st.DataObject
) -> None:
    document, changed = data.draw(older_and_newer(name))
    _, model, kept = READ[name]

    read = model.model_validate(changed)

    whole = model.model_validate(document)
    for field in kept & set(model.model_fields):
        assert getattr(read, field) == getattr(whole, field)
    if hasattr(read, "port"):
        assert read.port()


ESSENTIAL = [(n, each) for n, (_, _, kept) in READ.items() for each in kept if "." not in each]


@pytest.mark.parametrize(("name", "field"), sorted(ESSENTIAL))
def test_what_makes_a_document_what_it_is_must_be_there(name: str, field: str) -> None:
    document, model, _ = READ[name]

    with pytest.raises(ValueError, match="Field required"):
        model.model_validate({k: v for k, v in document.items() if k != field})


CONTRACT = sorted({(schema, model) for _, schema, model, _ in SHAPES.values()}, key=str)


@pytest.mark.parametrize(("schema", "model"), CONTRACT)
@settings(max_examples=30)
@given(data=st.data())
def test_whatever_the_contract_allows_can_be_read(
    schema: str, model: type[Wire], data: st.DataObject
) -> None:
    document = data.draw(documents(schema))
    check_against(schema, document)

    assert model.model_validate(document)


@pytest.mark.parametrize(("word", "kind"), [("zoom", "zoom_conference"), ("zoom_conference",) * 2])
def test_zoom_is_one_kind_of_place_by_either_word(word: str, kind: str) -> None:
    event = {**recorded.event, "location": {"type": word, "status": "pushed", "join_url": None}}

    read = models.Event.model_validate(event)

    assert read.location
    assert (read.location.type, read.location.join_url) == (kind, None)


def test_a_place_to_meet_carries_no_password() -> None:
    assert "s3cr3t" not in repr(models.Event.model_validate(recorded.event))


def test_locations_and_questions_may_be_null() -> None:
    bare = {**recorded.event_type, "locations": None, "custom_questions": None, "name": None}

    read = models.EventType.model_validate(bare).port()

    assert (read.places, read.questions, read.name) == ((), (), "demo")


def test_a_kind_of_question_that_is_new_is_answered_in_words() -> None:
    drawn = {**recorded.question, "type": "a_drawing"}

    assert models.CustomQuestion.model_validate(drawn).port().kind == "string"


IDS = st.from_regex(r"[A-Z0-9]{16}", fullmatch=True) | st.uuids().map(str)


@given(IDS)
def test_ids_of_both_shapes_are_found_in_their_addresses(id: str) -> None:
    assert id_in(f"{API}/users/{id}") == id_in(f"{API}/users/{id}/") == id
    assert path_of("users", f"{API}/users/{id}") == f"/users/{id}"
    event = f"{API}/scheduled_events/{id}"
    assert invitee_path(f"{event}/invitees/{id}") == f"/scheduled_events/{id}/invitees/{id}"


@given(st.text())
def test_no_text_leads_to_another_path(text: str) -> None:
    with suppress(Rejected):
        path = path_of("users", f"{API}/users/{text}")
        assert path.count("/") == 2
        assert path.replace("/", "").replace("-", "").replace("_", "").isalnum()
