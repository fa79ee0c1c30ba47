"""Replies on their way to the lead."""

from simulator.crm.jobs import enqueue_delivery
from simulator.crm.tables import Function, Tables, invalid
from simulator.crm.talk_rows import Conversation, DeliveryStatus, OutboxReply
from simulator.crm.values import Id, Moment, as_id, iso, own, seconds
from tools.ports.words import JSON

OPEN = ("pending", "sending", "unknown")
RANKS = {"sent": 1, "failed": 2, "delivered": 3, "read": 4}
OWED = ("opted_out", "opted_in", "handed_over")


def silence(t: Tables, talk: Conversation, turn: str) -> str | None:
    """Why a reply may not leave. The word that confirms a STOP, a START or a handover we owe."""
    owed = [receipt.kind for receipt in t.receipts_of.get(turn, ()) if receipt.kind in OWED]
    if t.leads[talk.lead_id].status == "opted_out" and "opted_out" not in owed:
        return "opted_out"
    return "a person has taken over" if talk.mode == "human" and not owed else None


def add_reply(t: Tables, reply: OutboxReply) -> None:
    t.outbox[reply.id] = reply
    t.replies_of[reply.turn_id].append(reply)
    _keep(t, reply)


def _keep(t: Tables, reply: OutboxReply) -> None:
    if reply.state in OPEN:
        t.open_replies[reply.id] = reply
    else:
        t.open_replies.pop(reply.id, None)


def claim_delivery(t: Tables, *, reply: Id, window: float | None, now: Moment) -> JSON | None:
    """Send rules are checked here, in the step that takes the reply, and nowhere earlier."""
    found = t.outbox.get(reply)
    if found is None or found.state != "pending" or (found.next_at and found.next_at > now):
        return None
    talk = t.conversations[found.conversation_id]
    refusal = silence(t, talk, found.turn_id) or _refusal(t, talk, window, now)
    if refusal is not None:
        found.state, found.error = "failed", refusal
        _keep(t, found)
        return None
    found.state, found.attempts, found.sending_since = "sending", found.attempts + 1, now
    return _delivery_json(t, found, talk)


def _refusal(t: Tables, talk: Conversation, window: float | None, now: Moment) -> str | None:
    integration = t.integrations.get(talk.integration_id or "")
    if integration is not None and integration.status == "disconnected":
        return "the channel is disconnected"
    last = talk.last_inbound_at
    late = window is not None and last is not None and last < now - seconds(window)
    return "window" if late else None


def _delivery_json(t: Tables, reply: OutboxReply, talk: Conversation) -> JSON:
    integration = t.integrations.get(talk.integration_id or "")
    names = [
        name
        for name in t.names_of[talk.lead_id]
        if name.channel == talk.channel and name.scope == talk.scope
    ]
    names.sort(key=lambda name: name.kind, reverse=True)
    names.sort(key=lambda name: name.created_at)
    answered = max(t.answered_by.get(reply.turn_id, ()), key=lambda m: m.seq, default=None)
    return {
        "id": reply.id,
        "workspace": reply.workspace_id,
        "integration_id": talk.integration_id,
        "channel": talk.channel,
        "account": integration.account if integration else None,
        "text": reply.text,
        "choices": own(reply.choices),
        "attempt": reply.attempts,
        "language": t.leads[talk.lead_id].language,
        "aliases": [
            {"kind": name.kind, "value": name.value, "attested": name.attested} for name in names
        ],
        "in_reply_to": answered.provider_id if answered else None,
    }


def settle_delivery(
    t: Tables,
    *,
    reply: Id,
    attempt: int,
    state: str,
    provider_id: str | None,
    error: str | None,
    retry_in: float | None,
    now: Moment,
) -> bool:
    found = t.outbox.get(reply)
    if found is None or found.attempts != attempt or found.state not in ("sending", "unknown"):
        return False
    again = None if retry_in is None else now + seconds(retry_in)
    found.state, found.error, found.next_at = state, error, again
    if provider_id is not None:
        _name(t, found, provider_id)
    _keep(t, found)
    talk = t.conversations[found.conversation_id]
    if state == "pending":
        enqueue_delivery(t, found.id, talk.channel, at=again)
    known = t.delivery_statuses.get(
        (found.workspace_id, talk.integration_id or "", found.provider_id or "")
    )
    if known is not None:
        _raise_status(t, found, known.status, known.error)
    return True


def _name(t: Tables, reply: OutboxReply, provider_id: str) -> None:
    if reply.provider_id == provider_id:
        return
    if reply.provider_id is not None:
        t.provider_ids[reply.workspace_id, reply.provider_id].remove(reply)
    reply.provider_id = provider_id
    t.provider_ids[reply.workspace_id, provider_id].append(reply)


def _raise_status(t: Tables, reply: OutboxReply, status: str, error: str | None) -> None:
    """What comes out of order counts only if it says more. Failed is not the last word."""
    if reply.state not in (*OPEN, "accepted", "failed"):
        return
    if RANKS.get(reply.delivery_status or "", 0) >= RANKS.get(status, 0):
        return
    reply.delivery_status = status
    reply.state = "failed" if status == "failed" else "accepted"
    reply.error = (error or reply.error) if status == "failed" else None
    _keep(t, reply)


def record_status(
    t: Tables,
    *,
    workspace: Id,
    integration: Id,
    provider_id: str | None,
    reply: str | None,
    status: str,
    error: str | None,
    now: Moment,
) -> bool:
    found = _reply_meant(t, workspace, integration, provider_id, reply)
    if found is not None:
        if provider_id is not None and found.provider_id is None:
            _name(t, found, provider_id)
        _raise_status(t, found, status, error)
        return True
    account = t.integrations.get(integration)
    if account is None or account.workspace_id != workspace or provider_id is None:
        raise invalid("the status is of nothing")
    key = (workspace, integration, provider_id)
    known = t.delivery_statuses.get(key)
    if known is None or RANKS.get(known.status, 0) < RANKS.get(status, 0):
        t.delivery_statuses[key] = DeliveryStatus(
            workspace_id=workspace,
            integration_id=integration,
            provider_id=provider_id,
            status=status,
            error=error,
            at=now,
        )
    return False


def _reply_meant(
    t: Tables, workspace: str, integration: str, provider_id: str | None, reply: str | None
) -> OutboxReply | None:
    """Our id comes back as the channel stored it; another program may use the same number."""
    named = t.provider_ids.get((workspace, provider_id), []) if provider_id is not None else []
    ours = t.outbox.get(as_id(reply) or "") if reply is not None else None
    for found in (*named, ours):
        if found is None or found.workspace_id != workspace:
            continue
        if t.conversations[found.conversation_id].integration_id == integration:
            return found
    return None


def rescue_deliveries(t: Tables, *, stuck: Moment, now: Moment) -> int:
    """A send whose process died, or whose answer never came, and a reply whose job was lost."""
    count = 0
    for reply in list(t.open_replies.values()):
        sent = reply.sending_since
        if reply.state != "pending":
            if sent is None or sent >= stuck:
                continue
            if reply.attempts >= 2:
                reply.state, reply.error = "failed", "no answer from the provider"
                _keep(t, reply)
                continue
        elif (reply.next_at or reply.created_at) >= stuck:
            continue
        reply.state, reply.next_at = "pending", now
        enqueue_delivery(t, reply.id, t.conversations[reply.conversation_id].channel)
        count += 1
    return count


def replies_after(t: Tables, *, workspace: Id, conversation: Id, after: int) -> list[JSON]:
    found: list[JSON] = []
    for message in reversed(t.messages_in.get(conversation, [])):
        if message.seq <= after:
            break
        reply = t.outbox.get(message.id)
        if reply is None or reply.state == "failed" or message.workspace_id != workspace:
            continue
        found.append(
            {
                "id": message.id,
                "seq": message.seq,
                "turn_id": message.turn_id,
                "text": message.text,
                "choices": own(reply.choices),
                "state": reply.state,
                "at": iso(message.at),
            }
        )
    return found[::-1]


FUNCTIONS: tuple[Function, ...] = (
    claim_delivery,
    settle_delivery,
    record_status,
    rescue_deliveries,
    replies_after,
)
