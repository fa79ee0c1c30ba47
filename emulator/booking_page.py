"""Booking on a page: by a single-use link, or at an event type's own address."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from emulator.availability import Opening, horizon, open_times
from emulator.booking import Order, book
from emulator.booking_form import Form, draw
from emulator.desk import Desk, Emulation
from emulator.errors import JSON, Refusal
from emulator.html import tag
from emulator.instants import read_instant, stamp
from emulator.looks import HEADERS, notice, page
from emulator.unsettled import Unsettled
from emulator.visit import Visit, read_visit
from emulator.wishes import NEED_A_PLACE, check_answers, check_location
from emulator.words import say


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What a page lets one book, and the link that is used up by it."""

    event_type: JSON
    owner: JSON
    link: JSON | None = None


Find = Callable[[Desk, Visit], Awaitable[Offer | Response]]


async def by_link(emulation: Emulation, request: Request, token: str) -> Response:
    visit = await read_visit(request)
    account = await emulation.store.account_of("link", token)
    if account is None:
        return await _profile(emulation, token, visit)

    async def find(desk: Desk, visit: Visit) -> Offer | Response:
        link = await desk.existing("link", token)
        if link["used_by"] is not None:
            return await _used(desk, link, visit)
        if link["expires_at"] <= desk.at:
            return notice(visit.language, "expired", "ask_new", status=410)
        event_type = await desk.existing("event_type", link["event_type"])
        offer = await _offer(desk, {**event_type, **link["overrides"]})
        return replace(offer, link=link)

    return await _show_or_book(emulation, request.method, visit, account, find)


async def by_address(
    emulation: Emulation, request: Request, user_slug: str, slug: str, start: str | None = None
) -> Response:
    """The public page of an event type; with a start it is chosen already."""
    visit = await read_visit(request)
    account = await emulation.store.account_of("slug", user_slug)
    if account is None:
        return notice(visit.language, "not_found", "check_address", status=404)
    if start is not None and request.method == "GET":
        visit = _with_start(visit, start)

    async def find(desk: Desk, visit: Visit) -> Offer | Response:
        owner = (await desk.existing("slug", user_slug))["user"]
        found = await desk.tx.find("event_type", slug=slug, owner=owner, active=True)
        if not found:
            return notice(visit.language, "not_found", "check_address", status=404)
        return await _offer(desk, found[0])

    return await _show_or_book(emulation, request.method, visit, account, find)


def _with_start(visit: Visit, start: str) -> Visit:
    try:
        chosen = stamp(read_instant(start))
    except ValueError:
        return visit
    return replace(visit, fields={"date": [chosen[:10]], **visit.fields, "start": [chosen]})


async def _offer(desk: Desk, event_type: JSON) -> Offer:
    owner = await desk.existing("user", event_type["owner"])
    return Offer(event_type=event_type, owner=owner)


async def _profile(emulation: Emulation, user_slug: str, visit: Visit) -> Response:
    """A user's own page: what one may book with them."""
    account = await emulation.store.account_of("slug", user_slug)
    if account is None:
        return notice(visit.language, "not_found", "check_address", status=404)
    async with emulation.glance(account) as desk:
        owner = await desk.existing("user", (await desk.existing("slug", user_slug))["user"])
        types = await desk.tx.find("event_type", owner=owner["id"], active=True, secret=False)
        types.sort(key=lambda t: int(t["position"]))
        items = [
            tag("li", tag("a", t["name"], href=local(desk, user_slug, t["slug"]))) for t in types
        ]
        return page(visit.language, owner["name"], tag("h1", owner["name"]), tag("ul", items))


async def _used(desk: Desk, link: JSON, visit: Visit) -> Response:
    """The same form sent twice is one booking; anybody else learns only that the link is used."""
    invitee = await desk.existing("invitee", link["used_by"])
    if (invitee["email"], invitee["start"]) == (visit.email, visit.one("start")):
        return to_booked(desk, invitee)
    return notice(visit.language, "used", "used_more", status=410)


async def _show_or_book(
    emulation: Emulation, method: str, visit: Visit, account: str, find: Find
) -> Response:
    faults: list[str] = []
    status = 200
    if method == "POST" and not visit.only_looks:
        try:
            async with emulation.desk(account) as desk:
                booked = await _book(desk, visit, find)
        except Refusal:
            faults, status = [say(visit.language, "taken")], 409
        else:
            if isinstance(booked, Response):
                return booked
            faults, status = booked, 422
    async with emulation.glance(account) as desk:
        offer = await find(desk, visit)
        if isinstance(offer, Response):
            return offer
        form = await draw_up(desk, offer.event_type, offer.owner, visit, faults)
        return page(visit.language, offer.event_type["name"], draw(form), status=status)


async def _book(desk: Desk, visit: Visit, find: Find) -> Response | list[str]:
    """The way to the confirmation, or what is missing. Raises where the time is gone."""
    offer = await find(desk, visit)
    if isinstance(offer, Response):
        return offer
    faults = _missing(visit, offer.event_type)
    if faults:
        return faults
    try:
        order = _order(visit, offer, desk.unsettled)
    except Refusal as refusal:
        return [str(detail["message"]) for detail in refusal.body.get("details", ())]
    invitee = await book(desk, order)
    if offer.link is not None:
        await desk.tx.put("link", offer.link["id"], {**offer.link, "used_by": invitee["id"]})
    return to_booked(desk, invitee)


def _missing(visit: Visit, event_type: JSON) -> list[str]:
    language = visit.language
    checks = (
        (chosen_start(visit) is not None, "need_start"),
        (bool(visit.one("name")), "need_name"),
        (visit.email is not None, "need_email"),
        (_says_where(visit, event_type), "need_place"),
    )
    answered = {answer["question"] for answer in _answers(visit, event_type)}
    unanswered = [
        say(language, "need_answer", q["name"])
        for q in event_type["custom_questions"]
        if q["enabled"] and q["required"] and q["name"] not in answered
    ]
    return [say(language, key) for fine, key in checks if not fine] + unanswered


def chosen_start(visit: Visit) -> datetime | None:
    try:
        return read_instant(visit.one("start"))
    except ValueError:
        return None


def _says_where(visit: Visit, event_type: JSON) -> bool:
    place = _chosen_place(visit, event_type)
    if place is None or place["kind"] not in NEED_A_PLACE:
        return True
    return bool(place.get("location") or visit.one("where"))


def _chosen_place(visit: Visit, event_type: JSON) -> JSON | None:
    """None where there is nothing to choose; the first unless another was picked."""
    places: Sequence[JSON] = event_type["locations"] or ()
    if not places or event_type["pooling_type"] == "round_robin":
        return None
    picked = visit.one("location")
    number = int(picked) if picked.isascii() and picked.isdigit() and len(picked) < 4 else 0
    return places[number] if number < len(places) else places[0]


def _order(visit: Visit, offer: Offer, unsettled: Unsettled) -> Order:
    event_type = offer.event_type
    place = _chosen_place(visit, event_type)
    given = None
    if place is not None:
        given = {"kind": place["kind"], "location": place.get("location") or visit.one("where")}
    start, email = chosen_start(visit), visit.email
    if start is None or email is None:
        raise ValueError("an order needs a start and an e-mail address")
    return Order(
        event_type=event_type,
        start=start,
        name=visit.one("name")[:200],
        email=email,
        zone=visit.zone(offer.owner["timezone"]),
        location=check_location(event_type, given),
        answers=check_answers(event_type, _answers(visit, event_type)),
        tracking=_tracking(visit, offer, unsettled),
    )


def _tracking(visit: Visit, offer: Offer, unsettled: Unsettled) -> JSON | None:
    if offer.link is not None and not unsettled.links_keep_tracking:
        return None
    if not unsettled.links_take_salesforce_uuid:
        return {**visit.tracking, "salesforce_uuid": None}
    return visit.tracking


def _answers(visit: Visit, event_type: JSON) -> list[JSON]:
    """Fields `a1`, `a2` … in the order of the questions; several choices are lines."""
    questions = [q for q in event_type["custom_questions"] if q["enabled"]]
    answers = []
    for number, question in enumerate(questions, start=1):
        given = visit.many(f"a{number}") + visit.many(f"a{number}_other")
        if given:
            answers.append(
                {
                    "question": question["name"],
                    "answer": "\n".join(given),
                    "position": question["position"],
                }
            )
    return answers


async def draw_up(
    desk: Desk, event_type: JSON, owner: JSON, visit: Visit, faults: list[str]
) -> Form:
    """The form with the times that are open from the chosen day on."""
    zone = visit.zone(owner["timezone"])
    form = Form(
        event_type=event_type,
        host=owner["name"],
        openings=(),
        zone=zone,
        today=desk.now.astimezone(ZoneInfo(zone)).date(),
        visit=visit,
        faults=faults,
    )
    return replace(form, openings=await _openings(desk, form))


async def _openings(desk: Desk, form: Form) -> list[Opening]:
    midnight = datetime.combine(form.first_day, time(), tzinfo=ZoneInfo(form.zone))
    return await open_times(
        desk.tx,
        form.event_type,
        start=max(midnight, desk.now),
        end=horizon(form.event_type, desk.now),
        now=desk.now,
    )


def local(desk: Desk, *parts: str) -> str:
    """One of our pages without its host: the visitor stays where they came in."""
    return urlsplit(desk.shapes.page(*parts)).path


def to_booked(desk: Desk, invitee: JSON) -> Response:
    """After a form, a page that may be loaded again."""
    return RedirectResponse(local(desk, "booked", invitee["id"]), status_code=303, headers=HEADERS)
