"""What must be true of a lead in the end, whatever died or failed on the way."""

from collections import Counter
from dataclasses import dataclass, field

from psycopg.rows import DictRow

from tests.sagas.leads import Lead

UNSURE = frozenset({"booking_unsure", "cancel_unsure"})


@dataclass
class Belief:
    """What the lead takes to be so, after all they were told."""

    live: str | None = None
    """The meeting they count on."""
    doubts: bool = False
    """They were told that nobody is sure yet, and nothing since."""
    person: bool = False
    """A person has been told, and they know."""
    claims: list[tuple[str, str]] = field(default_factory=list)
    """Kind and subject of every claim made to them."""

    def hear(self, proof: DictRow) -> None:
        kind, subject = str(proof["kind"]), str(proof["subject"])
        self.claims.append((kind, subject))
        if kind in {"booked", "moved"}:
            self.live, self.doubts = subject, False
        elif kind == "canceled":
            self.live = None if self.live == subject else self.live
            self.doubts = False
        elif kind == "not_booked":
            self.doubts = False
        elif kind == "handed_over":
            self.person = True


async def belief_of(lead: Lead) -> Belief:
    belief = Belief()
    for reply in await lead.replies():
        for segment in reply["segments"]:
            if segment["kind"] == "receipt":
                [proof] = await lead.office.lab.rows(
                    "select kind, subject from receipts where id = %s", segment["id"]
                )
                belief.hear(proof)
            elif segment.get("key") in UNSURE:
                belief.doubts = True
    return belief


async def booked_rows(lead: Lead) -> list[DictRow]:
    return await lead.office.lab.rows(
        "select id, event_uri, starts_at from meetings where lead_id = %s and state = 'booked'",
        await lead.id(),
    )


async def assert_true_in_the_end(lead: Lead) -> Belief:
    """One meeting or none, the same in the calendar, in our rows and in what the lead was told."""
    calendar = await lead.office.live_in_calendar(lead.email)
    ours, belief = await booked_rows(lead), await belief_of(lead)
    there = sorted(invitee["event"] for invitee in calendar)
    assert len(there) <= 1, f"{len(there)} meetings in the calendar"
    assert there == sorted(str(row["event_uri"]).rpartition("/")[2] for row in ours)
    twice = [claim for claim, times in Counter(belief.claims).items() if times > 1]
    assert not twice, f"told twice: {twice}"
    if not belief.person:
        assert not belief.doubts, "the lead was left in doubt"
        assert belief.live == (str(ours[0]["id"]) if ours else None), (belief, ours)
    await _assert_nothing_is_open(lead)
    return belief


async def _assert_nothing_is_open(lead: Lead) -> None:
    lab, workspace = lead.office.lab, lead.office.workspace
    assert (
        await lab.rows(
            "select state, error from runs where workspace_id = %s and state <> 'done'", workspace
        )
        == []
    )
    assert (
        await lab.rows(
            "select text from messages where workspace_id = %s and direction = 'in'"
            " and turn_id is null",
            workspace,
        )
        == []
    )
