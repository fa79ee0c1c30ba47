"""There is one assistant, and it is code."""

import pytest
from langgraph_sdk.client import LangGraphClient
from langgraph_sdk.errors import InternalServerError, NotFoundError, UnprocessableEntityError

from server.threads.wire import ASSISTANT


async def test_the_one_assistant_is_found_by_search_id_and_name(sdk: LangGraphClient) -> None:
    found = await sdk.assistants.search()

    assert [assistant["assistant_id"] for assistant in found] == [ASSISTANT]
    assert await sdk.assistants.get("pipewise") == await sdk.assistants.get(ASSISTANT) == found[0]
    assert await sdk.assistants.count() == 1


async def test_a_search_for_another_finds_nothing(sdk: LangGraphClient) -> None:
    assert await sdk.assistants.search(metadata={"created_by": "user"}) == []
    assert await sdk.assistants.search(name="other") == []
    with pytest.raises(NotFoundError):
        await sdk.assistants.search(graph_id="other")


async def test_the_graph_is_drawn_flat_and_opened(sdk: LangGraphClient) -> None:
    flat = await sdk.assistants.get_graph("pipewise")
    opened = await sdk.assistants.get_graph("pipewise", xray=True)

    assert [node["id"] for node in flat["nodes"]] == [
        "__start__",
        "understanding",
        "reply",
        "commit",
        "__end__",
    ]
    assert {"source": "understanding", "target": "reply"} in flat["edges"]
    assert "understanding:understand" in [node["id"] for node in opened["nodes"]]


async def test_schemas_say_what_a_run_takes_and_gives(sdk: LangGraphClient) -> None:
    schemas = await sdk.assistants.get_schemas("pipewise")

    assert schemas["graph_id"] == "pipewise"
    assert set((schemas["input_schema"] or {})["properties"]) == {"messages", "intent"}
    assert set((schemas["state_schema"] or {})["properties"]) == {"messages", "intent"}
    assert "workspace" in (schemas["context_schema"] or {})["properties"]


async def test_subgraphs_are_listed_by_their_node(sdk: LangGraphClient) -> None:
    assert list(await sdk.assistants.get_subgraphs("pipewise")) == ["understanding"]
    assert list(await sdk.assistants.get_subgraphs("pipewise", "understanding")) == [
        "understanding"
    ]


async def test_an_unknown_assistant_is_refused(sdk: LangGraphClient) -> None:
    with pytest.raises(UnprocessableEntityError, match="must be a UUID"):
        await sdk.assistants.get("other")
    with pytest.raises(NotFoundError):
        await sdk.assistants.get("00000000-0000-4000-8000-000000000000")


async def test_what_is_not_served_says_so(sdk: LangGraphClient) -> None:
    with pytest.raises(InternalServerError, match="is code") as refused:
        await sdk.assistants.create("pipewise")
    assert refused.value.status_code == 501
    with pytest.raises(InternalServerError, match="store is not served"):
        await sdk.store.put_item(("a",), "b", {})
    assert await sdk.crons.search() == []
