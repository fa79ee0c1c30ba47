"""What an invitee's document says has happened, told alike by webhooks and by looking. Pure."""

from collections.abc import Iterator
from dataclasses import replace

from tools.calendly.models import Event, Invitee
from tools.ports.calendar import CalendarNews, NewsKind


def news_of(kind: NewsKind, event: Event, invitee: Invitee, *, at: str) -> CalendarNews:
    return CalendarNews(
        event_id=event_id(kind, invitee, at),
        kind=kind,
        event_uri=event.uri,
        invitee_uri=invitee.uri,
        event_type=event.event_type,
        starts_at=event.start_time,
        ends_at=event.end_time,
        email=invitee.email,
        name=invitee.name,
        token=invitee.token or None,
        cancel_url=invitee.cancel_url,
        reschedule_url=invitee.reschedule_url,
        rescheduled=invitee.rescheduled,
        old_invitee=invitee.old_invitee,
        new_invitee=invitee.new_invitee,
        occurred_at=at,
        no_show=invitee.no_show.uri if invitee.no_show and "no_show" in kind else None,
    )


def event_id(kind: NewsKind, invitee: Invitee, at: str) -> str:
    """Equal for each telling of the same event: Calendly sends no delivery id.

    An invitee is created once and canceled once; `updated_at` moves on with later events, so it
    must not name an earlier one. A mark of no-show can be taken back and set again: it has an
    address of its own.
    """
    if kind in {"invitee.created", "invitee.canceled"}:
        return f"{kind} {invitee.uri}"
    if invitee.no_show:
        return f"{kind} {invitee.no_show.uri}"
    return f"{kind} {invitee.uri} {invitee.updated_at or invitee.created_at or at}"


def happened_at(kind: NewsKind, invitee: Invitee, *, otherwise: str) -> str:
    """As the document has it: the time on an envelope is a little later, and whole seconds."""
    match kind:
        case "invitee.created":
            told = invitee.created_at
        case "invitee.canceled":
            told = invitee.cancellation.created_at if invitee.cancellation else invitee.updated_at
        case "invitee_no_show.created":
            told = invitee.no_show.created_at if invitee.no_show else invitee.updated_at
        case _:
            told = invitee.updated_at
    return told or otherwise


def told_by(event: Event, invitee: Invitee) -> Iterator[CalendarNews]:
    """All that has happened to an invitee, as far as it left a trace; each as it was said then."""
    created_at = invitee.created_at or event.start_time

    def news(kind: NewsKind) -> CalendarNews:
        at = happened_at(kind, invitee, otherwise=invitee.updated_at or created_at)
        return news_of(kind, event, invitee, at=at)

    yield replace(news("invitee.created"), rescheduled=False, new_invitee=None)
    if "canceled" in (invitee.status, event.status):
        yield news("invitee.canceled")
    if invitee.no_show:
        yield news("invitee_no_show.created")
