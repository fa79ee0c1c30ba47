"""Whatever is sent, the answer is one the contract declares: never a 500."""

from typing import Any

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emulator.store import MemoryStore
from tests.emulator.laptop import PAGES, Laptop, new_laptop, order

TUESDAY_AT_NINE = "2026-11-24T08:00:00.000000Z"
BUSY = [HealthCheck.too_slow]  # a busy machine is not a finding
Json = Any  # any JSON at all is the point

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
texts = st.text(max_size=40) | st.sampled_from(
    [
        "https://api.calendly.test/users/x",
        "2026-11-24T08:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2026-02-30T00:00:00Z",
        "true",
        "-1",
        "10000000000000000000000",
        "name:asc",
        "\ud7ff",
    ]
)  # fmt: skip
QUERIES = {
    "/event_types": ("user", "organization", "active", "sort", "count", "page_token"),
    "/event_type_available_times": ("event_type", "start_time", "end_time"),
    "/user_busy_times": ("user", "start_time", "end_time"),
    "/scheduled_events": (
        "user", "organization", "invitee_email", "status", "min_start_time", "sort", "count",
    ),
    "/webhook_subscriptions": ("organization", "scope", "user", "sort", "count"),
    "/user_availability_schedules": ("user",),
}  # fmt: skip


async def bodies(laptop: Laptop) -> dict[str, Json]:
    event_type = await laptop.event_type()
    link = {"max_event_count": 1, "owner": event_type["uri"], "owner_type": "EventType"}
    return {
        "/invitees": order(event_type, TUESDAY_AT_NINE),
        "/scheduling_links": link,
        "/shares": {"event_type": event_type["uri"], "duration": 15},
        "/event_types": {"owner": laptop.me["uri"], "name": "New"},
        "/invitee_no_shows": {"invitee": laptop.me["uri"]},
        "/webhook_subscriptions": {
            "url": "https://receiver.test/",
            "events": ["invitee.created"],
            "organization": laptop.me["current_organization"],
            "scope": "organization",
        },
        "/one_off_event_types": {
            "name": "One",
            "host": laptop.me["uri"],
            "duration": 30,
            "date_setting": {"type": "days_in_future", "days": 3, "only_weekdays": True},
        },
    }


@settings(deadline=None, max_examples=60, suppress_health_check=BUSY)
@given(st.data())
async def test_a_body_with_anything_in_it_is_answered(data: st.DataObject) -> None:
    laptop = await new_laptop(MemoryStore())
    path, body = data.draw(
        st.sampled_from(sorted((await bodies(laptop)).items(), key=lambda i: i[0]))
    )
    field = data.draw(st.sampled_from(sorted(body)))
    body = {**body, field: data.draw(json_values)}

    answer = await laptop.api.post(path, json=body)

    assert answer.status_code < 500
    assert (await laptop.api.get("/users/me")).status_code == 200


@settings(deadline=None, max_examples=50, suppress_health_check=BUSY)
@given(st.sampled_from(sorted(QUERIES)), st.data())
async def test_a_query_with_anything_in_it_is_answered(path: str, data: st.DataObject) -> None:
    laptop = await new_laptop(MemoryStore())
    event_type = await laptop.event_type()
    sound = {
        "user": laptop.me["uri"],
        "organization": laptop.me["current_organization"],
        "event_type": event_type["uri"],
        "start_time": TUESDAY_AT_NINE,
        "end_time": "2026-11-25T08:00:00Z",
    }
    params = {
        n: sound[n] if n in sound and data.draw(st.booleans()) else data.draw(texts)
        for n in QUERIES[path]
    }

    assert (await laptop.api.get(path, params=params)).status_code < 500


@settings(deadline=None, max_examples=60, suppress_health_check=BUSY)
@given(
    st.dictionaries(
        st.sampled_from(
            ["start", "name", "email", "timezone", "date", "month", "go", "do", "lang", "a1"]
        ),
        texts,
    ),
    st.sampled_from(["GET", "POST"]),
)
async def test_a_page_answers_any_form(fields: dict[str, str], method: str) -> None:
    laptop = await new_laptop(MemoryStore())
    link = await laptop.link(await laptop.event_type())
    sent: dict[str, Json] = {"params": fields} if method == "GET" else {"data": fields}

    answer = await laptop.pages.request(method, link.removeprefix(PAGES), **sent)

    assert answer.status_code in (200, 303, 409, 422)
    assert isinstance(answer, httpx.Response)
