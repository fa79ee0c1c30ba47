"""Rules of qualification over HTTP: read, replaced, tried, refused with the field named."""

import json
from typing import Any

import httpx
import pytest
from hypothesis import given
from pydantic import TypeAdapter

from server.qualification import RulesForm
from tests.qualification.rules import all_rules
from tools.ports.qualification import Rules
from tools.qualification import USUAL

NEED = {"detail": "need", "points": 40, "ask": True}
SIZE = {
    "detail": "team_size",
    "points": 60,
    "levels": [{"at_least": 10, "points": 60}, {"at_least": 2, "points": 20}],
    "ask": True,
    "question": {"es": "¿Cuántas sillas tiene la clínica?"},
}
RULES = {"criteria": [NEED, SIZE]}


async def put(http: httpx.AsyncClient, rules: object) -> httpx.Response:
    return await http.put("/api/qualification", json=rules)


async def test_the_usual_rules_are_there_until_others_are_chosen(http: httpx.AsyncClient) -> None:
    before = (await http.get("/api/qualification")).json()
    changed = (await put(http, RULES)).json()
    back = (await http.delete("/api/qualification")).json()

    assert (before["usual"], before["data"]) == (True, USUAL)
    assert changed["usual"] is False
    assert changed["data"]["criteria"][0] == {**NEED, "levels": [], "otherwise": 40}
    assert changed["data"]["bands"] == {"hot": 80, "warm": 60, "cold": 40}
    assert back == before


async def test_the_rules_one_reads_may_be_written_back(http: httpx.AsyncClient) -> None:
    read = (await http.get("/api/qualification")).json()["data"]

    assert (await put(http, read)).json()["data"] == read


async def test_rules_may_be_tried_before_they_are_chosen(http: httpx.AsyncClient) -> None:
    details = {"need": "citas", "team_size": "12"}

    usual = await http.post("/api/qualification/try", json={"details": details})
    tried = await http.post("/api/qualification/try", json={"details": details, "rules": RULES})
    nothing = await http.post("/api/qualification/try", json={"details": {}})

    assert usual.json()["data"]["score"] == 31
    assert (tried.json()["data"]["score"], tried.json()["data"]["band"]) == (100, "hot")
    assert nothing.json()["data"] is None


def changed(where: str, value: object) -> dict[str, Any]:
    """The rules with one thing in them changed."""
    rules: Any = json.loads(json.dumps(RULES))
    *path, last = [int(step) if step.isdigit() else step for step in where.split(".")]
    place = rules
    for step in path:
        place = place[step]
    place[last] = value
    return dict(rules)


@pytest.mark.parametrize(
    ("where", "value", "field"),
    [
        ("criteria", [], "criteria"),
        ("criteria.0.points", 30, "body"),
        ("criteria.0.points", -1, "criteria.0.points"),
        ("criteria.0.points", "many", "criteria.0.points"),
        ("criteria.0.detail", "shoe_size", "criteria.0.detail"),
        ("criteria.0.detail", "team_size", "body"),
        ("criteria.1.otherwise", 70, "criteria.1"),
        ("criteria.1.otherwise", 30, "criteria.1"),
        ("criteria.1.levels.0.points", 10, "criteria.1"),
        ("criteria.1.levels.1", {"points": 5}, "criteria.1.levels.1"),
        ("criteria.1.levels.1", {"points": 5, "words": []}, "criteria.1.levels.1.words"),
        (
            "criteria.1.levels.1",
            {"points": 5, "words": ["a"], "business": True},
            "criteria.1.levels.1",
        ),
        ("criteria.1.question", {"fr": "Combien?"}, "criteria.1.question.fr.[key]"),
        ("criteria.1.question", {"es": "x" * 201}, "criteria.1.question.es"),
        ("criteria.0", {"detail": "phone", "points": 40, "ask": True}, "criteria.0"),
        ("bands", {"hot": 50, "warm": 60, "cold": 40}, "bands"),
        ("more", 1, "more"),
    ],
)
async def test_rules_that_make_no_sense_are_refused_with_the_field_named(
    refusing: httpx.AsyncClient, where: str, value: object, field: str
) -> None:
    answer = await put(refusing, changed(where, value))

    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert (await refusing.get("/api/qualification")).json()["usual"] is True


@given(rules=all_rules())
def test_what_the_door_lets_in_is_what_the_score_is_made_for(rules: Rules) -> None:
    form = RulesForm.model_validate(rules)

    assert TypeAdapter(Rules).validate_python(form.rules()) == rules
