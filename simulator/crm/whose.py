"""Whose a booking is that Calendly tells of."""

from dataclasses import dataclass, replace
from datetime import timedelta

from simulator.crm import meeting_rows as kept
from simulator.crm.tables import Tables
from simulator.crm.values import moment_of
from tools.ports.words import JSON

LINK_LIFE = timedelta(days=90)  # Calendly lets a link nobody used expire after about as long


@dataclass(frozen=True, slots=True, kw_only=True)
class Booker:
    """Whose a booking is."""

    lead_id: str
    conversation_id: str
    event_name: str
    replaces: str | None = None
    attempt: kept.BookingAttempt | None = None
    by_link: bool = False


def whose(t: Tables, workspace: str, news: JSON) -> Booker | None:
    """By what proves most; an e-mail alone is nobody's.

    The old invitee first: Calendly alone writes it. Anyone can edit a token: it counts for its own
    event type, and as long as its link can be used. Then what we asked for and never learnt the end
    of; then a link that was sent to the only lead of that e-mail.
    """
    before = t.invitees.get((workspace, news["old_invitee"] or ""))
    if before is not None:
        return Booker(
            lead_id=before.lead_id,
            conversation_id=before.conversation_id,
            event_name=before.event_name,
            replaces=before.id,
        )
    return _by_token(t, workspace, news) or (
        None if news["old_invitee"] is not None else _by_email(t, workspace, news)
    )


def _by_token(t: Tables, workspace: str, news: JSON) -> Booker | None:
    first, token = news["old_invitee"] is None, news["token"] or ""
    asked = t.attempt_tokens.get(token)
    # One attempt is one booking: a person looks at a second.
    used_up = asked is not None and first and asked.state == "booked"
    if asked is not None and not used_up and _is_ours(asked, workspace, news):
        same_start = first and asked.starts_at == moment_of(news["starts_at"])
        return replace(_of_attempt(t, asked), attempt=asked if same_start else None)
    link = t.link_tokens.get(token)
    if link is not None and _is_ours(link, workspace, news) and _is_alive(link, news):
        return replace(_of_link(link), by_link=True)
    return None


def _by_email(t: Tables, workspace: str, news: JSON) -> Booker | None:
    email = news["email"].lower()
    if not email:
        return None
    starts = moment_of(news["starts_at"])
    asked = [
        each
        for each in t.attempts_at.get((workspace, news["event_type"], starts), ())
        if each.id in t.open_attempts and email in [one.lower() for one in each.emails]
    ]
    if asked:
        newest = max(asked, key=lambda each: each.created_at)
        return replace(_of_attempt(t, newest), attempt=newest)
    leads = list(t.emails.get((workspace, email), ()))
    if len(leads) != 1:
        return None
    links = [
        link
        for link in t.links_of.get(leads[0], ())
        if link.meeting_id is not None and _is_ours(link, workspace, news) and _is_alive(link, news)
    ]
    return _of_link(max(links, key=lambda link: link.created_at)) if links else None


def _is_ours(row: kept.BookingAttempt | kept.BookingLink, workspace: str, news: JSON) -> bool:
    return row.workspace_id == workspace and row.event_type == news["event_type"]


def _is_alive(link: kept.BookingLink, news: JSON) -> bool:
    return moment_of(news["occurred_at"]) <= link.created_at + LINK_LIFE


def _of_attempt(t: Tables, attempt: kept.BookingAttempt) -> Booker:
    return Booker(
        lead_id=attempt.lead_id,
        conversation_id=attempt.conversation_id,
        event_name=t.slots[attempt.slot_id].event_name,
    )


def _of_link(link: kept.BookingLink) -> Booker:
    return Booker(
        lead_id=link.lead_id,
        conversation_id=link.conversation_id,
        event_name=link.event_name,
    )
