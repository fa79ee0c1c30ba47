"""The form of the booking and moving pages: times, zone, details, questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from emulator.availability import Opening
from emulator.errors import JSON
from emulator.html import Html, join, tag
from emulator.instants import stamp, zones
from emulator.looks import complaints, labelled
from emulator.shapes import TRACKING
from emulator.visit import Visit
from emulator.wishes import NEED_A_PLACE
from emulator.words import Language, say, write_day, write_time

DAYS_SHOWN = 5
WEEK = timedelta(days=7)
AREAS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@dataclass(frozen=True, kw_only=True)
class Form:
    """What is needed to draw the form, and what was wrong with the last attempt."""

    event_type: JSON
    host: str
    openings: Sequence[Opening]
    zone: str
    today: date
    visit: Visit
    faults: list[str]
    asks_details: bool = True
    submit: str = "book"

    @property
    def language(self) -> Language:
        return self.visit.language

    def say(self, key: str, *values: object) -> str:
        return say(self.language, key, *values)

    @property
    def first_day(self) -> date:
        return max(self.visit.day or self.today, self.today)


def draw(form: Form) -> Html:
    return join(
        _heading(form),
        complaints(form.faults),
        tag(
            "form",
            # Enter in a field presses the first button: it shall be the one that books.
            tag("button", "·", class_="first", tabindex=-1, aria_hidden="true"),
            _hidden(form),
            _navigation(form),
            _times(form),
            _details(form) if form.asks_details else None,
            tag("p", tag("button", form.say(form.submit), class_="main")),
            method="post",
        ),
    )


def _heading(form: Form) -> Html:
    duration = form.say("minutes", form.event_type["duration"])
    return join(
        tag("h1", form.event_type["name"]),
        tag("p", f"{duration} · {form.say('with', form.host)}", class_="soft"),
        tag("p", form.event_type["description"]) if form.event_type["description"] else None,
    )


def _hidden(form: Form) -> Html:
    kept = [(name, form.visit.one(name)) for name in TRACKING] + [("lang", form.language)]
    return join(
        tag("input", type="hidden", name=name, value=value) for name, value in kept if value
    )


def _navigation(form: Form) -> Html:
    choices = sorted({z for z in zones() if z.split("/")[0] in AREAS} | {"UTC", form.zone})
    options = [
        tag("option", z.replace("_", " "), value=z, selected=z == form.zone) for z in choices
    ]
    day = tag(
        "input",
        type="date",
        id="date",
        name="date",
        value=form.first_day.isoformat(),
        min=form.today.isoformat(),
    )
    zone = tag("select", options, id="timezone", name="timezone")
    return tag(
        "div",
        tag("div", labelled(form.say("zone"), "timezone", zone)),
        tag("div", labelled(form.say("from_day"), "date", day)),
        tag("button", form.say("show"), name="do", value="show", formnovalidate=True),
        class_="row",
    )


def _times(form: Form) -> Html:
    zone = ZoneInfo(form.zone)
    by_day = [
        (day, list(openings))
        for day, openings in groupby(form.openings, lambda o: o.start.astimezone(zone).date())
    ]
    shown = by_day[:DAYS_SHOWN]
    later = by_day[DAYS_SHOWN][0] if len(by_day) > DAYS_SHOWN else None
    earlier = max(form.today, form.first_day - WEEK) if form.first_day > form.today else None
    return join(
        tag("h2", form.say("choose")),
        [_day(form, day, openings, zone) for day, openings in shown],
        None if shown else tag("p", form.say("no_times")),
        tag("p", _turn(form, "earlier", earlier), " ", _turn(form, "later", later)),
    )


def _turn(form: Form, label: str, day: date | None) -> Html | None:
    if day is None:
        return None
    return tag("button", form.say(label), name="go", value=day.isoformat(), formnovalidate=True)


def _day(form: Form, day: date, openings: Sequence[Opening], zone: ZoneInfo) -> Html:
    return tag(
        "fieldset",
        tag("legend", write_day(form.language, day)),
        tag("div", [_time(form, opening, zone) for opening in openings], class_="times"),
    )


def _time(form: Form, opening: Opening, zone: ZoneInfo) -> Html:
    value = stamp(opening.start)
    radio = tag(
        "input",
        type="radio",
        name="start",
        value=value,
        required=True,
        checked=form.visit.one("start") == value,
    )
    seats = f" · {form.say('seats', opening.seats)}" if form.event_type["seats"] > 1 else ""
    time = write_time(form.language, opening.start.astimezone(zone))
    return tag("label", radio, f" {time}{seats}")


def _details(form: Form) -> Html:
    visit = form.visit
    first_and_last = f"{visit.one('first_name')} {visit.one('last_name')}".strip()
    name = tag(
        "input",
        id="name",
        name="name",
        value=visit.one("name") or first_and_last,
        required=True,
        maxlength=200,
        autocomplete="name",
    )
    email = tag(
        "input",
        id="email",
        name="email",
        type="email",
        value=visit.one("email"),
        required=True,
        maxlength=254,
        autocomplete="email",
    )
    questions = [q for q in form.event_type["custom_questions"] if q["enabled"]]
    return join(
        tag("h2", form.say("details")),
        labelled(form.say("name"), "name", name),
        labelled(form.say("email"), "email", email),
        _places(form),
        [_question(form, f"a{n}", q) for n, q in enumerate(questions, start=1)],
    )


def _places(form: Form) -> Html | None:
    """Nothing to choose where there is one place, or where the host's choice decides."""
    places = form.event_type["locations"] or []
    if not places or form.event_type["pooling_type"] == "round_robin":
        return None
    chosen = form.visit.one("location")
    picks = [
        tag(
            "label",
            tag(
                "input",
                type="radio",
                name="location",
                value=str(number),
                checked=str(number) == chosen or (not chosen and number == 0),
            ),
            f" {place.get('location') or place['kind'].replace('_', ' ')}",
        )
        for number, place in enumerate(places)
    ]
    where = None
    if any(p["kind"] in NEED_A_PLACE and not p.get("location") for p in places):
        field = tag("input", id="where", name="where", value=form.visit.one("where"), maxlength=255)
        where = labelled(form.say("where"), "where", field)
    many = tag("div", picks, class_="picks") if len(places) > 1 else None
    return join(tag("fieldset", tag("legend", form.say("place")), many) if many else None, where)


def _question(form: Form, field: str, question: JSON) -> Html:
    if question["type"] in ("single_select", "multi_select"):
        return _choices(form, field, question)
    value = form.visit.one(field)
    required = bool(question["required"])
    if question["type"] == "text":
        control = tag("textarea", value, id=field, name=field, required=required, rows=3)
    else:
        kind = "tel" if question["type"] == "phone_number" else "text"
        control = tag("input", id=field, name=field, type=kind, value=value, required=required)
    return labelled(question["name"], field, control)


def _choices(form: Form, field: str, question: JSON) -> Html:
    kind = "radio" if question["type"] == "single_select" else "checkbox"
    given = form.visit.many(field)
    picks = [
        tag(
            "label",
            tag("input", type=kind, name=field, value=choice, checked=choice in given),
            f" {choice}",
        )
        for choice in question["answer_choices"]
    ]
    other = None
    if question["include_other"]:
        id = f"{field}_other"
        control = tag("input", id=id, name=id, value=form.visit.one(id))
        other = labelled(form.say("other"), id, control)
    return tag(
        "fieldset", tag("legend", question["name"]), tag("div", picks, class_="picks"), other
    )
