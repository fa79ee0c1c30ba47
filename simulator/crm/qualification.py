"""A workspace's rules of qualification, and the score that a turn has worked out."""

from simulator.crm.leads import move_status
from simulator.crm.meeting_rows import Qualification
from simulator.crm.tables import Function, Tables, invalid
from simulator.crm.talk_rows import Lead
from simulator.crm.values import Id, Moment, own
from tools.ports.words import JSON


def find_qualification(t: Tables, *, workspace: Id) -> JSON | None:
    found = t.qualifications.get(workspace)
    return own(found.rules) if found else None


def set_qualification(t: Tables, *, workspace: Id, rules: JSON | None, now: Moment) -> None:
    """None: the workspace goes back to the usual ones."""
    if rules is None:
        t.qualifications.pop(workspace, None)
    elif workspace not in t.workspaces:
        raise invalid("there is no such workspace")
    else:
        t.qualifications[workspace] = Qualification(
            workspace_id=workspace, rules=own(rules), updated_at=now
        )


def keep_score(t: Tables, lead: Lead, score: JSON | None, now: Moment) -> None:
    """In the step that ends the turn. The status moves along a legal transition or not at all."""
    if score is None:
        return
    known = (lead.score, lead.band, lead.score_reasons)
    if known != (score["score"], score["band"], score["reasons"]):
        lead.score, lead.band, lead.score_reasons = (
            score["score"],
            score["band"],
            own(score["reasons"]),
        )
        lead.updated_at = now
    if score.get("status") is not None:
        move_status(t, lead, score["status"], now)


FUNCTIONS: tuple[Function, ...] = (
    find_qualification,
    set_qualification,
)
