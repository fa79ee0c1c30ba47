"""The workspace's own words over HTTP."""

import httpx
import pytest

WORDS = "Hola, soy Lía, la asistente de Acme (una inteligencia artificial)."


async def test_a_workspace_says_in_its_own_words_that_an_ai_is_writing(
    http: httpx.AsyncClient,
) -> None:
    given = await http.put("/api/workspace/disclosure", json={"language": "es", "text": WORDS})
    read = await http.get("/api/workspace/disclosure")
    taken = await http.put("/api/workspace/disclosure", json={"language": "es", "text": None})

    assert given.status_code == 200
    assert read.json()["data"] == {"es": WORDS}
    assert taken.json()["data"] == {}


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"language": "es", "text": "  "}, "text"),
        ({"language": "es", "text": "x" * 301}, "text"),
        ({"language": "es", "text": "a\x00b"}, "text"),
        ({"language": "español", "text": WORDS}, "language"),
        ({"language": "es"}, "text"),
    ],
)
async def test_words_that_cannot_be_said_are_refused(
    http: httpx.AsyncClient, form: dict[str, str], field: str
) -> None:
    refused = await http.put("/api/workspace/disclosure", json=form)

    assert refused.status_code in {400, 422}
    assert field in refused.text
