"""A booked meeting's pages: what was booked, the calendar file, cancelling and moving it."""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from fastapi import Request, Response

from emulator.booking import cancel_invitee, move
from emulator.booking_form import draw
from emulator.booking_page import chosen_start, draw_up, local, to_booked
from emulator.desk import Desk, Emulation
from emulator.errors import JSON, Refusal
from emulator.html import Html, join, tag
from emulator.ics import calendar_file
from emulator.instants import stamp
from emulator.looks import labelled, notice, page
from emulator.shapes import is_past
from emulator.visit import Visit, read_visit
from emulator.words import say, write_day, write_time


@dataclass(frozen=True, kw_only=True)
class Meeting:
    desk: Desk
    invitee: JSON
    event: JSON
    visit: Visit

    def say(self, key: str) -> str:
        return say(self.visit.language, key)

    @property
    def closed(self) -> Response | None:
        """Why nothing can be done about it any more."""
        language = self.visit.language
        if self.invitee["rescheduled"]:
            return notice(language, "moved", None, status=410)
        if self.invitee["status"] == "canceled":
            return notice(language, "canceled", None, status=410)
        if is_past(self.event, self.desk.now):
            return notice(language, "past", None, status=410)
        return None


async def _meeting(desk: Desk, invitee_id: str, visit: Visit) -> Meeting:
    invitee = await desk.existing("invitee", invitee_id)
    event = await desk.existing("event", invitee["event"])
    return Meeting(desk=desk, invitee=invitee, event=event, visit=visit)


def _unknown(visit: Visit) -> Response:
    return notice(visit.language, "not_found", "check_address", status=404)


async def booked(emulation: Emulation, request: Request, invitee_id: str) -> Response:
    visit = await read_visit(request)
    account = await emulation.store.account_of("invitee", invitee_id)
    if account is None:
        return _unknown(visit)
    async with emulation.glance(account) as desk:
        meeting = await _meeting(desk, invitee_id, visit)
        if closed := meeting.closed:
            return closed
        title = meeting.say("booked")
        return page(visit.language, title, tag("h1", title), _facts(meeting), _ways_on(meeting))


def _facts(meeting: Meeting) -> Html:
    zone = meeting.invitee["timezone"]
    start = datetime.fromisoformat(meeting.event["start"]).astimezone(ZoneInfo(zone))
    language = meeting.visit.language
    day, time = write_day(language, start), write_time(language, start)
    host = say(language, "with", meeting.event["hosts"][0]["name"])
    return join(
        tag("p", tag("strong", f"{day}, {time}"), f" ({zone.replace('_', ' ')})"),
        tag("p", f"{meeting.event['name']} · {host}"),
    )


def _ways_on(meeting: Meeting) -> Html:
    id = meeting.invitee["id"]
    ways = (("calendar", "ics", f"{id}.ics"), ("move", "move", id), ("cancel", "cancel", id))
    links = [
        tag("a", meeting.say(key), href=local(meeting.desk, *parts), class_="button")
        for key, *parts in ways
    ]
    return tag("p", links, class_="row")


async def ics(emulation: Emulation, request: Request, invitee_id: str) -> Response:
    visit = await read_visit(request)
    account = await emulation.store.account_of("invitee", invitee_id)
    if account is None:
        return _unknown(visit)
    async with emulation.glance(account) as desk:
        meeting = await _meeting(desk, invitee_id, visit)
        url = desk.shapes.page("booked", invitee_id)
        text = calendar_file(meeting.event, now=desk.now, url=url)
    return Response(
        text,
        media_type="text/calendar; charset=utf-8",
        headers={
            "content-disposition": 'attachment; filename="meeting.ics"',
            "cache-control": "no-store",
        },
    )


async def cancel(emulation: Emulation, request: Request, invitee_id: str) -> Response:
    visit = await read_visit(request)
    account = await emulation.store.account_of("invitee", invitee_id)
    if account is None:
        return _unknown(visit)
    async with emulation.desk(account) as desk:
        meeting = await _meeting(desk, invitee_id, visit)
        if meeting.invitee["status"] == "canceled" and not meeting.invitee["rescheduled"]:
            return notice(visit.language, "canceled", None, status=200)
        if closed := meeting.closed:
            return closed
        if request.method == "POST":
            await cancel_invitee(desk, meeting.invitee, reason=visit.one("reason") or None)
            return notice(visit.language, "canceled", None, status=200)
        title = meeting.say("cancel")
        return page(visit.language, title, tag("h1", title), _facts(meeting), _question(meeting))


def _question(meeting: Meeting) -> Html:
    reason = tag("textarea", id="reason", name="reason", rows=3, maxlength=2000)
    return tag(
        "form",
        tag("input", type="hidden", name="lang", value=meeting.visit.language),
        labelled(meeting.say("reason"), "reason", reason),
        tag("p", tag("button", meeting.say("cancel"), class_="main")),
        method="post",
    )


async def move_on(emulation: Emulation, request: Request, invitee_id: str) -> Response:
    visit = await read_visit(request)
    account = await emulation.store.account_of("invitee", invitee_id)
    if account is None:
        return _unknown(visit)
    faults: list[str] = []
    status = 200
    if request.method == "POST" and not visit.only_looks:
        try:
            async with emulation.desk(account) as desk:
                moved = await _move(await _meeting(desk, invitee_id, visit))
        except Refusal:
            faults, status = [say(visit.language, "taken")], 409
        else:
            if moved is not None:
                return moved
            faults, status = [say(visit.language, "need_start")], 422
    async with emulation.glance(account) as desk:
        return await _moving_form(await _meeting(desk, invitee_id, visit), faults, status)


async def _move(meeting: Meeting) -> Response | None:
    """The way to the new meeting; None where no new start was chosen."""
    start = chosen_start(meeting.visit)
    if meeting.invitee["rescheduled"] and start is not None:
        return await _moved_before(meeting, stamp(start))
    if closed := meeting.closed:
        return closed
    if start is None or stamp(start) == meeting.event["start"]:
        return None
    event_type = await meeting.desk.existing("event_type", meeting.event["event_type"])
    return to_booked(meeting.desk, await move(meeting.desk, meeting.invitee, event_type, start))


async def _moved_before(meeting: Meeting, start: str) -> Response | None:
    """The same form sent twice is one move."""
    successor = str(meeting.invitee["new_invitee"]).rpartition("/")[2]
    fresh = await meeting.desk.existing("invitee", successor)
    return to_booked(meeting.desk, fresh) if fresh["start"] == start else meeting.closed


async def _moving_form(meeting: Meeting, faults: list[str], status: int) -> Response:
    if closed := meeting.closed:
        return closed
    desk, visit = meeting.desk, meeting.visit
    event_type = await desk.existing("event_type", meeting.event["event_type"])
    owner = await desk.existing("user", event_type["owner"])
    # They chose a zone when they booked: it says more than the host's.
    form = await draw_up(
        desk, event_type, {**owner, "timezone": meeting.invitee["timezone"]}, visit, faults
    )
    form = replace(form, asks_details=False, submit="move")
    title = meeting.say("move")
    return page(
        visit.language,
        title,
        tag("h1", title),
        tag("p", meeting.say("now_at"), class_="soft"),
        _facts(meeting),
        draw(form),
        status=status,
    )


async def video(emulation: Emulation, request: Request, event_id: str) -> Response:
    """Where a conference link of the emulator leads."""
    return notice((await read_visit(request)).language, "no_video", None, status=200)
