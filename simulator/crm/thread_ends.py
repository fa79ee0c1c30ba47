"""Threads that rest, are written to by strangers, or go."""

from simulator.crm.api_runs import OPEN, is_busy, thread_in
from simulator.crm.forgetting import forget_lead_without_talks, forget_thread
from simulator.crm.leads import conversation_in
from simulator.crm.tables import Function, Tables, conflict
from simulator.crm.talk_rows import Conversation
from simulator.crm.values import Id, Moment
from tools.ports.words import JSON


def delete_thread(t: Tables, *, workspace: Id, thread: Id) -> bool:
    """A client's own thread with all that is in it, and the lead it stood for if there is nothing
    else of them."""
    found, talk = thread_in(t, workspace, thread), conversation_in(t, workspace, thread)
    if found is None:
        return False
    if talk is not None and talk.channel != "api" and not talk.simulated:
        raise conflict("this is a lead's conversation: it is not deleted here")
    if any(r.state in OPEN or r.lease_until is not None for r in t.runs_of[thread]):
        raise conflict("the thread is busy: cancel its runs first")
    if talk is not None:
        _refuse_open_meetings(t, talk)
    forget_thread(t, found)
    # Who makes the thread again may send the same messages again.
    for key in [key for key in t.inbound_events if key[0] == workspace and key[2] == thread]:
        del t.inbound_events[key]
    if talk is not None:
        forget_lead_without_talks(t, talk.lead_id)
    return True


def _refuse_open_meetings(t: Tables, talk: Conversation) -> None:
    meetings = [m for m in t.meetings_of.get(talk.lead_id, ()) if m.conversation_id == talk.id]
    if any(m.state == "booked" for m in meetings):
        raise conflict("a meeting is booked in this thread: cancel it first")
    attempts = t.attempts_of.get(talk.lead_id, ())
    unsure = any(a.conversation_id == talk.id and a.id in t.open_attempts for a in attempts)
    if unsure or any(c.conversation_id == talk.id for c in t.open_cancellations.values()):
        raise conflict("nobody is sure yet of a meeting in this thread: try again later")


def mark_forked(t: Tables, *, workspace: Id, thread: Id) -> bool:
    """Before somebody writes a state of their own: no open run would know of the change."""
    found, talk = thread_in(t, workspace, thread), conversation_in(t, workspace, thread)
    if found is not None and is_busy(t, thread):
        raise conflict("the thread is busy: its run would not know of the change")
    if found is None or talk is None or talk.channel == "api" or talk.simulated:
        return False
    found.forked = True
    return True


def resting_threads(t: Tables, *, before: Moment, limit: int) -> list[JSON]:
    """Those whose checkpoints nobody has thinned out since."""
    resting = [
        thread
        for thread in t.threads.values()
        if thread.updated_at < before
        and (thread.pruned_at is None or thread.pruned_at < thread.updated_at)
        and not is_busy(t, thread.id)
    ]
    resting.sort(key=lambda thread: thread.updated_at)
    return [{"id": thread.id, "forked": thread.forked} for thread in resting[:limit]]


def mark_pruned(t: Tables, *, thread: Id, at: Moment) -> None:
    found = t.threads.get(thread)
    if found is not None:
        found.pruned_at = at


FUNCTIONS: tuple[Function, ...] = (
    delete_thread,
    mark_forked,
    resting_threads,
    mark_pruned,
)
