"""Offered times and booking links."""

from simulator.crm.leads import conversation_in, lead_in, move_status
from simulator.crm.live import meetings_of
from simulator.crm.meeting_rows import BookingLink, Meeting, Slot
from simulator.crm.receipts import put_receipt
from simulator.crm.shapes import link_json, meeting_json, receipt_json, slot_json
from simulator.crm.tables import Function, Tables, conflict, invalid, not_found, the
from simulator.crm.values import Id, Moment, as_id, iso, moment_of, needed_id
from tools.ports.words import JSON


def offer_slots(
    t: Tables, *, workspace: Id, conversation: Id, turn: Id, slots: list[JSON], now: Moment
) -> list[JSON]:
    if slots and conversation_in(t, workspace, conversation) is None:
        raise invalid("the workspace has no such conversation")
    made = [
        Slot(
            id=needed_id(each["id"]),
            workspace_id=workspace,
            conversation_id=conversation,
            turn_id=turn,
            event_type=each["event_type"],
            event_name=each["event_name"],
            starts_at=moment_of(each["starts_at"]),
            starts_text=each["starts_at"],
            ends_text=each["ends_at"],
            expires_at=moment_of(each["expires_at"]),
            created_at=now,
        )
        for each in slots
    ]
    keys = [(workspace, conversation, turn, each.event_type, each.starts_at) for each in made]
    if any(
        each.id in t.slots and key not in t.slot_keys for each, key in zip(made, keys, strict=True)
    ):
        raise conflict("this id is taken")
    for each, key in zip(made, keys, strict=True):
        if key not in t.slot_keys:
            t.slots[each.id] = t.slot_keys[key] = each
    return [slot_json(t.slot_keys[key]) for key in keys]


def slot_in(t: Tables, workspace: str, conversation: str, slot: str) -> Slot | None:
    """One that this very conversation was offered."""
    found = t.slots.get(as_id(slot) or "")
    if found is None or (found.workspace_id, found.conversation_id) != (workspace, conversation):
        return None
    return found


def find_slot(t: Tables, *, workspace: Id, conversation: Id, slot: str) -> JSON | None:
    found = slot_in(t, workspace, conversation, slot)
    return slot_json(found) if found else None


def save_link(
    t: Tables,
    *,
    workspace: Id,
    conversation: Id,
    turn: Id,
    link: Id,
    token: str,
    event_type: str,
    event_name: str,
    url: str,
    mode: str,
    now: Moment,
) -> JSON:
    talk = the(conversation_in(t, workspace, conversation))
    key = (workspace, conversation, turn, event_type)
    if known := t.link_keys.get(key):
        return link_json(t, known)
    if link in t.booking_links or token in t.link_tokens:
        raise conflict("this id is taken")
    made = BookingLink(
        id=link,
        workspace_id=workspace,
        conversation_id=conversation,
        lead_id=talk.lead_id,
        turn_id=turn,
        event_type=event_type,
        event_name=event_name,
        url=url,
        token=token,
        mode=mode,
        created_at=now,
    )
    t.booking_links[link] = t.link_keys[key] = t.link_tokens[token] = made
    t.links_of[talk.lead_id].append(made)
    return link_json(t, made)


def find_link(
    t: Tables,
    *,
    workspace: Id,
    conversation: Id,
    turn: Id | None,
    url: str | None,
    link: str | None,
) -> JSON | None:
    """By the turn that made it, or by its URL (with or without our query), for this lead only."""
    talk = conversation_in(t, workspace, conversation)
    if talk is None or (turn is None and url is None and link is None):
        return None
    matching = [
        each
        for each in t.links_of.get(talk.lead_id, ())
        if (turn is None or each.turn_id == turn)
        and (url is None or each.url in (url, url.split("?", 1)[0]))
        and (link is None or each.id == as_id(link))
    ]
    newest = max(matching, key=lambda each: each.created_at, default=None)
    return link_json(t, newest) if newest else None


def send_link(
    t: Tables,
    *,
    workspace: Id,
    conversation: Id,
    turn: Id,
    link: Id,
    meeting: Id,
    receipt: Id,
    full_url: str | None,
    now: Moment,
) -> JSON:
    talk, found = conversation_in(t, workspace, conversation), t.booking_links.get(link)
    if talk is None or found is None or found.lead_id != talk.lead_id:
        raise not_found("no such link was made for this lead")
    lead = t.leads[talk.lead_id]
    sent = t.meetings.get(found.meeting_id or "")
    if sent is None:
        sent = Meeting(
            id=meeting,
            workspace_id=workspace,
            lead_id=lead.id,
            conversation_id=conversation,
            state="link_sent",
            mode=found.mode,
            event_type=found.event_type,
            event_name=found.event_name,
            url=full_url or found.url,
            created_at=now,
            updated_at=now,
        )
        add_meeting(t, sent)
        found.meeting_id = sent.id
        move_status(t, lead, "meeting_scheduled", now)
    proved = (workspace, turn, "link_sent", sent.id) in t.receipt_keys
    if sent.state != "link_sent" and not proved:
        raise conflict("the link is used up")
    return receipt_json(
        put_receipt(
            t,
            talk,
            receipt=receipt,
            turn=turn,
            kind="link_sent",
            subject=sent.id,
            body=meeting_json(sent),
            now=now,
        )
    )


def add_meeting(t: Tables, meeting: Meeting) -> None:
    t.meetings[meeting.id] = meeting
    t.meetings_of[meeting.lead_id].append(meeting)
    if meeting.invitee_uri is not None:
        t.invitees[meeting.workspace_id, meeting.invitee_uri] = meeting


def meeting_made(t: Tables, workspace: str, lead: str, now: Moment) -> None:
    """A link that was sent and not used is of no more use."""
    for meeting in meetings_of(t, workspace, lead):
        if meeting.state == "link_sent":
            meeting.state, meeting.updated_at = "canceled", now
    found = lead_in(t, workspace, lead)
    if found is not None:
        move_status(t, found, "meeting_scheduled", now)


def calendly_stats(t: Tables, *, workspace: Id) -> JSON:
    booked = [
        m for m in t.meetings.values() if m.workspace_id == workspace and m.booked_at is not None
    ]
    last = max((m.booked_at for m in booked if m.booked_at), default=None)
    return {
        "meetings_scheduled": sum(m.replaces is None for m in booked),
        "links_created": sum(k.workspace_id == workspace for k in t.booking_links.values()),
        "last_meeting_scheduled": iso(last) if last else None,
    }


FUNCTIONS: tuple[Function, ...] = (
    offer_slots,
    find_slot,
    save_link,
    find_link,
    send_link,
    calendly_stats,
)
