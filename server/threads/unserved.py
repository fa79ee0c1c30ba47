"""What the LangGraph server's API has besides: answered 501 with a sentence, never in silence."""

from fastapi import APIRouter, HTTPException, Response

from server.threads.wire import answer

ASSISTANTS = "The one assistant is code: it is not made, changed or versioned through this API."
CRONS = "Crons are not served: schedules are PipeWise's own jobs."
STORE = "The store is not served: what is known of a lead is in the CRM."
THREADS = "Threads are not copied or pruned through this API: the server prunes them itself."
STREAM = "A thread's own stream is not served: follow its runs."
PROTOCOL = "The second streaming protocol is not served; use runs/stream."
AGENTS = "MCP and A2A are not served."

UNSERVED = [
    ("POST", "/assistants", ASSISTANTS),
    ("PATCH", "/assistants/{id}", ASSISTANTS),
    ("DELETE", "/assistants/{id}", ASSISTANTS),
    ("POST", "/assistants/{id}/versions", ASSISTANTS),
    ("POST", "/assistants/{id}/latest", ASSISTANTS),
    ("POST", "/threads/prune", THREADS),
    ("POST", "/threads/{id}/copy", THREADS),
    ("GET", "/threads/{id}/storage", THREADS),
    ("GET", "/threads/{id}/stream", STREAM),
    ("POST", "/threads/{id}/commands", PROTOCOL),
    ("POST", "/threads/{id}/stream/events", PROTOCOL),
    ("POST", "/threads/{id}/runs/crons", CRONS),
    ("POST", "/runs/crons", CRONS),
    ("GET", "/runs/crons/{id}", CRONS),
    ("PATCH", "/runs/crons/{id}", CRONS),
    ("DELETE", "/runs/crons/{id}", CRONS),
    ("PUT", "/store/items", STORE),
    ("GET", "/store/items", STORE),
    ("DELETE", "/store/items", STORE),
    ("POST", "/store/items/search", STORE),
    ("POST", "/store/namespaces", STORE),
    ("POST", "/mcp/", AGENTS),
    ("POST", "/a2a/{id}", AGENTS),
]


def unserved_router() -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.post("/runs/crons/search")
    async def no_crons() -> Response:
        """Studio asks on every start, and none is the truth."""
        return answer([], headers={"X-Pagination-Total": "0"})

    @router.post("/runs/crons/count")
    async def count_crons() -> Response:
        return answer(0)

    for method, path, sentence in UNSERVED:
        refuse(router, method, path, sentence)
    return router


def refuse(router: APIRouter, method: str, path: str, sentence: str) -> None:
    async def refused() -> None:
        raise HTTPException(501, sentence)

    router.add_api_route(path, refused, methods=[method])
