"""Rows as the JSON shapes of tools/ports: what 20261124000300_shapes.sql does."""

from simulator.crm import meeting_rows as kept
from simulator.crm import talk_rows as said
from simulator.crm.tables import Tables
from simulator.crm.values import iso, iso_or_none, own
from tools.ports.words import JSON


def lead_json(lead: said.Lead) -> JSON:
    return {
        "id": lead.id,
        "external_id": lead.external_id,
        "name": lead.name,
        "email": lead.email,
        "phone": lead.phone,
        "status": lead.status,
        "language": lead.language,
        "zone": lead.zone,
        "zone_source": lead.zone_source,
        "details": own(lead.details),
        "score": lead.score,
        "band": lead.band,
        "score_reasons": own(lead.score_reasons),
    }


def conversation_json(t: Tables, conversation: said.Conversation) -> JSON:
    return {
        "id": conversation.id,
        "lead_id": conversation.lead_id,
        "channel": conversation.channel,
        "integration_id": conversation.integration_id,
        "mode": conversation.mode,
        "simulated": conversation.simulated,
        "turns": conversation.turns,
        "opted_out": t.leads[conversation.lead_id].status == "opted_out",
    }


def message_json(message: said.Message) -> JSON:
    return {
        "id": message.id,
        "seq": message.seq,
        "direction": message.direction,
        "text": message.text,
        "choice_id": message.choice_id,
        "note": message.note,
        "at": iso(message.at),
    }


def slot_json(slot: kept.Slot) -> JSON:
    return {
        "id": slot.id,
        "event_type": slot.event_type,
        "event_name": slot.event_name,
        "starts_at": slot.starts_text,
        "ends_at": slot.ends_text,
        "expires_at": iso(slot.expires_at),
    }


def meeting_json(meeting: kept.Meeting) -> JSON:
    return {
        "id": meeting.id,
        "state": meeting.state,
        "mode": meeting.mode,
        "event_type": meeting.event_type,
        "event_name": meeting.event_name,
        "starts_at": meeting.starts_text,
        "ends_at": meeting.ends_text,
        "url": meeting.url,
        "cancel_url": meeting.cancel_url,
        "reschedule_url": meeting.reschedule_url,
        "event_uri": meeting.event_uri,
    }


def receipt_json(receipt: kept.Receipt) -> JSON:
    return {
        "id": receipt.id,
        "kind": receipt.kind,
        "at": iso(receipt.at),
        "meeting": own(receipt.body),
    }


def run_json(t: Tables, run: said.Run) -> JSON:
    return {
        "id": run.id,
        "workspace": run.workspace_id,
        "conversation_id": run.thread_id,
        "attempt": run.attempt,
        "door": run.door,
        "state": run.state,
        "request": own(run.request),
        "error": run.error,
        "notice": run.notice,
        "rehearsal": run.rehearsal,
        "cancel": run.cancel,
        "covers": run.covers,
        "listened": run.listened,
        "queued": run.queued,
        "forked": t.threads[run.thread_id].forked,
        "created_at": iso(run.created_at),
        "ended_at": iso_or_none(run.ended_at) if run.lease_until is None else None,
    }


def link_json(t: Tables, link: kept.BookingLink) -> JSON:
    sent = next(
        (
            receipt_json(receipt)
            for receipt in t.receipts_about.get(link.meeting_id or "", ())
            if receipt.kind == "link_sent" and receipt.conversation_id == link.conversation_id
        ),
        None,
    )
    return {
        "id": link.id,
        "url": link.url,
        "event_type": link.event_type,
        "event_name": link.event_name,
        "token": link.token,
        "receipt": sent,
    }


def workspace_json(workspace: said.Workspace) -> JSON:
    return {
        "id": workspace.id,
        "owner": workspace.owner,
        "name": workspace.name,
        "zone": workspace.zone,
        "language": workspace.language,
        "fallback_allowed": workspace.fallback_allowed,
        "default_event_type": workspace.default_event_type,
        "links_allowed": list(workspace.links_allowed),
        "disclosure": dict(workspace.disclosure),
    }


def integration_json(integration: said.Integration) -> JSON:
    return {
        "id": integration.id,
        "workspace": integration.workspace_id,
        "platform": integration.platform,
        "account": integration.account,
        "status": integration.status,
        "config": own(integration.config),
        "error": integration.error,
        "last_sync": iso_or_none(integration.last_sync),
    }
