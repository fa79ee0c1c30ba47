"""Handovers over HTTP, and telling their owner until it has worked or never will."""

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
import pytest
from psycopg import AsyncConnection
from rich.console import Console

from server.doctor import examine
from server.parts import Parts
from server.settings import Settings, SettingsError, read_settings
from server.tell import TRIES, tell
from server.wiring import Wired
from tools.errors import PipeWiseError, Rejected, Unavailable
from tools.ports.arrivals import Arrival
from tools.ports.channels import Alias
from tools.ports.handovers import Notice


@dataclass
class Way:
    """Tells nobody; raises `faults` in order, and then always the last one."""

    faults: list[PipeWiseError] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    async def tell(self, notice: Notice) -> None:
        self.notices.append(notice)
        if self.faults:
            raise self.faults.pop(0) if len(self.faults) > 1 else self.faults[0]


@pytest.fixture
async def parts(settings: Settings) -> AsyncIterator[Parts]:
    async with Wired(settings).open() as parts:
        yield parts


async def hand_over(parts: Parts) -> tuple[str, str]:
    """A lead's conversation, given to a person; the conversation and the handover."""
    stored = await parts.crm.ingest(
        Arrival(
            workspace=parts.home,
            channel="webchat",
            integration_id=None,
            event_id=parts.new_id(),
            aliases=(Alias(kind="session", value=parts.new_id(), attested=False),),
            text="a person, please",
        )
    )
    conversation = stored["conversation_id"]
    receipt = await parts.crm.hand_over(
        parts.home, conversation, parts.new_id(), "talk_to_human", wants=["pricing_question"]
    )
    return conversation, receipt["id"]


async def jobs_of(parts: Parts, handover: str) -> int:
    url = parts.settings.database_url
    assert url
    async with await AsyncConnection.connect(url.get_secret_value()) as connection:
        row = await (
            await connection.execute(
                "select count(*) from jobs.procrastinate_jobs where args ->> 'handover_id' = %s"
                " and args ->> 'way' = 'webhook'",
                (handover,),
            )
        ).fetchone()
    assert row
    return int(row[0])


# --- telling ---


async def test_the_owner_is_told_once_with_the_summary(parts: Parts) -> None:
    way = Way()
    _, handover = await hand_over(parts)

    for _ in range(2):
        await tell(replace(parts, alert_ways={"webhook": way}), handover, "webhook")

    [notice] = way.notices
    assert notice["subject"] == "Somebody without a name asks for a person"
    assert "lead: a person, please" in notice["summary"]
    assert notice["handover"]["wants"] == ["pricing_question"]


async def test_a_way_that_is_not_set_up_leaves_no_trace(parts: Parts) -> None:
    _, handover = await hand_over(parts)

    await tell(replace(parts, alert_ways={}), handover, "email")

    found, _ = await parts.crm.handovers(parts.home, limit=1, offset=0)
    assert found[0]["alerts"] == []


async def test_it_is_tried_so_often_and_then_given_up_for_a_person_to_see(parts: Parts) -> None:
    way = Way([Unavailable("The web hook answered 503")])
    _, handover = await hand_over(parts)

    for _ in range(TRIES + 2):
        await tell(replace(parts, alert_ways={"webhook": way}), handover, "webhook")

    assert len(way.notices) == TRIES
    assert len({notice["id"] for notice in way.notices}) == 1
    assert (await parts.crm.troubles(parts.home))["failed_alerts"] == 1
    assert await jobs_of(parts, handover) == TRIES  # the first, and one for each further try


async def test_what_never_works_is_not_tried_again(parts: Parts) -> None:
    way = Way([Rejected("The web hook answered 404")])
    _, handover = await hand_over(parts)

    for _ in range(2):
        await tell(replace(parts, alert_ways={"webhook": way}), handover, "webhook")

    assert len(way.notices) == 1
    [found], _ = await parts.crm.handovers(parts.home, limit=1, offset=0)
    assert found["alerts"][0]["error"] == "The web hook answered 404"


async def test_the_owner_of_one_workspace_hears_nothing_of_another_s_leads(parts: Parts) -> None:
    way = Way()
    _, handover = await hand_over(parts)

    elsewhere = replace(parts, home=parts.new_id(), alert_ways={"webhook": way})
    await tell(elsewhere, handover, "webhook")

    assert way.notices == []


# --- over HTTP ---


async def test_a_person_reads_the_summary_and_gives_the_conversation_back(
    http: httpx.AsyncClient, parts: Parts
) -> None:
    conversation, handover = await hand_over(parts)

    listed = (await http.get("/api/handovers", params={"open": "true"})).json()
    await http.post(f"/api/conversations/{conversation}/release")
    still_open = (await http.get("/api/handovers", params={"open": "true"})).json()

    assert [each["id"] for each in listed["data"]] == [handover]
    assert listed["data"][0]["summary"].startswith("Somebody without a name asks for a person\n")
    assert still_open["total"] == 0


async def test_the_hours_and_the_language_are_chosen_over_http(http: httpx.AsyncClient) -> None:
    before = await http.get("/api/handovers/rules")
    chosen = {"resume_after_hours": 4, "language": "es"}
    changed = await http.put("/api/handovers/rules", json=chosen)

    assert before.json()["data"] == {"resume_after_hours": 24, "language": "en", "told_by": []}
    assert changed.json()["data"] == {**chosen, "told_by": []}


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"language": "es"}, "resume_after_hours"),
        ({"resume_after_hours": -1, "language": "es"}, "resume_after_hours"),
        ({"resume_after_hours": 8761, "language": "es"}, "resume_after_hours"),
        ({"resume_after_hours": 1, "language": "fr"}, "language"),
        ({"resume_after_hours": 1, "language": "es", "more": 1}, "more"),
    ],
)
async def test_rules_that_cannot_be_are_refused_with_the_field_named(
    refusing: httpx.AsyncClient, form: dict[str, object], field: str
) -> None:
    answer = await refusing.put("/api/handovers/rules", json=form)

    assert (answer.status_code, answer.json()["field"]) == (422, field)


# --- set up ---


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("PIPEWISE_HANDOVER_WEBHOOK_URL=https://x.example", "PIPEWISE_HANDOVER_WEBHOOK_SECRET"),
        ("PIPEWISE_HANDOVER_WEBHOOK_URL=ftp://x.example", "PIPEWISE_HANDOVER_WEBHOOK_URL"),
        ("PIPEWISE_HANDOVER_EMAIL=team@x.example", "PIPEWISE_SMTP_HOST"),
        ("PIPEWISE_HANDOVER_EMAIL=a@x.example,b@x.example", "PIPEWISE_HANDOVER_EMAIL"),
    ],
)
def test_a_way_that_is_half_set_up_is_named(tmp_path: Path, text: str, named: str) -> None:
    (tmp_path / ".env").write_text(text)

    with pytest.raises(SettingsError, match=named):
        read_settings(tmp_path / ".env")


async def test_doctor_says_who_is_told_and_what_could_not_be(
    settings: Settings, parts: Parts
) -> None:
    told = settings.model_copy(update={"handover_email": "a@x.example", "smtp_host": "x.example"})
    _, handover = await hand_over(parts)
    way = Way([Rejected("The web hook answered 404")])
    await tell(replace(parts, alert_ways={"webhook": way}), handover, "webhook")
    paper = io.StringIO()

    await examine(told, Console(file=paper, width=200))

    assert "its owner is told by e-mail" in paper.getvalue()
    assert "1 could not be told to their owner" in paper.getvalue()
