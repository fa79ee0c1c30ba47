"""The pages, used as a person without JavaScript uses them: read the form, send it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser

import httpx
import pytest
from icalendar import Calendar

from tests.emulator.laptop import API, Json, Laptop, order

TUESDAY_AT_NINE = "2026-11-24T08:00:00.000000Z"
BOB = {"name": "Bob Ñ", "email": "bob@example.com", "start": TUESDAY_AT_NINE}


@dataclass
class Page(HTMLParser):
    """What a browser would send, and what a reader reads."""

    fields: dict[str, str] = field(default_factory=dict)
    starts: list[str] = field(default_factory=list)
    required: set[str] = field(default_factory=set)
    labels: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    text: str = ""
    language: str = ""
    _select: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "html":
            self.language = given["lang"]
        if tag == "a":
            self.links.append(given["href"])
        if tag == "label":
            self.labels.add(given.get("for", ""))
        if tag in ("input", "select", "textarea") and kind not in ("hidden", "radio", "checkbox"):
            self.ids.add(given["id"])
        if "required" in given:
            self.required.add(name)
        if tag == "input" and kind == "radio" and name == "start":
            self.starts.append(given["value"])
        if tag in ("input", "textarea") and (
            kind not in ("radio", "checkbox") or "checked" in given
        ):
            self.fields[name] = given.get("value", "")
        if tag == "select":
            self._select = name
        if tag == "option" and "selected" in given:
            self.fields[self._select] = given["value"]

    def handle_data(self, data: str) -> None:
        self.text += data


def read(answer: httpx.Response) -> Page:
    page = Page()
    page.feed(answer.text)
    return page


async def send(laptop: Laptop, url: str, given: Mapping[str, str]) -> httpx.Response:
    """Fill the form in and press the button."""
    page = read(await laptop.pages.get(url))
    return await laptop.pages.post(url, data={**page.fields, **given})


async def booked_invitee(laptop: Laptop, name: str = "Sales Call") -> Json:
    answer = await laptop.book(await laptop.event_type(name), TUESDAY_AT_NINE)
    return answer.json()["resource"]


async def test_a_link_books_without_javascript(laptop: Laptop) -> None:
    link = await laptop.link(await laptop.event_type())
    answer = await send(laptop, link, BOB)

    confirmation = await laptop.pages.get(answer.headers["location"])
    assert answer.status_code == 303
    assert "Tuesday, 24 November 2026, 9:00 am" in read(confirmation).text
    event = (await laptop.events())[0]
    assert (event["start_time"], event["invitees_counter"]["active"]) == (TUESDAY_AT_NINE, 1)


async def test_prefill_and_tracking_reach_the_invitee(laptop: Laptop) -> None:
    link = await laptop.link(await laptop.event_type())
    url = f"{link}?name=Ada&email=ada@example.com&utm_content=tok-1&timezone=America/Bogota"
    page = read(await laptop.pages.get(url))
    await laptop.pages.post(link, data={**page.fields, "start": page.starts[0]})

    event = (await laptop.events())[0]
    invitees = (await laptop.api.get(event["uri"].removeprefix(API) + "/invitees")).json()
    invitee = invitees["collection"][0]
    assert (invitee["name"], invitee["email"]) == ("Ada", "ada@example.com")
    assert (invitee["timezone"], invitee["scheduling_method"]) == ("America/Bogota", None)
    assert invitee["tracking"]["utm_content"] == "tok-1"


async def test_a_link_is_used_once(laptop: Laptop) -> None:
    link = await laptop.link(await laptop.event_type())
    await send(laptop, link, BOB)

    looked = await laptop.pages.get(link)
    other = await laptop.pages.post(link, data={**BOB, "email": "eve@example.com"})

    assert (looked.status_code, other.status_code) == (410, 410)
    assert "This link has been used" in looked.text
    assert "bob@example.com" not in looked.text
    assert len(await laptop.events()) == 1


async def test_the_same_form_sent_twice_is_one_booking(laptop: Laptop) -> None:
    link = await laptop.link(await laptop.event_type())
    first = await laptop.pages.post(link, data=BOB)
    again = await laptop.pages.post(link, data=BOB)

    assert again.status_code == 303
    assert again.headers["location"] == first.headers["location"]
    assert len(await laptop.events()) == 1


async def test_two_people_with_one_link_make_one_booking(laptop: Laptop) -> None:
    link = await laptop.link(await laptop.event_type())
    forms = [
        {**BOB, "email": f"lead{n}@example.com", "start": f"2026-11-2{n}T08:00:00.000000Z"}
        for n in (4, 5, 6, 7)
    ]
    answers = await asyncio.gather(*(laptop.pages.post(link, data=form) for form in forms))

    assert sorted(a.status_code for a in answers) == [303, 410, 410, 410]
    assert len(await laptop.events()) == 1


async def test_a_link_nobody_used_expires(laptop: Laptop) -> None:
    link = await laptop.link(await laptop.event_type())
    laptop.clock.advance(timedelta(days=90))
    answer = await laptop.pages.get(link)

    assert answer.status_code == 410
    assert "This link has expired" in answer.text


async def test_a_time_taken_meanwhile_offers_others_and_keeps_the_words(laptop: Laptop) -> None:
    event_type = await laptop.event_type()
    link = await laptop.link(event_type)
    await laptop.api.post("/invitees", json=order(event_type, TUESDAY_AT_NINE))
    answer = await laptop.pages.post(link, data=BOB)

    page = read(answer)
    assert answer.status_code == 409
    assert "That time has just been taken" in page.text
    assert page.fields["name"] == "Bob Ñ"
    assert TUESDAY_AT_NINE not in page.starts


async def test_what_is_missing_is_said(laptop: Laptop) -> None:
    link = await laptop.link(await laptop.event_type())
    answer = await laptop.pages.post(link, data={"name": "", "email": "bob", "lang": "es"})

    page = read(answer)
    assert (answer.status_code, page.language) == (422, "es")
    for sentence in ("Elige una hora.", "Escribe tu nombre.", "Escribe un correo"):
        assert sentence in page.text


async def test_another_zone_shows_the_same_instants_at_its_own_hours(laptop: Laptop) -> None:
    link = await laptop.link(await laptop.event_type())
    madrid = read(await laptop.pages.get(link))
    tokyo = read(await laptop.pages.post(link, data={"do": "show", "timezone": "Asia/Tokyo"}))

    assert madrid.fields["timezone"] == "Europe/Madrid"
    assert madrid.starts[0] == tokyo.starts[0]
    assert "2:00 pm" in madrid.text
    assert "10:00 pm" in tokyo.text
    assert await laptop.events() == []


async def test_later_days_are_one_button_away(laptop: Laptop) -> None:
    link = await laptop.link(await laptop.event_type())
    page = read(await laptop.pages.post(link, data={"go": "2026-12-01", "name": "Bob"}))

    assert page.starts[0] == "2026-12-01T08:00:00.000000Z"
    assert page.fields["name"] == "Bob"


@pytest.mark.parametrize(
    ("header", "language", "words"),
    [
        ("es-MX,es;q=0.9,en;q=0.8", "es", "lunes, 23 de noviembre de 2026"),
        ("pt-BR", "pt", "segunda-feira, 23 de novembro de 2026"),
        ("de, en;q=0.5", "en", "Monday, 23 November 2026"),
        (";;q=x", "en", "Monday, 23 November 2026"),
    ],
)
async def test_pages_speak_the_visitors_language(
    laptop: Laptop, header: str, language: str, words: str
) -> None:
    link = await laptop.link(await laptop.event_type())
    page = read(await laptop.pages.get(link, headers={"accept-language": header}))

    assert page.language == language
    assert words in page.text


async def test_every_field_has_a_label(laptop: Laptop) -> None:
    question = {
        "name": "Need?",
        "type": "text",
        "position": 0,
        "enabled": True,
        "required": True,
        "answer_choices": [],
        "include_other": False,
    }
    asking = await laptop.seed(name="Asking", custom_questions=[question])
    page = read(await laptop.pages.get(await laptop.link(asking)))

    assert page.ids <= page.labels
    assert page.required == {"start", "name", "email", "a1"}


async def test_answers_arrive_with_their_questions(laptop: Laptop) -> None:
    base = {"position": 0, "enabled": True, "required": True}
    several = {
        **base,
        "name": "Interested in?",
        "type": "multi_select",
        "answer_choices": ["A1", "A2"],
        "include_other": True,
    }
    asking = await laptop.seed(name="Asking", custom_questions=[several])
    link = await laptop.link(asking)
    await laptop.pages.post(link, data={**BOB, "a1": ["A1"], "a1_other": "Else"})

    event = (await laptop.events())[0]
    invitees = (await laptop.api.get(event["uri"].removeprefix(API) + "/invitees")).json()
    answers = invitees["collection"][0]["questions_and_answers"]
    assert answers == [{"question": "Interested in?", "answer": "A1\nElse", "position": 0}]


async def test_what_visitors_type_is_never_markup(laptop: Laptop) -> None:
    link = await laptop.link(await laptop.event_type())
    nasty = '"><script>alert(1)</script>'
    answer = await laptop.pages.get(
        link, params={"name": nasty, "utm_source": nasty, "date": nasty}
    )

    assert "<script" not in answer.text
    assert read(answer).fields["name"] == nasty
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "no-referrer"


async def test_an_unknown_address_is_a_friendly_404(laptop: Laptop) -> None:
    for path in ("x", "cancel/x", "move/x", "booked/x", "ics/x.ics", "a/b", "a/b/c", "%00"):
        answer = await laptop.pages.get(f"/book/{path}")
        assert (answer.status_code, "There is no such page" in answer.text) == (404, True), path


async def test_a_flood_is_cut_off(laptop: Laptop) -> None:
    link = await laptop.link(await laptop.event_type())
    answer = await laptop.pages.post(link, content=b"name=" + b"x" * 100_000)

    assert answer.status_code == 413


async def test_cancelling_is_asked_before_it_is_done(laptop: Laptop) -> None:
    invitee = await booked_invitee(laptop)
    asked = await laptop.pages.get(invitee["cancel_url"])
    assert (await laptop.events(status="active")) != []

    done = await laptop.pages.post(invitee["cancel_url"], data={"reason": "ill"})
    again = await laptop.pages.post(invitee["cancel_url"], data={})

    event = (await laptop.events())[0]
    assert "Cancel this meeting" in asked.text
    assert (done.status_code, again.status_code) == (200, 200)
    assert (event["cancellation"]["canceler_type"], event["cancellation"]["reason"]) == (
        "invitee",
        "ill",
    )


async def test_one_who_leaves_a_group_leaves_it_standing(laptop: Laptop) -> None:
    workshop = await laptop.seed(name="Workshop", seats=3)
    invitee = await booked_invitee(laptop, "Workshop")
    await laptop.book(workshop, TUESDAY_AT_NINE)
    await laptop.pages.post(invitee["cancel_url"], data={})

    event = (await laptop.events())[0]
    assert event["status"] == "active"
    assert event["invitees_counter"] == {"total": 2, "active": 1, "limit": 3}


async def test_moving_makes_a_new_event_and_both_webhooks(laptop: Laptop) -> None:
    await laptop.subscribe()
    invitee = await booked_invitee(laptop)
    url = invitee["reschedule_url"]
    answer = await send(laptop, url, {"start": "2026-11-24T08:30:00.000000Z"})
    again = await laptop.pages.post(url, data={"start": "2026-11-24T08:30:00.000000Z"})
    await laptop.deliveries.run_once()

    assert (answer.status_code, again.status_code) == (303, 303)
    assert [e["status"] for e in await laptop.events()] == ["canceled", "active"]
    assert laptop.receiver.kinds == ["invitee.canceled", "invitee.created", "invitee.created"]
    old = laptop.receiver.payload("invitee.canceled")
    new = laptop.receiver.payload("invitee.created", old_invitee=invitee["uri"])
    assert (old["uri"], old["rescheduled"], old["new_invitee"]) == (
        invitee["uri"],
        True,
        new["uri"],
    )
    assert (new["rescheduled"], new["event"] == old["event"]) == (False, False)


async def test_a_meeting_may_move_into_its_own_time(laptop: Laptop) -> None:
    invitee = await booked_invitee(laptop, "Technical Demo")
    answer = await send(laptop, invitee["reschedule_url"], {"start": "2026-11-24T08:30:00.000000Z"})

    assert answer.status_code == 303
    assert len(await laptop.events(status="active")) == 1


async def test_a_move_to_a_taken_time_changes_nothing(laptop: Laptop) -> None:
    invitee = await booked_invitee(laptop)
    await laptop.book(await laptop.event_type(), "2026-11-25T08:00:00Z")
    answer = await laptop.pages.post(
        invitee["reschedule_url"], data={"start": "2026-11-25T08:00:00.000000Z"}
    )

    assert answer.status_code == 409
    assert len(await laptop.events(status="active")) == 2
    assert TUESDAY_AT_NINE not in await laptop.times(await laptop.event_type())


async def test_a_meeting_that_is_over_stays_as_it_was(laptop: Laptop) -> None:
    invitee = await booked_invitee(laptop)
    laptop.clock.advance(timedelta(days=3))

    for url in (invitee["cancel_url"], invitee["reschedule_url"]):
        answer = await laptop.pages.post(url, data={"start": "2026-11-27T08:00:00.000000Z"})
        assert (answer.status_code, "This meeting is over" in answer.text) == (410, True)


async def test_a_booked_meeting_comes_as_a_calendar_file(laptop: Laptop) -> None:
    invitee = await booked_invitee(laptop)
    confirmation = await laptop.pages.get(f"/book/booked/{invitee['uri'].rpartition('/')[2]}")
    link = next(link for link in read(confirmation).links if link.endswith(".ics"))
    answer = await laptop.pages.get(link)

    event = Calendar.from_ical(answer.text).walk("VEVENT")[0]
    assert answer.headers["content-type"].startswith("text/calendar")
    assert event["SUMMARY"] == "Sales Call - Alice Álvarez"
    assert event["DTSTART"].to_ical() == b"20261124T080000Z"
    assert all(len(line.encode()) <= 75 for line in answer.text.split("\r\n"))


async def test_a_person_has_a_page_and_each_type_its_own(laptop: Laptop) -> None:
    event_type = await laptop.event_type()
    profile = read(await laptop.pages.get(laptop.me["scheduling_url"]))
    answer = await laptop.pages.post(event_type["scheduling_url"], data=BOB)

    assert len(profile.links) == 5
    assert answer.status_code == 303
    assert len(await laptop.events()) == 1


async def test_a_time_has_an_address_that_chooses_it(laptop: Laptop) -> None:
    event_type = await laptop.event_type()
    answer = await laptop.api.get(
        "/event_type_available_times",
        params={
            "event_type": event_type["uri"],
            "start_time": "2026-11-30T00:00:00Z",
            "end_time": "2026-12-01T00:00:00Z",
        },
    )
    url = answer.json()["collection"][0]["scheduling_url"]

    assert read(await laptop.pages.get(url)).fields["start"] == "2026-11-30T08:00:00.000000Z"
