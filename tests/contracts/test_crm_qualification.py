"""The CRM port: rules of qualification, and the score a turn leaves with the lead."""

from typing import Any

import pytest

from tests.contracts.crm import Office, replies
from tests.contracts.meetings import new_id
from tools.ports.qualification import Rules, Score, ScoreReason
from tools.qualification import USUAL


def scored(points: int = 72, *, status: Any = "qualified") -> Score:
    reason = ScoreReason(detail="need", points=points, of=100)
    return Score(score=points, band="warm", reasons=[reason], status=status)


async def turn(office: Office, conversation: str, score: Score | None, **more: Any) -> str:
    """A turn that answers all there is; how it ended."""
    waiting = await office.crm.unanswered(office.workspace, conversation)
    run = more.pop("run", None) or await office.claims(conversation)
    done = await office.crm.commit_turn(
        office.workspace,
        conversation,
        turn_id=run["id"],
        run_id=run["id"],
        attempt=more.pop("attempt", run["attempt"]),
        covers=waiting[-1]["seq"] if waiting else 0,
        replies=replies("Noted."),
        effects=False,
        trace={},
        score=score,
    )
    return done["outcome"]


async def lead(office: Office, conversation: str) -> Any:
    return await office.crm.find_lead(office.workspace, await office.lead_of(conversation))


async def test_a_turn_leaves_the_score_with_its_reasons(office: Office) -> None:
    conversation = await office.conversation(run_id=new_id())

    await turn(office, conversation, scored())

    found = await lead(office, conversation)
    assert (found["score"], found["band"], found["status"]) == (72, "warm", "qualified")
    assert found["score_reasons"] == [{"detail": "need", "points": 72, "of": 100}]


async def test_a_turn_without_a_score_leaves_the_old_one(office: Office) -> None:
    conversation = await office.conversation()
    await turn(office, conversation, scored())
    await office.hears("bye")

    await turn(office, conversation, None)

    assert (await lead(office, conversation))["score"] == 72


@pytest.mark.parametrize(
    ("before", "status", "after"),
    [
        ("new", "qualified", "qualified"),
        ("new", "unqualified", "unqualified"),
        ("new", None, "engaged"),
        ("engaged", "qualified", "qualified"),
        ("qualified", "unqualified", "unqualified"),
        ("unqualified", "qualified", "qualified"),
        ("qualified", None, "qualified"),
        ("meeting_scheduled", "qualified", "meeting_scheduled"),
        ("met", "unqualified", "met"),
        ("customer", "unqualified", "customer"),
        ("lost", "qualified", "lost"),
    ],
)
async def test_the_status_follows_the_score_where_that_is_legal(
    office: Office, before: str, status: str | None, after: str
) -> None:
    conversation = await office.conversation(external_lead={"id": new_id(), "status": before})

    await turn(office, conversation, scored(status=status))

    assert await office.status_of(conversation) == after


async def test_of_a_lead_who_opted_out_the_score_moves_what_comes_back(office: Office) -> None:
    conversation = await office.conversation()
    await office.crm.consent(office.workspace, conversation, new_id(), opted_out=True)

    await turn(office, conversation, scored())
    while_out = await office.status_of(conversation)
    await office.crm.consent(office.workspace, conversation, new_id(), opted_out=False)

    assert while_out == "opted_out"
    assert await office.status_of(conversation) == "qualified"


async def test_a_turn_that_lost_its_run_leaves_no_score(office: Office) -> None:
    conversation = await office.conversation()
    run = await office.claims(conversation)

    outcome = await turn(office, conversation, scored(), run=run, attempt=run["attempt"] + 1)

    assert outcome == "fenced"
    assert (await lead(office, conversation))["score"] is None


async def test_rules_are_each_workspace_s_own(office: Office, other_office: Office) -> None:
    mine = Rules(criteria=USUAL["criteria"][:1], bands=USUAL["bands"])

    before = await office.crm.qualification_rules(office.workspace)
    await office.crm.set_qualification_rules(office.workspace, mine)

    assert before is None
    assert await office.crm.qualification_rules(office.workspace) == mine
    assert await other_office.crm.qualification_rules(other_office.workspace) is None


async def test_rules_may_be_given_up_again(office: Office) -> None:
    for _ in range(2):
        await office.crm.set_qualification_rules(office.workspace, USUAL)
    await office.crm.set_qualification_rules(office.workspace, None)

    assert await office.crm.qualification_rules(office.workspace) is None
