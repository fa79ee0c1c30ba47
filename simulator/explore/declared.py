"""The states and transitions that the rows may make, and those that they were seen to make."""

from simulator.crm.leads import LEGAL
from simulator.crm.tables import Tables

Change = tuple[str, str, str]
"""A table, the state before (empty: the row is new), and the one after."""
Words = dict[tuple[str, str], str]


def words_in(t: Tables) -> Words:
    """The state of each row that has one."""
    found: Words = {("leads", each.id): each.status for each in t.leads.values()}
    found |= {("conversations", each.id): each.mode for each in t.conversations.values()}
    found |= {("runs", each.id): each.state for each in t.runs.values()}
    found |= {("outbox", each.id): each.state for each in t.outbox.values()}
    found |= {("meetings", each.id): each.state for each in t.meetings.values()}
    found |= {("booking_attempts", each.id): each.state for each in t.booking_attempts.values()}
    found |= {("cancellations", each.meeting_id): each.state for each in t.cancellations.values()}
    return found


def changes_between(before: Words, after: Words) -> set[Change]:
    return {
        (row[0], before.get(row, ""), state)
        for row, state in after.items()
        if before.get(row) != state
    }


LEADS = {("leads", old, new) for old, new in LEGAL}


def _of(table: str, ways: str) -> set[Change]:
    """ "booking > booked failed" for each state; one that nothing comes before is a new row's."""
    found: set[Change] = set()
    for way in ways.split("; "):
        old, _, news = way.partition(">")
        found |= {(table, old.strip(), new) for new in news.split()}
    return found


CONSENT = {("leads", old, "opted_out") for old, _ in LEGAL}
DECLARED: frozenset[Change] = frozenset(
    {("leads", old, new) for old, new in LEGAL}
    | CONSENT
    | {("leads", new, old) for _, old, new in CONSENT}
    | _of("conversations", "bot > human; human > bot")
    | _of("runs", "> pending; pending > running interrupted")
    | _of("runs", "running > pending done superseded failed interrupted")
    | _of("outbox", "> pending; pending > accepted failed sending; sending > accepted failed")
    | _of("meetings", "> booked link_sent canceled moved; link_sent > booked canceled")
    | _of("meetings", "booked > moved canceled met no_show")
    | _of("booking_attempts", "> booking; booking > booked failed unknown")
    | _of("booking_attempts", "unknown > booked failed; failed > booked")
    | _of("cancellations", "> open; open > done refused handed_over; refused > open; done > open")
)
"""What the promises rely on. A meeting found late and one too many has ended when it is written."""
