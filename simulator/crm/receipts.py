"""The stored events behind claims."""

from simulator.crm.leads import conversation_in
from simulator.crm.meeting_rows import Receipt
from simulator.crm.shapes import receipt_json
from simulator.crm.tables import Function, Tables, the
from simulator.crm.talk_rows import Conversation
from simulator.crm.values import Id, Moment, as_id
from tools.ports.words import JSON


def put_receipt(
    t: Tables,
    conversation: Conversation,
    *,
    receipt: str,
    turn: str,
    kind: str,
    subject: str,
    now: Moment,
    body: JSON | None = None,
    reason: str | None = None,
) -> Receipt:
    """Once for a turn, a kind and what it is about."""
    key = (conversation.workspace_id, turn, kind, subject)
    if known := t.receipt_keys.get(key):
        return known
    made = Receipt(
        id=receipt,
        workspace_id=conversation.workspace_id,
        conversation_id=conversation.id,
        lead_id=conversation.lead_id,
        turn_id=turn,
        kind=kind,
        subject=subject,
        body=body,
        reason=reason,
        at=now,
    )
    t.receipts[receipt] = t.receipt_keys[key] = made
    t.receipts_of[turn].append(made)
    t.receipts_about[subject].append(made)
    return made


def find_receipts(t: Tables, *, workspace: Id, conversation: Id, ids: list[str]) -> list[JSON]:
    found = [t.receipts.get(as_id(each) or "") for each in ids]
    return [
        receipt_json(each)
        for each in found
        if each and each.workspace_id == workspace and each.conversation_id == conversation
    ]


def set_consent(
    t: Tables,
    *,
    workspace: Id,
    conversation: Id,
    turn: Id,
    opted_out: bool,
    receipt: Id,
    now: Moment,
) -> JSON:
    talk = the(conversation_in(t, workspace, conversation))
    lead = t.leads[talk.lead_id]
    if opted_out and lead.status != "opted_out":
        lead.status_before_opt_out, lead.status, lead.updated_at = lead.status, "opted_out", now
    elif not opted_out and lead.status == "opted_out":
        lead.status = lead.status_before_opt_out or "engaged"
        lead.status_before_opt_out, lead.updated_at = None, now
    kind = "opted_out" if opted_out else "opted_in"
    return receipt_json(
        put_receipt(t, talk, receipt=receipt, turn=turn, kind=kind, subject=lead.id, now=now)
    )


FUNCTIONS: tuple[Function, ...] = (
    find_receipts,
    set_consent,
)
