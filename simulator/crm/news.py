"""What Calendly tells: in any order and any number of times, it ends in the same state.

What was said is kept, and meetings are drawn from all of it: when a word comes does not count.
"""

from dataclasses import dataclass, replace
from hashlib import md5
from uuid import UUID

from simulator.crm import meeting_rows as kept
from simulator.crm.bookings import settle_booked
from simulator.crm.inbox import drop_quarantined, quarantine_event
from simulator.crm.leads import lead_in, move_status, write_email
from simulator.crm.live import meetings_of
from simulator.crm.offers import add_meeting, meeting_made
from simulator.crm.receipts import put_receipt
from simulator.crm.removals import open_cancellation
from simulator.crm.said import heard_of, redraw, restate_lead, state_said
from simulator.crm.shapes import meeting_json
from simulator.crm.tables import Function, Tables, invalid
from simulator.crm.talk_rows import InboundEvent, Lead
from simulator.crm.thread_runs import announce
from simulator.crm.turns import turn_is_open
from simulator.crm.values import Id, Moment, moment_of
from simulator.crm.whose import Booker, whose
from tools.ports.words import JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """One piece of news, with the ids of what it may make."""

    workspace: str
    mode: str
    meeting: str
    receipt: str
    late_receipt: str
    run: str
    now: Moment


def _place(
    t: Tables, news: JSON, who: Booker, hearing: Hearing, meeting: str
) -> kept.Receipt | None:
    """The invitee becomes a meeting. The receipt, where the booking was one of our own."""
    now = hearing.now
    if who.attempt is not None:
        return settle_booked(
            t,
            who.attempt,
            turn=who.attempt.turn_id,
            booked=news,
            mode=hearing.mode,
            meeting=meeting,
            receipt=hearing.receipt,
            now=now,
        )
    made_at = moment_of(news["occurred_at"])
    add_meeting(t, _meeting_of(news, who, hearing, meeting, min(made_at, now)))
    lead = t.leads[who.lead_id]
    if state_said(t, hearing.workspace, news["invitee_uri"]) == "booked":
        meeting_made(t, hearing.workspace, lead.id, now)
    else:
        _was_over(t, hearing.workspace, lead, made_at, now)
    if who.by_link:
        if lead.email is None:
            write_email(t, lead, news["email"])
        lead.name = news["name"] if lead.name is None else lead.name
        lead.updated_at = now
    return None


def _meeting_of(
    news: JSON, who: Booker, hearing: Hearing, meeting: str, booked_at: Moment
) -> kept.Meeting:
    return kept.Meeting(
        id=meeting,
        workspace_id=hearing.workspace,
        lead_id=who.lead_id,
        conversation_id=who.conversation_id,
        state="booked",
        mode=hearing.mode,
        event_type=news["event_type"],
        event_name=who.event_name,
        starts_at=moment_of(news["starts_at"]),
        starts_text=news["starts_at"],
        ends_text=news["ends_at"],
        cancel_url=news["cancel_url"],
        reschedule_url=news["reschedule_url"],
        event_uri=news["event_uri"],
        invitee_uri=news["invitee_uri"],
        replaces=who.replaces,
        booked_at=booked_at,
        created_at=hearing.now,
        updated_at=hearing.now,
    )


def _was_over(t: Tables, workspace: str, lead: Lead, made_at: Moment, now: Moment) -> None:
    """Before we heard of it."""
    for meeting in meetings_of(t, workspace, lead.id):
        if meeting.state == "link_sent" and meeting.created_at <= made_at:
            meeting.state, meeting.updated_at = "canceled", now
    if lead.status not in ("met", "customer", "lost"):
        move_status(t, lead, "meeting_scheduled", now)


def _next_waiting(t: Tables, workspace: str, lead: Lead) -> JSON | None:
    """A booking of this lead that came before what tells whose it is."""
    keys = dict(t.waiting_emails.get((workspace, (lead.email or "").lower()), {}))
    for meeting in meetings_of(t, workspace, lead.id):
        if meeting.invitee_uri is not None:
            keys |= t.waiting_halves.get((workspace, meeting.invitee_uri), {})
    waiting = [t.quarantined_events[key] for key in keys]
    mine = [
        event.raw
        for event in waiting
        if event.reason in ("unmatched booking", "needs review")
        and event.raw.get("kind") == "invitee.created"
        and (who := whose(t, workspace, event.raw)) is not None
        and who.lead_id == lead.id
    ]
    return min(mine, key=lambda raw: moment_of(raw["occurred_at"]), default=None)


def _tell(
    t: Tables, meetings: list[kept.Meeting], receipt: kept.Receipt | None, hearing: Hearing
) -> kept.Receipt | None:
    """Of meetings that are new to us: the last that stands, else that it is canceled."""
    news = [
        m
        for m in meetings
        if m.starts_at is not None
        and m.starts_at > hearing.now
        and m.state in ("booked", "canceled")
        and state_said(t, hearing.workspace, m.invitee_uri) == m.state
    ]
    standing = [m for m in news if m.state == "booked"]
    if not news:
        return None
    told = (standing or news)[-1]
    if receipt is not None and told.id == receipt.subject and told.state == "booked":
        return receipt
    # What a turn is canceling just now is that turn's to tell.
    leaving = open_cancellation(t, hearing.workspace, told.id)
    made = "booked" if told.replaces is None else "moved"
    return put_receipt(
        t,
        t.conversations[told.conversation_id],
        receipt=hearing.late_receipt,
        turn=leaving.turn_id if leaving and told.state == "canceled" else hearing.run,
        kind="canceled" if told.state == "canceled" else made,
        subject=told.id,
        body=meeting_json(told),
        now=hearing.now,
    )


def _id_from(seed: str, name: str) -> str:
    """A new id that the same news gets again."""
    return str(UUID(md5(f"{seed} {name}".encode(), usedforsecurity=False).hexdigest()))


def _created(t: Tables, news: JSON, hearing: Hearing) -> kept.Receipt | None:
    workspace, now = hearing.workspace, hearing.now
    known = t.invitees.get((workspace, news["invitee_uri"]))  # its turn may have been faster
    who = None if known else whose(t, workspace, news)
    lead = lead_in(t, workspace, known.lead_id if known else who.lead_id if who else None)
    if lead is None:
        return None
    new: list[kept.Meeting] = []
    if known is not None and redraw(t, workspace, known.invitee_uri, now):
        new.append(known)
    next_news: JSON | None = news if known is None else _next_waiting(t, workspace, lead)
    receipt, meeting_id = None, hearing.meeting
    while next_news is not None:
        booker = whose(t, workspace, next_news)
        if booker is None:
            break
        receipt = _place(t, next_news, booker, hearing, meeting_id) or receipt
        drop_quarantined(t, workspace, next_news["invitee_uri"])
        redraw(t, workspace, next_news["invitee_uri"], now)
        if made := t.invitees.get((workspace, next_news["invitee_uri"])):
            new.append(made)
        next_news = _next_waiting(t, workspace, lead)
        meeting_id = _id_from(hearing.meeting, next_news["invitee_uri"]) if next_news else ""
    redraw(t, workspace, news["old_invitee"], now)
    if new:
        restate_lead(t, lead, now)
    return _tell(t, new, receipt, hearing)


def _of_known(t: Tables, news: JSON, hearing: Hearing) -> kept.Receipt | None:
    """Of an invitee that may be a meeting of ours, or the successor of one."""
    redraw(t, hearing.workspace, news["old_invitee"], hearing.now)
    if not redraw(t, hearing.workspace, news["invitee_uri"], hearing.now):
        return None
    meeting = t.invitees[hearing.workspace, news["invitee_uri"]]
    restate_lead(t, t.leads[meeting.lead_id], hearing.now)
    if meeting.state != "canceled":
        return None  # of a move, the new half speaks
    return _tell(t, [meeting], None, replace(hearing, late_receipt=hearing.receipt))


def _why_waiting(t: Tables, workspace: str, news: JSON) -> str:
    """A person looks at a booking that may be a lead's all the same."""
    asked = t.attempt_tokens.get(news["token"] or "")
    link = t.link_tokens.get(news["token"] or "")
    ours = any(row is not None and row.workspace_id == workspace for row in (asked, link))
    known = ours or t.emails.get((workspace, news["email"].lower()))
    return "needs review" if known else "unmatched booking"


def _will_be_told(t: Tables, receipt: kept.Receipt, run: str) -> bool:
    """The turn that asked for it is still open, and has not given up: it will say so itself."""
    if receipt.turn_id == run or not turn_is_open(t, receipt.workspace_id, receipt.turn_id):
        return False
    doubted = any(a.doubted_at is not None for a in t.attempts_for.get(receipt.subject, ()))
    leaving = t.cancellations.get(receipt.subject)
    return not doubted and not (leaving is not None and leaving.doubted_at is not None)


def apply_news(
    t: Tables,
    *,
    workspace: Id,
    integration: Id,
    event_id: str,
    kind: str,
    news: JSON,
    mode: str,
    meeting: Id,
    receipt: Id,
    late_receipt: Id,
    run: Id,
    now: Moment,
) -> JSON:
    account = t.integrations.get(integration)
    if account is None or account.workspace_id != workspace:
        raise invalid("the workspace has no such integration")
    if kind != "other":
        moment_of(news["occurred_at"]), moment_of(news["starts_at"])
    key = (workspace, "calendly", integration, event_id)
    if key in t.inbound_events:
        return {"outcome": "duplicate", "conversation_id": None, "receipt_id": None}
    t.inbound_events[key] = InboundEvent(
        workspace_id=workspace,
        channel="calendly",
        scope=integration,
        event_id=event_id,
        message_id=None,
        received_at=now,
    )
    account.last_sync = now
    if kind == "other":
        return {"outcome": "unmatched", "conversation_id": None, "receipt_id": None}
    heard_of(t, workspace, event_id, kind, news)
    hearing = Hearing(
        workspace=workspace,
        mode=mode,
        meeting=meeting,
        receipt=receipt,
        late_receipt=late_receipt,
        run=run,
        now=now,
    )
    created = kind == "invitee.created"
    proof = _created(t, news, hearing) if created else _of_known(t, news, hearing)
    untold = None
    if proof is not None and not _will_be_told(t, proof, run):
        announce(t, t.conversations[proof.conversation_id], proof.id, run=run, now=now)
        untold = proof.id
    known = (workspace, news["invitee_uri"]) in t.invitees
    if not known and created:
        quarantine_event(
            t,
            workspace=workspace,
            integration=integration,
            event_id=event_id,
            reason=_why_waiting(t, workspace, news),
            raw=news,
            now=now,
        )
    return {
        "outcome": "applied" if known else "unmatched",
        "conversation_id": proof.conversation_id if proof else None,
        "receipt_id": untold,
    }


FUNCTIONS: tuple[Function, ...] = (apply_news,)
