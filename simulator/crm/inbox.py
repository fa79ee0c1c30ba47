"""Storing what comes in."""

from simulator.crm.handovers import resume_if_left
from simulator.crm.jobs import enqueue_turn
from simulator.crm.leads import (
    LANGUAGE,
    STATUSES,
    add_lead,
    conversation_in,
    conversation_of,
    lead_by_alias,
    lead_by_external,
    name_lead,
)
from simulator.crm.shapes import message_json
from simulator.crm.tables import Function, Tables, conflict, invalid
from simulator.crm.talk_rows import (
    Conversation,
    InboundEvent,
    Lead,
    Message,
    QuarantinedEvent,
)
from simulator.crm.thread_runs import DOORS, joinable, run_for
from simulator.crm.values import Id, Moment, as_id, first, own
from tools.ports.words import JSON


def ingest_message(
    t: Tables,
    *,
    workspace: Id,
    channel: str,
    integration: Id | None,
    event_id: str,
    aliases: list[JSON],
    text: str,
    choice_id: str | None,
    provider_id: str | None,
    note: str | None,
    at: Moment | None,
    profile_name: str | None,
    phone_zone: str | None,
    browser_zone: str | None,
    language: str | None,
    source: JSON | None,
    external: JSON | None,
    thread: Id | None,
    conversation: Id,
    message: Id,
    lead: Id,
    run: Id | None,
    door: str,
    simulated: bool,
    due: Moment | None,
    latest: Moment | None,
    request: JSON | None,
    joins: bool,
    enqueue: bool,
    now: Moment,
) -> JSON | None:
    scope = integration or thread or ""
    known = t.threads.get(thread or "")
    if known is not None and known.workspace_id != workspace:
        raise conflict("the thread belongs to another workspace")
    event = (workspace, channel, scope, event_id)
    if event in t.inbound_events:
        return _duplicate(t, t.inbound_events[event])

    talk = conversation_in(t, workspace, thread)
    whose = (
        t.leads[talk.lead_id] if talk else _lead_of(t, workspace, channel, scope, aliases, external)
    )
    _refuse_another_lead(t, workspace, talk, external)
    is_new = whose is None
    if whose is None:
        whose = _stranger(
            workspace, lead, aliases, external or {}, profile_name=profile_name, now=now
        )
        whose.zone = phone_zone or browser_zone
        whose.zone_source = "phone" if phone_zone else "browser" if browser_zone else None
        whose.language, whose.source = language, own(source)
    _check(t, whose, message, talk, integration, run, door)
    if run in t.runs and not (joins and talk and joinable(t, talk.id)):
        raise conflict("this id is taken")

    # From here on nothing is refused: all of it is stored.
    if is_new:
        add_lead(t, whose)
    if talk is None:
        name_lead(t, whose, channel, scope, aliases, now)
        talk = conversation_of(
            t,
            whose,
            channel,
            scope,
            integration=integration,
            new_id=thread or conversation,
            simulated=simulated,
            now=now,
        )
    t.inbound_events[event] = InboundEvent(
        workspace_id=workspace,
        channel=channel,
        scope=scope,
        event_id=event_id,
        message_id=message,
        received_at=now,
    )
    said = Message(
        id=message,
        workspace_id=workspace,
        conversation_id=talk.id,
        seq=0,
        direction="in",
        text=text,
        choice_id=choice_id,
        provider_id=provider_id,
        note=note,
        at=at or now,
    )
    _hear(t, talk, said, now)
    asked = None
    if run is not None:
        asked = run_for(
            t,
            workspace,
            talk.id,
            new_id=run,
            door=door,
            joins=joins,
            due=due or now,
            latest=latest or now,
            request=request,
            now=now,
        )
    if asked is not None and enqueue:
        due_at = min(due or now, asked.latest or due or now) if joins else now
        enqueue_turn(t, talk.id, due_at, now=now)
    return {
        "duplicate": False,
        "conversation_id": talk.id,
        "lead_id": whose.id,
        "message_id": message,
        "run_id": asked.id if asked else None,
    }


def _hear(t: Tables, talk: Conversation, message: Message, now: Moment) -> None:
    resume_if_left(t, talk, now)
    talk.last_seq += 1
    message.seq = talk.last_seq
    talk.last_inbound_at = max(talk.last_inbound_at or message.at, message.at)
    t.threads[talk.id].updated_at = now
    add_message(t, message)


def add_message(t: Tables, message: Message) -> None:
    t.messages[message.id] = message
    t.messages_in[message.conversation_id].append(message)
    if message.direction == "in":
        t.waiting_in[message.conversation_id][message.seq] = message


def _duplicate(t: Tables, event: InboundEvent) -> JSON | None:
    message = t.messages.get(event.message_id or "")
    if message is None:
        return None
    return {
        "duplicate": True,
        "conversation_id": message.conversation_id,
        "lead_id": t.conversations[message.conversation_id].lead_id,
        "message_id": message.id,
        "run_id": None,
    }


def _lead_of(
    t: Tables, workspace: str, channel: str, scope: str, aliases: list[JSON], external: JSON | None
) -> Lead | None:
    if external is not None and external.get("id") is not None:
        return lead_by_external(t, workspace, external["id"])
    return lead_by_alias(t, workspace, channel, scope, aliases)


def _refuse_another_lead(
    t: Tables, workspace: str, talk: Conversation | None, external: JSON | None
) -> None:
    if talk is None or external is None or external.get("id") is None:
        return
    lead = t.leads[talk.lead_id]
    if external["id"] != lead.external_id and as_id(external["id"]) != lead.id:
        raise conflict("the thread belongs to another lead")


def _stranger(
    workspace: str,
    lead: str,
    aliases: list[JSON],
    external: JSON,
    *,
    profile_name: str | None,
    now: Moment,
) -> Lead:
    return Lead(
        id=lead,
        workspace_id=workspace,
        external_id=external.get("id"),
        name=first(external.get("name"), profile_name),
        email=external.get("email"),
        phone=first(external.get("phone"), _phone(aliases)),
        status=first(external.get("status"), "new"),
        language=None,
        zone=None,
        zone_source=None,
        details=own(external.get("details") or {}),
        source=None,
        created_at=now,
        updated_at=now,
    )


def _phone(aliases: list[JSON]) -> str | None:
    return next((alias["value"] for alias in aliases if alias["kind"] == "phone"), None)


def _check(
    t: Tables,
    lead: Lead,
    message: str,
    talk: Conversation | None,
    integration: str | None,
    run: str | None,
    door: str,
) -> None:
    """What the tables would refuse."""
    if lead.workspace_id not in t.workspaces or lead.status not in STATUSES:
        raise invalid("the lead cannot be stored")
    if lead.language is not None and not LANGUAGE.fullmatch(lead.language):
        raise invalid("the lead's language cannot be stored")
    if run is not None and door not in DOORS:
        raise invalid("there is no such door")
    if message in t.messages:
        raise conflict("this id is taken")
    if talk is None and integration is not None:
        found = t.integrations.get(integration)
        if found is None or found.workspace_id != lead.workspace_id:
            raise invalid("the workspace has no such integration")


def quarantine_event(
    t: Tables,
    *,
    workspace: Id,
    integration: Id,
    event_id: str,
    reason: str,
    raw: JSON,
    now: Moment,
) -> bool:
    found = t.integrations.get(integration)
    if found is None or found.workspace_id != workspace:
        raise invalid("the workspace has no such integration")
    if (workspace, integration, event_id) in t.quarantined_events:
        return False
    made = QuarantinedEvent(
        workspace_id=workspace,
        integration_id=integration,
        event_id=event_id,
        reason=reason,
        raw=own(raw),
        received_at=now,
    )
    key = (workspace, integration, event_id)
    t.quarantined_events[key] = made
    if made.raw.get("email"):
        t.waiting_emails[workspace, str(made.raw["email"]).lower()][key] = made
    if made.raw.get("old_invitee"):
        t.waiting_halves[workspace, str(made.raw["old_invitee"])][key] = made
    if made.raw.get("invitee_uri"):
        t.waiting_invitees[workspace, str(made.raw["invitee_uri"])][key] = made
    return True


def drop_quarantined(t: Tables, workspace: str, invitee: str) -> None:
    """It is known by now whose booking this is."""
    for event in list(t.waiting_invitees.get((workspace, invitee), {}).values()):
        if event.raw.get("kind") == "invitee.created":
            remove_quarantined(t, event)


def remove_quarantined(t: Tables, event: QuarantinedEvent) -> None:
    key = (event.workspace_id, event.integration_id, event.event_id)
    del t.quarantined_events[key]
    t.waiting_emails[event.workspace_id, str(event.raw.get("email")).lower()].pop(key, None)
    t.waiting_halves[event.workspace_id, str(event.raw.get("old_invitee"))].pop(key, None)
    t.waiting_invitees[event.workspace_id, str(event.raw.get("invitee_uri"))].pop(key, None)


def unanswered_messages(t: Tables, *, workspace: Id, conversation: Id) -> list[JSON]:
    if conversation_in(t, workspace, conversation) is None:
        return []
    return [message_json(message) for message in t.waiting_in[conversation].values()]


FUNCTIONS: tuple[Function, ...] = (
    ingest_message,
    quarantine_event,
    unanswered_messages,
)
