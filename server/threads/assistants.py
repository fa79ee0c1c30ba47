"""Assistants: there is one, and it is code."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, HTTPException, Response
from pydantic import TypeAdapter

from server.threads.bodies import AssistantSearch
from server.threads.door import Door, DoorHere, Graph
from server.threads.wire import ASSISTANT, GRAPH, answer
from tools.ports.words import JSON


def the_assistant(assistant_id: str) -> None:
    """Only ours, by its id or the graph's name."""
    if assistant_id in (GRAPH, ASSISTANT):
        return
    try:
        UUID(assistant_id)
    except ValueError as error:
        raise HTTPException(422, "Invalid assistant ID: must be a UUID") from error
    raise HTTPException(404, f"Assistant {assistant_id} not found")


def assistants_router() -> APIRouter:
    router = APIRouter(prefix="/assistants", tags=["assistants"])
    One = Annotated[None, Depends(the_assistant)]

    @router.post("/search")
    async def search(door: DoorHere, body: AssistantSearch | None = None) -> Response:
        found = matching(assistant_json(door), body or AssistantSearch())
        return answer(found, headers={"X-Pagination-Total": str(len(found))})

    @router.post("/count")
    async def count(door: DoorHere, body: AssistantSearch | None = None) -> Response:
        return answer(len(matching(assistant_json(door), body or AssistantSearch())))

    @router.get("/{assistant_id}")
    async def get(_: One, door: DoorHere) -> Response:
        return answer(assistant_json(door))

    @router.get("/{assistant_id}/graph")
    async def graph(_: One, door: DoorHere, xray: bool | int = False) -> Response:
        return answer(await drawn(door.graph, xray=xray))

    @router.get("/{assistant_id}/schemas")
    async def schemas(_: One, door: DoorHere) -> Response:
        return answer({"graph_id": GRAPH, **schemas_json(door.graph)})

    @router.get("/{assistant_id}/subgraphs")
    async def subgraphs(_: One, door: DoorHere, recurse: bool = False) -> Response:
        return answer(subgraphs_json(door.graph, None, recurse=recurse))

    @router.get("/{assistant_id}/subgraphs/{namespace}")
    async def subgraph(_: One, door: DoorHere, namespace: str, recurse: bool = False) -> Response:
        return answer(subgraphs_json(door.graph, namespace, recurse=recurse))

    return router


def assistant_json(door: Door) -> JSON:
    born = door.born.isoformat()
    return {
        "assistant_id": ASSISTANT,
        "graph_id": GRAPH,
        "name": GRAPH,
        "description": None,
        "config": {},
        "context": {},
        "metadata": {"created_by": "system"},
        "version": 1,
        "created_at": born,
        "updated_at": born,
    }


def matching(ours: JSON, search: AssistantSearch) -> list[JSON]:
    if search.graph_id not in (None, GRAPH):
        raise HTTPException(404, f"Graph {search.graph_id!r} not found. There is one: {GRAPH}.")
    fits = search.metadata.items() <= ours["metadata"].items()
    named = search.name is None or search.name.lower() in GRAPH
    return [ours][search.offset : search.offset + search.limit] if fits and named else []


async def drawn(graph: Graph, *, xray: bool | int) -> JSON:
    """Nodes and edges, as a drawing needs them."""
    drawing = (await graph.aget_graph(xray=xray)).to_json()
    for node in drawing["nodes"]:
        data = node.get("data")
        if isinstance(data, dict):
            data.pop("id", None)  # a Python path, of no use outside
    return drawing


def schemas_json(graph: Graph) -> JSON:
    return {
        "input_schema": graph.get_input_jsonschema(),
        "output_schema": graph.get_output_jsonschema(),
        "state_schema": state_schema(graph),
        "config_schema": {},
        "context_schema": graph.get_context_jsonschema(),
    }


def state_schema(graph: Graph) -> JSON:
    return TypeAdapter(graph.builder.state_schema).json_schema()


def subgraphs_json(graph: Graph, namespace: str | None, *, recurse: bool) -> JSON:
    found: dict[str, Any] = dict(graph.get_subgraphs(namespace=namespace, recurse=recurse))
    return {name: schemas_json(inner) for name, inner in found.items()}
