"""Who answers here, and whether it does."""

import importlib.metadata

from fastapi import APIRouter, Request

from tools.ports.words import JSON


def meta_router() -> APIRouter:
    router = APIRouter(tags=["meta"])

    @router.get("/ok")
    async def ok() -> JSON:
        return {"ok": True}

    @router.get("/info")
    async def info(request: Request) -> JSON:
        """`server` and our own version tell this server from `langgraph dev`."""
        return {
            "server": "pipewise",
            "version": request.app.version,
            "langgraph_py_version": importlib.metadata.version("langgraph"),
            "flags": {"assistants": True, "crons": False, "langsmith": False},
            "host": {"kind": "self-hosted"},
        }

    return router
