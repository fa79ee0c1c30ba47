"""The LangGraph server's HTTP API on our own server, for the one graph we have."""

from fastapi import APIRouter

from server.threads.assistants import assistants_router
from server.threads.meta import meta_router
from server.threads.runs import runs_router, stateless_router
from server.threads.states import states_router
from server.threads.threads import threads_router
from server.threads.unserved import unserved_router


def routers() -> list[APIRouter]:
    """In the order they are tried. They find their `Door` in `app.state.thread_door`."""
    return [
        meta_router(),
        assistants_router(),
        threads_router(),
        states_router(),
        runs_router(),
        stateless_router(),
        unserved_router(),
    ]
