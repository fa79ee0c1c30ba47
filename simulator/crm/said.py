"""What all that was said of an invitee comes to."""

from datetime import UTC, datetime

from simulator.crm.leads import move_status
from simulator.crm.live import meetings_of
from simulator.crm.meeting_rows import CalendarNews, Meeting
from simulator.crm.removals import release_seats
from simulator.crm.tables import Tables
from simulator.crm.talk_rows import Lead
from simulator.crm.values import Moment, moment_of
from tools.ports.words import JSON

WEIGHTS = {"booked": 1, "no_show": 2, "canceled": 3, "moved": 4}
NEVER = datetime.min.replace(tzinfo=UTC)


def heard_of(t: Tables, workspace: str, event_id: str, kind: str, news: JSON) -> None:
    if (workspace, event_id) in t.calendar_news:
        return  # heard through another account
    said = CalendarNews(
        workspace_id=workspace,
        event_id=event_id,
        kind=kind,
        invitee_uri=news["invitee_uri"],
        old_invitee=news["old_invitee"],
        rescheduled=bool(news["rescheduled"]),
        no_show=news["no_show"],
        occurred_at=moment_of(news["occurred_at"]),
    )
    t.calendar_news[workspace, event_id] = said
    t.news_of[workspace, said.invitee_uri].append(said)
    if said.old_invitee is not None:
        t.successors[workspace, said.old_invitee].append(said)


def state_said(t: Tables, workspace: str, invitee: str | None) -> str:
    """A move outweighs a cancellation, and that a mark of no-show.

    A mark that is taken back names itself, or at least its time.
    """
    said = t.news_of.get((workspace, invitee or ""), [])
    if any(each.rescheduled for each in said) or t.successors.get((workspace, invitee or "")):
        return "moved"
    if any(each.kind == "invitee.canceled" for each in said):
        return "canceled"
    marks = [each for each in said if each.kind == "invitee_no_show.created"]
    lifts = [each for each in said if each.kind == "invitee_no_show.deleted"]
    stands = any(not any(_lifts(lift, mark) for lift in lifts) for mark in marks)
    return "no_show" if stands else "booked"


def _lifts(lift: CalendarNews, mark: CalendarNews) -> bool:
    if lift.no_show is None:
        return lift.occurred_at >= mark.occurred_at
    return lift.no_show == mark.no_show


def redraw(t: Tables, workspace: str, invitee: str | None, now: Moment) -> bool:
    """Bring an invitee's meeting to what was said, and name it as the one its successor replaces.

    Whether its state changed.
    """
    meeting = t.invitees.get((workspace, invitee or ""))
    if meeting is None:
        return False
    for each in t.successors.get((workspace, invitee or ""), ()):
        successor = t.invitees.get((workspace, each.invitee_uri))
        if successor and successor.lead_id == meeting.lead_id and successor.replaces is None:
            successor.replaces, successor.updated_at = meeting.id, now
    said = state_said(t, workspace, invitee)
    lifted = said == "booked" and meeting.state == "no_show"
    if WEIGHTS[said] <= WEIGHTS.get(meeting.state, 1) and not lifted:
        return False
    before = meeting.state
    meeting.state = (meeting.before_no_show or "booked") if said == "booked" else said
    meeting.before_no_show = before if said == "no_show" else None
    meeting.updated_at = now
    if said == "no_show":
        t.no_shows[meeting.id] = meeting
    if said in ("canceled", "moved"):
        release_seats(t, meeting, now)
    return True


def restate_lead(t: Tables, lead: Lead, now: Moment) -> None:
    """What a lead's meetings say of the lead: one that is to come, else the last that happened.

    What somebody else has made of the lead since stays; so does a lead between the two halves of a
    move.
    """
    status = lead.status_before_opt_out if lead.status == "opted_out" else lead.status
    if status not in ("meeting_scheduled", "no_show", "engaged"):
        return
    mine = meetings_of(t, lead.workspace_id, lead.id)
    replaced = {each.replaces for each in mine}
    telling = [
        m
        for m in mine
        if (m.invitee_uri is not None or m.state == "link_sent")
        and not (m.state == "moved" and m.id in replaced)
    ]
    if not telling:
        return
    telling.sort(key=lambda m: (m.invitee_uri is None, m.invitee_uri or ""))
    telling.sort(key=lambda m: _last_word(t, m), reverse=True)
    first = min(telling, key=lambda m: (not m.to_come(now), m.state != "link_sent"))
    words = {"canceled": "engaged", "no_show": "no_show", "met": "met", "moved": None}
    word = words.get(first.state, "meeting_scheduled")
    if word in ("no_show", "met"):  # both are outcomes of a meeting
        move_status(t, lead, "meeting_scheduled", now)
    if word is not None:
        move_status(t, lead, word, now)


def _last_word(t: Tables, meeting: Meeting) -> datetime:
    said = t.news_of.get((meeting.workspace_id, meeting.invitee_uri or ""), ())
    return max((each.occurred_at for each in said), default=NEVER)
