"""Event types that change, what their webhooks say, opening hours replaced, and groups."""

import pytest

from emulator.store import MemoryStore
from tests.emulator.laptop import API, PAGES, Json, Laptop, new_laptop

TUESDAY_AT_NINE = "2026-11-24T08:00:00.000000Z"
CHANGES = ["event_type.created", "event_type.updated", "event_type.deleted"]


async def test_an_event_type_tells_of_its_life(laptop: Laptop) -> None:
    await laptop.subscribe(events=CHANGES)
    new = {"owner": laptop.me["uri"], "name": "Late Show", "duration": 20}
    made = (await laptop.api.post("/event_types", json=new)).json()["resource"]
    path = made["uri"].removeprefix(API)
    await laptop.api.patch(path, json={"duration": 25})
    await laptop.api.delete(f"/_emulator{path}")
    await laptop.deliveries.run_once()

    assert [e["event"] for e in laptop.receiver.events] == CHANGES
    assert [e["payload"]["duration"] for e in laptop.receiver.events] == [20, 25, 25]
    assert laptop.receiver.events[2]["payload"]["deleted_at"] is not None
    assert laptop.receiver.events[0]["payload"] == made


async def test_an_event_type_that_was_deleted_is_neither_listed_nor_booked(laptop: Laptop) -> None:
    gone = await laptop.event_type()
    await laptop.api.delete("/_emulator" + gone["uri"].removeprefix(API))
    listed = (await laptop.api.get("/event_types", params={"user": laptop.me["uri"]})).json()

    assert gone["uri"] not in [t["uri"] for t in listed["collection"]]
    assert (await laptop.api.get(gone["uri"].removeprefix(API))).json()["resource"]["deleted_at"]
    assert await laptop.times(gone) == []
    assert (await laptop.book(gone, TUESDAY_AT_NINE)).status_code == 404


async def test_an_administrator_who_edits_a_question_breaks_the_next_booking(
    laptop: Laptop,
) -> None:
    await laptop.subscribe(events=CHANGES)
    event_type = await laptop.event_type()
    asked = question("Company?")
    await laptop.seed(name="Sales Call", custom_questions=[asked])
    await laptop.deliveries.run_once()

    assert laptop.receiver.kinds == ["event_type.updated"]
    assert laptop.receiver.events[0]["payload"]["custom_questions"] == [asked]
    assert (await laptop.book(event_type, TUESDAY_AT_NINE)).status_code == 400


def question(name: str) -> Json:
    return {
        "name": name,
        "type": "string",
        "position": 0,
        "enabled": True,
        "required": True,
        "answer_choices": [],
        "include_other": False,
    }


async def change_hours(laptop: Laptop, event_type: Json, rule: Json) -> Json:
    answer = await laptop.api.patch(
        "/event_type_availability_schedules",
        params={"event_type": event_type["uri"]},
        json={"availability_rule": rule},
    )
    return answer.json()


async def test_new_hours_replace_all_there_were(laptop: Laptop) -> None:
    event_type = await laptop.event_type()
    tuesdays = {"type": "wday", "wday": "tuesday", "intervals": [{"from": "20:00", "to": "21:00"}]}
    changed = await change_hours(laptop, event_type, {"rules": [tuesdays]})
    read = await laptop.api.get(
        "/event_type_availability_schedules", params={"event_type": event_type["uri"]}
    )

    assert read.json()["collection"] == [changed["resource"]]
    assert changed["resource"]["availability_rule"] == {
        "timezone": "Europe/Madrid",
        "rules": [tuesdays],
    }
    assert await laptop.times(event_type) == [
        "2026-11-24T19:00:00.000000Z",
        "2026-11-24T19:30:00.000000Z",
    ]
    assert TUESDAY_AT_NINE in await laptop.times(await laptop.event_type("Product Demo"))


async def test_hours_that_are_no_hours_are_refused(laptop: Laptop) -> None:
    event_type = await laptop.event_type()
    wrong = {"rules": [{"type": "wday", "intervals": [{"from": "25:00", "to": "9"}]}]}

    assert (await change_hours(laptop, event_type, wrong))["title"] == "Invalid Argument"


async def with_a_group() -> tuple[Laptop, str]:
    """Alice's organization; Bob is in the group Sales, Alice is not."""
    laptop = await new_laptop(MemoryStore())
    seeded = await laptop.api.post(
        "/_emulator/seed",
        json={
            "token": laptop.token,
            "members": [{"name": "Bob", "email": "bob@example.com", "token": "bobs"}],
            "groups": [{"name": "Sales", "members": ["bob@example.com"]}],
            "event_types": [{"name": "Bob's", "hosts": ["bob@example.com"]}],
        },
    )
    return laptop, seeded.json()["groups"]["Sales"]


async def test_a_group_has_members() -> None:
    laptop, group = await with_a_group()
    organization = {"organization": laptop.me["current_organization"]}
    listed = (await laptop.api.get("/groups", params=organization)).json()["collection"]
    one = (await laptop.api.get(group.removeprefix(API))).json()["resource"]
    related = (await laptop.api.get("/group_relationships", params={"group": group})).json()

    assert listed == [one]
    assert (one["name"], one["member_count"]) == ("Sales", 1)
    relationship = related["collection"][0]
    assert relationship["group"] == group
    alone = await laptop.api.get(relationship["uri"].removeprefix(API))
    assert alone.json()["resource"] == relationship


async def test_a_groups_hook_hears_of_its_members_only() -> None:
    laptop, group = await with_a_group()
    hook = (await laptop.subscribe(scope="group", group=group)).json()["resource"]
    await laptop.book(await laptop.event_type(), TUESDAY_AT_NINE)
    await laptop.book(await laptop.event_type("Bob's"), TUESDAY_AT_NINE)
    await laptop.deliveries.run_once()
    params = {"group": group, "scope": "group", "organization": hook["organization"]}
    listed = (await laptop.api.get("/webhook_subscriptions", params=params)).json()["collection"]

    assert hook["group"] == group
    assert listed[0]["uri"] == hook["uri"]
    assert [e["payload"]["scheduled_event"]["name"] for e in laptop.receiver.events] == ["Bob's"]


async def test_a_groups_meetings_are_listed() -> None:
    laptop, group = await with_a_group()
    await laptop.book(await laptop.event_type(), TUESDAY_AT_NINE)
    await laptop.book(await laptop.event_type("Bob's"), "2026-11-25T08:00:00Z")
    listed = (await laptop.api.get("/scheduled_events", params={"group": group})).json()

    assert [event["name"] for event in listed["collection"]] == ["Bob's"]


async def test_a_group_that_is_not_there_is_refused(laptop: Laptop) -> None:
    nobodys = f"{API}/groups/x"

    assert (await laptop.subscribe(scope="group")).status_code == 400
    assert (await laptop.subscribe(scope="group", group=nobodys)).status_code == 403
    answer = await laptop.api.get("/scheduled_events", params={"group": nobodys})
    assert answer.status_code == 404


async def share(laptop: Laptop, **wishes: Json) -> tuple[int, Json]:
    event_type = await laptop.event_type()
    answer = await laptop.api.post("/shares", json={"event_type": event_type["uri"], **wishes})
    return answer.status_code, answer.json()


async def test_a_share_offers_its_own_days_and_hours(laptop: Laptop) -> None:
    evening = [{"from": "20:00", "to": "20:30"}]
    rule = {"rules": [{"type": "date", "date": "2026-11-25", "intervals": evening}]}
    _, made = await share(
        laptop,
        period_type="fixed",
        start_date="2026-11-24",
        end_date="2026-11-26",
        availability_rule=rule,
    )
    link = made["resource"]["scheduling_links"][0]["booking_url"].removeprefix(PAGES)
    shown = (await laptop.pages.get(link)).text

    assert shown.count('name="start"') == 1
    assert "2026-11-25T19:00:00" in shown  # eight in the evening in Madrid


@pytest.mark.parametrize(
    ("wishes", "parameter"),
    [
        ({"period_type": "fixed", "start_date": "2026-11-24"}, "start_date"),
        (
            {"period_type": "fixed", "start_date": "2026-11-24", "end_date": "2026-11-23"},
            "end_date",
        ),
        ({"period_type": "moving"}, "max_booking_time"),
        ({"start_date": "2026-02-30"}, "start_date"),
        ({"name": "x" * 56}, "name"),
        ({"duration_options": [10, 20, 30, 40, 50]}, "duration_options"),
    ],
)
async def test_a_share_that_cannot_be_is_refused(
    laptop: Laptop, wishes: Json, parameter: str
) -> None:
    status, refused = await share(laptop, **wishes)

    assert (status, refused["details"][0]["parameter"]) == (400, parameter)


async def test_event_types_are_found_by_the_schedule_they_keep(laptop: Laptop) -> None:
    mine = {"user": laptop.me["uri"]}
    schedule = (await laptop.api.get("/user_availability_schedules", params=mine)).json()
    uri = schedule["collection"][0]["uri"]
    special = await laptop.event_type()
    await change_hours(laptop, special, {"rules": []})
    found = await laptop.api.get("/event_types", params={**mine, "user_availability_schedule": uri})
    names = [t["name"] for t in found.json()["collection"]]
    nowhere = {**mine, "user_availability_schedule": f"{API}/user_availability_schedules/x"}

    assert "Sales Call" not in names
    assert len(names) == 4
    assert (await laptop.api.get("/event_types", params=nowhere)).status_code == 404


async def one_off(laptop: Laptop, setting: Json, **more: Json) -> tuple[int, Json]:
    body = {"name": "Once", "host": laptop.me["uri"], "duration": 60, "date_setting": setting}
    answer = await laptop.api.post("/one_off_event_types", json={**body, **more})
    return answer.status_code, answer.json()


async def days_offered(laptop: Laptop, setting: Json) -> list[str]:
    status, made = await one_off(laptop, setting)
    assert (status, made["resource"]["type"]) == (201, "AdhocEventType")
    times = await laptop.times(made["resource"], days=20)
    return sorted({time[:10] for time in times})


async def test_a_one_off_type_offers_its_days(laptop: Laptop) -> None:
    """NOON is a Monday; the host works from Monday to Friday."""
    dates = {"type": "date_range", "start_date": "2026-11-26", "end_date": "2026-11-30"}
    days = {"type": "days_in_future", "days": 2, "only_weekdays": True}

    assert await days_offered(laptop, dates) == ["2026-11-26", "2026-11-27", "2026-11-30"]
    assert await days_offered(laptop, days) == ["2026-11-23", "2026-11-24", "2026-11-25"]


@pytest.mark.parametrize(
    "setting",
    [
        {"type": "date_range", "start_date": "2026-11-26", "end_date": "2026-11-25"},
        {"type": "date_range", "start_date": "2026-11-26", "end_date": "2027-11-26"},
        {"type": "days_in_future", "days": 366, "only_weekdays": False},
        {"type": "spots", "spots": []},
        {
            "type": "spots",
            "spots": [{"start_time": "2026-11-26T10:00:00Z", "end_time": "2026-11-26T09:00:00Z"}],
        },
        {"type": "whenever"},
    ],
)
async def test_a_one_off_type_on_no_days_is_refused(laptop: Laptop, setting: Json) -> None:
    assert (await one_off(laptop, setting))[0] == 400


async def test_a_one_off_type_is_listed_nowhere_and_needs_a_number_to_be_called(
    laptop: Laptop,
) -> None:
    days = {"type": "days_in_future", "days": 2, "only_weekdays": True}
    status, _ = await one_off(laptop, days, location={"kind": "inbound_call"})
    _, made = await one_off(laptop, days)
    listed = await laptop.api.get("/event_types", params={"user": laptop.me["uri"]})

    assert status == 400
    assert made["resource"]["uri"] not in [t["uri"] for t in listed.json()["collection"]]


async def test_a_member_changes_no_event_type_of_anothers() -> None:
    laptop, _ = await with_a_group()
    bob = {"authorization": "Bearer bobs"}
    alices = (await laptop.event_type())["uri"].removeprefix(API)
    bobs = (await laptop.event_type("Bob's"))["uri"].removeprefix(API)

    refused = await laptop.api.patch(alices, json={"duration": 25}, headers=bob)
    changed = await laptop.api.patch(bobs, json={"duration": 25}, headers=bob)
    assert (refused.status_code, changed.status_code) == (403, 200)
