"""The LangGraph server's HTTP API on our own server, for the one graph we have."""

from fastapi import APIRouter, Depends

from server.threads.assistants import assistants_router
from server.threads.door import workspace_of
from server.threads.meta import meta_router
from server.threads.runs import run_router, runs_router, stateless_router
from server.threads.states import states_router
from server.threads.threads import threads_router
from server.threads.unserved import unserved_router


def routers() -> list[APIRouter]:
    """In the order they are tried. They find their `Door` in `app.state.thread_door`.

    Whatever is added here asks first whose workspace the request is for.
    """
    private = APIRouter(dependencies=[Depends(workspace_of)])
    for router in (
        assistants_router(),
        threads_router(),
        states_router(),
        runs_router(),
        run_router(),
        stateless_router(),
        unserved_router(),
    ):
        private.include_router(router)
    return [meta_router(), private]
