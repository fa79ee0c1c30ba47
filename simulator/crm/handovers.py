"""A person takes over: what they find, who is told of it, and when the bot answers again."""

from datetime import timedelta

from simulator.crm import talk_rows as said
from simulator.crm.jobs import enqueue_alert
from simulator.crm.leads import conversation_in
from simulator.crm.live import live_meeting_of
from simulator.crm.meeting_rows import Alert, Handover
from simulator.crm.receipts import put_receipt
from simulator.crm.shapes import (
    conversation_json,
    lead_json,
    meeting_json,
    receipt_json,
)
from simulator.crm.tables import Function, Tables, invalid, not_found, the
from simulator.crm.thread_runs import announce
from simulator.crm.values import Id, Moment, as_id, iso, iso_or_none, own, seconds
from tools.ports.words import JSON

WAYS = ("email", "webhook")
SHOWN = 6  # messages


def hand_over(
    t: Tables,
    *,
    workspace: Id,
    conversation: Id,
    turn: Id,
    reason: str,
    wants: list[str],
    receipt: Id,
    now: Moment,
) -> JSON:
    talk = the(conversation_in(t, workspace, conversation))
    talk.mode, talk.human_at = "human", now
    proof = put_receipt(
        t,
        talk,
        receipt=receipt,
        turn=turn,
        kind="handed_over",
        subject=talk.id,
        reason=reason,
        now=now,
    )
    if proof.id not in t.handovers:
        made = Handover(
            id=proof.id,
            workspace_id=workspace,
            conversation_id=talk.id,
            lead_id=talk.lead_id,
            reason=reason,
            wants=list(wants),
            facts=_facts(t, talk, now),
            created_at=now,
        )
        t.handovers[made.id] = made
        t.handovers_in[talk.id].append(made)
        if not talk.simulated:  # who only tries the bot alarms nobody
            for way in WAYS:
                enqueue_alert(t, made.id, way)
    return receipt_json(proof)


def give_to_a_person(
    t: Tables, talk: said.Conversation, reason: str, *, receipt: str, run: str, now: Moment
) -> None:
    """What could not be finished here. Not twice: they have been told."""
    if talk.mode == "human":
        return
    hand_over(
        t,
        workspace=talk.workspace_id,
        conversation=talk.id,
        turn=run,
        reason=reason,
        wants=[],
        receipt=receipt,
        now=now,
    )
    announce(t, talk, receipt, run=run, now=now)


def _facts(t: Tables, talk: said.Conversation, now: Moment) -> JSON:
    meeting = live_meeting_of(t, talk.workspace_id, talk.lead_id, now)
    return {
        "channel": talk.channel,
        "lead": lead_json(t.leads[talk.lead_id]),
        "meeting": meeting_json(meeting) if meeting else None,
        "messages": [
            {
                "direction": message.direction,
                "text": message.text,
                "note": message.note,
                "at": iso(message.at),
            }
            for message in t.messages_in[talk.id][-SHOWN:]
        ],
    }


def set_conversation_mode(
    t: Tables, *, workspace: Id, conversation: Id, mode: str, now: Moment
) -> JSON | None:
    talk = conversation_in(t, workspace, conversation)
    if talk is None:
        return None
    if mode not in ("bot", "human"):
        raise invalid("there is no such mode")
    talk.mode, talk.human_at = mode, now if mode == "human" else None
    if mode == "bot":
        _end_handovers(t, talk, "released", now)
    return conversation_json(t, talk)


def _end_handovers(t: Tables, talk: said.Conversation, by: str, now: Moment) -> None:
    for handover in t.handovers_in.get(talk.id, ()):
        if handover.ended_at is None:
            handover.ended_at, handover.ended_by = now, by


def take_over_by_echo(
    t: Tables, *, workspace: Id, channel: str, integration: Id, aliases: list[JSON], now: Moment
) -> bool:
    """A person wrote to the lead in the channel's own app: the bot is silent from here."""
    found = False
    for alias in aliases:
        known = t.identities.get((workspace, channel, integration, alias["kind"], alias["value"]))
        if known is None or not known.attested:
            continue
        talk = t.persons.get((workspace, channel, integration, known.lead_id))
        if talk is not None:
            talk.mode, talk.human_at, found = "human", now, True
    return found


def resume_if_left(t: Tables, talk: said.Conversation, now: Moment) -> None:
    """The person in charge has done nothing for the workspace's hours: the bot answers again."""
    if talk.mode != "human" or talk.human_at is None:
        return
    hours = t.workspaces[talk.workspace_id].resume_hours
    if hours > 0 and talk.human_at <= now - timedelta(hours=hours):
        talk.mode, talk.human_at = "bot", None
        _end_handovers(t, talk, "resumed", now)


def handover_json(t: Tables, handover: Handover) -> JSON:
    workspace = t.workspaces[handover.workspace_id]
    alerts = sorted(t.alerts_for.get(handover.id, ()), key=lambda each: each.way)
    return {
        "id": handover.id,
        "workspace": handover.workspace_id,
        "conversation_id": handover.conversation_id,
        "lead_id": handover.lead_id,
        "reason": handover.reason,
        "wants": list(handover.wants),
        "facts": own(handover.facts),
        "at": iso(handover.created_at),
        "ended_at": iso_or_none(handover.ended_at),
        "ended_by": handover.ended_by,
        "zone": workspace.zone,
        "language": workspace.team_language or workspace.language,
        "alerts": [
            {
                "way": each.way,
                "state": each.state,
                "attempts": each.attempts,
                "error": each.error,
            }
            for each in alerts
        ],
    }


def _rules_json(workspace: said.Workspace) -> JSON:
    return {
        "resume_after_hours": workspace.resume_hours,
        "language": workspace.team_language or workspace.language,
    }


def find_handover_rules(t: Tables, *, workspace: Id) -> JSON | None:
    found = t.workspaces.get(workspace)
    return _rules_json(found) if found else None


def set_handover_rules(t: Tables, *, workspace: Id, hours: int, language: str) -> JSON:
    found = t.workspaces.get(workspace)
    if found is None:
        raise not_found("there is no such workspace")
    if not 0 <= hours <= 8760 or language not in ("es", "en", "pt"):
        raise invalid("these rules cannot be stored")
    found.resume_hours, found.team_language = hours, language
    return _rules_json(found)


def list_handovers(
    t: Tables,
    *,
    workspace: Id,
    conversation: str | None,
    open: bool | None,
    limit: int,
    offset: int,
) -> JSON:
    matching = [
        each
        for each in (
            t.handovers.values()
            if conversation is None
            else t.handovers_in.get(as_id(conversation) or "", [])
        )
        if each.workspace_id == workspace and (open is None or (each.ended_at is None) == open)
    ]
    matching.sort(key=lambda each: each.id)
    matching.sort(key=lambda each: each.created_at, reverse=True)
    page = matching[offset : offset + limit]
    return {"total": len(matching), "handovers": [handover_json(t, each) for each in page]}


def claim_alert(
    t: Tables, *, workspace: Id, handover: Id, way: str, alert: Id, now: Moment
) -> JSON | None:
    """One that is `sending` lost its process: its job runs again, and nobody else has it."""
    found = t.handovers.get(handover)
    if found is None or found.workspace_id != workspace:
        return None
    if way not in WAYS:
        raise invalid("there is no such way")
    telling = next((each for each in t.alerts_for[handover] if each.way == way), None)
    if telling is None:
        telling = Alert(
            id=alert,
            workspace_id=workspace,
            handover_id=handover,
            way=way,
            state="pending",
            attempts=0,
            created_at=now,
            updated_at=now,
        )
        t.alerts[alert] = telling
        t.alerts_for[handover].append(telling)
    if telling.state not in ("pending", "sending"):
        return None
    telling.state, telling.attempts, telling.updated_at = "sending", telling.attempts + 1, now
    return {
        "id": telling.id,
        "way": way,
        "attempt": telling.attempts,
        "handover": handover_json(t, found),
    }


def settle_alert(
    t: Tables,
    *,
    alert: Id,
    attempt: int,
    state: str,
    error: str | None,
    retry_in: float | None,
    now: Moment,
) -> bool:
    telling = t.alerts.get(alert)
    if telling is None or telling.attempts != attempt or telling.state != "sending":
        return False
    telling.state, telling.error, telling.updated_at = state, error, now
    if state == "pending":
        again = None if retry_in is None else now + seconds(retry_in)
        enqueue_alert(t, telling.handover_id, telling.way, at=again)
    return True


def count_troubles(t: Tables, *, workspace: Id) -> JSON:
    """What nobody will try again: a person has to look."""
    waiting = [e.reason for e in t.quarantined_events.values() if e.workspace_id == workspace]
    review = waiting.count("needs review")
    return {
        "failed_runs": sum(r.workspace_id == workspace for r in t.failed_runs.values()),
        "failed_replies": sum(
            o.workspace_id == workspace and o.state == "failed" for o in t.outbox.values()
        ),
        "quarantined": len(waiting) - review - waiting.count("unmatched booking"),
        "to_review": review,
        "failed_alerts": sum(
            a.workspace_id == workspace and a.state == "failed" for a in t.alerts.values()
        ),
    }


FUNCTIONS: tuple[Function, ...] = (
    hand_over,
    set_conversation_mode,
    take_over_by_echo,
    find_handover_rules,
    set_handover_rules,
    list_handovers,
    claim_alert,
    settle_alert,
    count_troubles,
)
