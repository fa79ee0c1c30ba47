"""Who the leads are, and where the talk with them stands."""

import re

from simulator.crm.shapes import conversation_json, lead_json
from simulator.crm.tables import Function, Tables, invalid, no_such_lead
from simulator.crm.talk_rows import Conversation, Identity, Lead, Thread
from simulator.crm.values import Id, Moment, as_id, own
from tools.ports.words import JSON

TRANSITIONS = {
    "new": "engaged qualified unqualified meeting_scheduled lost",
    "engaged": "qualified unqualified meeting_scheduled lost",
    "qualified": "unqualified meeting_scheduled lost customer",
    "unqualified": "engaged qualified meeting_scheduled lost",
    "meeting_scheduled": "met no_show engaged customer lost",
    "met": "meeting_scheduled customer lost",
    "no_show": "meeting_scheduled engaged lost",
    "customer": "meeting_scheduled lost",
    "lost": "engaged meeting_scheduled",
}
LEGAL = frozenset((old, new) for old, news in TRANSITIONS.items() for new in news.split())
STATUSES = frozenset((*TRANSITIONS, "opted_out"))
LANGUAGE = re.compile(r"[a-z]{2,3}")


def lead_in(t: Tables, workspace: str, lead_id: str | None) -> Lead | None:
    lead = t.leads.get(lead_id or "")
    return lead if lead is not None and lead.workspace_id == workspace else None


def conversation_in(t: Tables, workspace: str, conversation_id: str | None) -> Conversation | None:
    found = t.conversations.get(conversation_id or "")
    return found if found is not None and found.workspace_id == workspace else None


def find_lead(t: Tables, *, workspace: Id, lead: str) -> JSON | None:
    found = lead_in(t, workspace, as_id(lead)) or t.external.get((workspace, lead))
    return lead_json(found) if found else None


def lead_by_external(t: Tables, workspace: str, external: str) -> Lead | None:
    return t.external.get((workspace, external)) or lead_in(t, workspace, as_id(external))


def lead_by_alias(
    t: Tables, workspace: str, channel: str, scope: str, aliases: list[JSON]
) -> Lead | None:
    """What somebody only typed never makes them that person."""
    for alias in aliases:
        known = t.identities.get((workspace, channel, scope, alias["kind"], alias["value"]))
        if known is not None and known.attested and alias["attested"]:
            return t.leads[known.lead_id]
    return None


def add_lead(t: Tables, lead: Lead) -> None:
    t.leads[lead.id] = lead
    if lead.external_id is not None:
        t.external[lead.workspace_id, lead.external_id] = lead
    if lead.email is not None:
        t.emails[lead.workspace_id, lead.email.lower()][lead.id] = lead


def write_email(t: Tables, lead: Lead, email: str) -> None:
    if lead.email is not None:
        t.emails[lead.workspace_id, lead.email.lower()].pop(lead.id, None)
    lead.email = email
    t.emails[lead.workspace_id, email.lower()][lead.id] = lead


def name_lead(
    t: Tables, lead: Lead, channel: str, scope: str, aliases: list[JSON], now: Moment
) -> None:
    """An address that was only typed gives way to its owner."""
    for alias in aliases:
        key = (lead.workspace_id, channel, scope, alias["kind"], alias["value"])
        known = t.identities.get(key)
        if known is None:
            known = Identity(
                workspace_id=lead.workspace_id,
                channel=channel,
                scope=scope,
                kind=alias["kind"],
                value=alias["value"],
                lead_id=lead.id,
                attested=bool(alias["attested"]),
                created_at=now,
            )
            t.identities[key] = known
            t.names_of[lead.id].append(known)
        elif alias["attested"] and not known.attested:
            t.names_of[known.lead_id].remove(known)
            known.lead_id, known.attested = lead.id, True
            t.names_of[lead.id].append(known)


def move_status(t: Tables, lead: Lead, to: str, now: Moment) -> None:
    """Along a legal transition or not at all. Of one who opted out, what consent gives back."""
    opted_out = lead.status == "opted_out"
    if ((lead.status_before_opt_out if opted_out else lead.status) or "", to) not in LEGAL:
        return
    lead.updated_at = now
    lead.status_before_opt_out = to if opted_out else None
    if not opted_out:
        lead.status = to


def note_lead(
    t: Tables,
    *,
    workspace: Id,
    lead: Id,
    details: JSON,
    language: str | None,
    zone: str | None,
    status: str | None,
    now: Moment,
) -> JSON:
    found = lead_in(t, workspace, lead)
    if found is None:
        raise no_such_lead()
    if language is not None and not LANGUAGE.fullmatch(language):
        raise invalid("this is no language")
    found.name = details["name"] if details.get("name") is not None else found.name
    if details.get("email") is not None:
        write_email(t, found, details["email"])
    found.phone = details["phone"] if details.get("phone") is not None else found.phone
    rest = {key: each for key, each in details.items() if key not in ("name", "email", "phone")}
    found.details.update(own(rest))
    found.language = language or found.language
    if zone is not None:
        found.zone, found.zone_source = zone, "said"
    found.updated_at = now
    if status is not None:
        move_status(t, found, status, now)
    return lead_json(found)


def find_conversation(t: Tables, *, workspace: Id, conversation: Id) -> JSON | None:
    found = conversation_in(t, workspace, conversation)
    return conversation_json(t, found) if found else None


def conversation_of(
    t: Tables,
    lead: Lead,
    channel: str,
    scope: str,
    *,
    integration: str | None,
    new_id: str,
    simulated: bool,
    now: Moment,
) -> Conversation:
    """The lead's on that account, made if there is none."""
    key = (lead.workspace_id, channel, scope, lead.id)
    if found := t.persons.get(key):
        return found
    if new_id not in t.threads:
        add_thread(
            t, Thread(id=new_id, workspace_id=lead.workspace_id, created_at=now, updated_at=now)
        )
    made = Conversation(
        id=new_id,
        workspace_id=lead.workspace_id,
        lead_id=lead.id,
        channel=channel,
        scope=scope,
        integration_id=integration,
        simulated=simulated,
        created_at=now,
    )
    t.conversations[new_id] = t.persons[key] = made
    t.talks_of[lead.id].append(made)
    return made


def add_thread(t: Tables, thread: Thread) -> None:
    t.threads[thread.id] = t.threads_in[thread.workspace_id][thread.id] = thread


def start_conversation(
    t: Tables, *, workspace: Id, lead: Id, channel: str, conversation: Id, now: Moment
) -> str:
    found = lead_in(t, workspace, lead)
    if found is None:
        raise no_such_lead()
    open_ones = [each for each in t.talks_of[found.id] if each.channel == channel]
    if open_ones:
        return max(
            open_ones,
            key=lambda c: (
                c.last_inbound_at is not None,
                c.last_inbound_at or c.created_at,
                c.created_at,
            ),
        ).id
    return conversation_of(
        t,
        found,
        channel,
        "",
        integration=None,
        new_id=conversation,
        simulated=False,
        now=now,
    ).id


FUNCTIONS: tuple[Function, ...] = (
    find_lead,
    note_lead,
    find_conversation,
    start_conversation,
)
