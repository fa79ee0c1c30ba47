"""Rows that go, with all that hangs on them."""

from collections.abc import Callable
from typing import Any, TypeVar

from simulator.crm.meeting_rows import Meeting
from simulator.crm.tables import Tables
from simulator.crm.talk_rows import Conversation, Run, Thread

Key = TypeVar("Key")
Row = TypeVar("Row")


def forget_run(t: Tables, run: Run) -> None:
    """Its turn stays, without it, where somebody has seen to that before."""
    del t.runs[run.id]
    t.runs_of[run.thread_id].remove(run)
    t.open_runs.pop(run.id, None)
    t.failed_runs.pop(run.id, None)
    t.run_events.pop(run.id, None)
    if run.notice is not None:
        t.announced.discard(run.notice)


def forget_thread(t: Tables, thread: Thread) -> None:
    for run in list(t.runs_of[thread.id]):
        forget_run(t, run)
    t.runs_of.pop(thread.id, None)
    talk = t.conversations.get(thread.id)
    if talk is not None:
        _forget_conversation(t, talk)
    del t.threads[thread.id], t.threads_in[thread.workspace_id][thread.id]


def _forget_conversation(t: Tables, talk: Conversation) -> None:
    def ours(row: Any) -> bool:  # of any table with the column
        return bool(row.conversation_id == talk.id)

    for message in t.messages_in.pop(talk.id, []):
        del t.messages[message.id]
    t.waiting_in.pop(talk.id, None)
    for turn in drop(t.turns, ours):
        t.answered_by.pop(turn.id, None)
        t.replies_of.pop(turn.id, None)
    for reply in drop(t.outbox, ours):
        t.open_replies.pop(reply.id, None)
        _unlist(t.provider_ids[reply.workspace_id, reply.provider_id or ""], reply)
    drop(t.slot_keys, ours)
    drop(t.slots, ours)
    drop(t.link_keys, ours)
    drop(t.link_tokens, ours)
    for link in drop(t.booking_links, ours):
        _unlist(t.links_of[link.lead_id], link)
    for meeting in [m for m in t.meetings_of.get(talk.lead_id, []) if ours(m)]:
        _forget_meeting(t, meeting)
    _forget_bookings(t, ours)
    for handover in t.handovers_in.pop(talk.id, []):
        del t.handovers[handover.id]
        for alert in t.alerts_for.pop(handover.id, []):
            del t.alerts[alert.id]
    drop(t.recordings, ours)
    t.recordings_in.pop(talk.id, None)
    del t.conversations[talk.id]
    t.persons.pop((talk.workspace_id, talk.channel, talk.scope, talk.lead_id), None)
    _unlist(t.talks_of[talk.lead_id], talk)


def _forget_bookings(t: Tables, ours: Callable[[Any], bool]) -> None:
    drop(t.attempt_tokens, ours)
    drop(t.open_attempts, ours)
    for attempt in drop(t.booking_attempts, ours):
        key = (attempt.workspace_id, attempt.event_type, attempt.starts_at)
        _unlist(t.attempts_of[attempt.lead_id], attempt)
        _unlist(t.attempts_at[key], attempt)
        _unlist(t.attempts_for[attempt.meeting_id or ""], attempt)
    drop(t.cancellations, ours)
    drop(t.open_cancellations, ours)
    drop(t.receipt_keys, ours)
    for receipt in drop(t.receipts, ours):
        _unlist(t.receipts_of[receipt.turn_id], receipt)
        _unlist(t.receipts_about[receipt.subject], receipt)


def _forget_meeting(t: Tables, meeting: Meeting) -> None:
    del t.meetings[meeting.id]
    _unlist(t.meetings_of[meeting.lead_id], meeting)
    if meeting.invitee_uri is not None:
        t.invitees.pop((meeting.workspace_id, meeting.invitee_uri), None)
    t.cancellations.pop(meeting.id, None)
    t.open_cancellations.pop(meeting.id, None)


def forget_lead_without_talks(t: Tables, lead_id: str) -> None:
    """One that only stood for a client's thread."""
    lead = t.leads.get(lead_id)
    if lead is None or lead.external_id is not None or t.talks_of.get(lead_id):
        return
    del t.leads[lead_id]
    if lead.email is not None:
        t.emails[lead.workspace_id, lead.email.lower()].pop(lead_id, None)
    for name in t.names_of.pop(lead_id, []):
        t.identities.pop((name.workspace_id, name.channel, name.scope, name.kind, name.value))
    for call in t.calls_of_lead.pop(lead_id, []):
        call.lead_id = None


def drop(rows: dict[Key, Row], goes: Callable[[Row], bool]) -> list[Row]:
    """Take them out, and give them."""
    gone = {key: row for key, row in rows.items() if goes(row)}
    for key in gone:
        del rows[key]
    return list(gone.values())


def _unlist(rows: list[Row], row: Row) -> None:
    rows[:] = [each for each in rows if each is not row]
