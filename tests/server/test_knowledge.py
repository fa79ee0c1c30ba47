"""Documents over HTTP: added, replaced, found, refused with the field named."""

import json

import httpx
import pytest

JSON = {"content-type": "application/json"}
GUIDE = "# Precios\n\nEl plan básico cuesta 29 € al mes.\n"


async def add(http: httpx.AsyncClient, name: str = "guía.md", text: str = GUIDE) -> httpx.Response:
    return await http.post("/api/knowledge", json={"name": name, "text": text})


async def test_a_document_is_added_read_replaced_and_removed(http: httpx.AsyncClient) -> None:
    added = await add(http)
    path = f"/api/knowledge/{added.json()['data']['id']}"
    again = await add(http)
    changed = await http.put(path, json={"name": "precios.md", "text": "Cuesta 39 €.\n"})
    read = await http.get(path)
    removed = await http.delete(path)

    assert (added.status_code, added.json()["data"]["language"]) == (201, "es")
    assert (again.status_code, again.json()["outcome"]) == (200, "unchanged")
    assert changed.json()["outcome"] == "replaced"
    assert (read.json()["data"]["name"], read.json()["data"]["text"]) == (
        "precios.md",
        "Cuesta 39 €.\n",
    )
    assert removed.status_code == 200
    assert (await http.get(path)).status_code == 404


async def test_documents_are_listed_by_page_with_their_total(http: httpx.AsyncClient) -> None:
    for name in ("c.md", "a.md", "b.md"):
        await add(http, name)

    page = (await http.get("/api/knowledge", params={"per_page": 2, "page": 2})).json()
    found = (await http.get("/api/knowledge", params={"search": "a.md", "language": "es"})).json()

    assert ([each["name"] for each in page["data"]], page["total"]) == (["c.md"], 3)
    assert [each["name"] for each in found["data"]] == ["a.md"]


async def test_a_question_may_be_tried_before_leads_ask_it(http: httpx.AsyncClient) -> None:
    await add(http)

    found = await http.post("/api/knowledge/ask", json={"question": "¿cuánto cuesta?"})
    unknown = await http.post("/api/knowledge/ask", json={"question": "¿tenéis parking?"})

    assert [each["title"] for each in found.json()["data"]] == ["Precios"]
    assert unknown.json()["data"] == []


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"text": "one"}, "name"),
        ({"name": "  ", "text": "one"}, "name"),
        ({"name": "n" * 201, "text": "one"}, "name"),
        ({"name": "guide", "text": " \n"}, "text"),
        ({"name": "guide", "text": "zero\x00"}, "text"),
        ({"name": "guide", "text": "half \ud800"}, "text"),
        ({"name": "guide", "text": "x" * 400_001}, "text"),
        ({"name": "guide", "text": "one", "language": "fr"}, "language"),
        ({"name": "guide", "text": "one", "url": "https://example.com"}, "url"),
    ],
)
async def test_what_cannot_be_kept_is_refused_with_the_field_named(
    refusing: httpx.AsyncClient, form: dict[str, str], field: str
) -> None:
    answer = await refusing.post("/api/knowledge", content=json.dumps(form), headers=JSON)

    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert (await refusing.get("/api/knowledge")).json()["total"] == 0


@pytest.mark.parametrize(
    "query", [{"page": "0"}, {"per_page": "1000"}, {"language": "fr"}, {"sort": "size"}]
)
async def test_a_list_that_cannot_be_is_refused(
    refusing: httpx.AsyncClient, query: dict[str, str]
) -> None:
    answer = await refusing.get("/api/knowledge", params=query)

    assert (answer.status_code, answer.json()["field"]) == (422, next(iter(query)))


async def test_the_name_of_another_document_is_taken(http: httpx.AsyncClient) -> None:
    await add(http, "a.md")
    second = (await add(http, "b.md")).json()["data"]["id"]

    answer = await http.put(f"/api/knowledge/{second}", json={"name": "a.md", "text": "one"})

    assert answer.status_code == 409


@pytest.mark.parametrize("made_up", ["nothing", "00000000-0000-4000-8000-000000000000"])
async def test_a_document_nobody_knows_is_not_found(
    refusing: httpx.AsyncClient, made_up: str
) -> None:
    path, form = f"/api/knowledge/{made_up}", {"name": "a", "text": "one"}

    answers = [
        await refusing.get(path),
        await refusing.put(path, json=form),
        await refusing.delete(path),
    ]

    assert [answer.status_code for answer in answers] == [404] * 3
