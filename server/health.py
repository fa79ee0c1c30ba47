"""Is it alive, is it ready, how much has it done: what machines ask."""

from collections.abc import Mapping
from typing import Protocol

import psycopg
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from psycopg import AsyncConnection

from server.migrate import pending
from server.problems import Problem

Faults = Mapping[str, str | None]
"""What has to work, each with what is wrong with it, or None."""


class Readiness(Protocol):
    async def __call__(self) -> Faults: ...


class Count(Protocol):
    async def __call__(self) -> None: ...


router = APIRouter(tags=["health"])


@router.get("/healthz")
async def alive() -> dict[str, str]:
    return {"status": "alive"}


@router.get("/readyz")
async def ready(request: Request) -> Response:
    """Asks `app.state.readiness`; until the server has set it, it is still starting."""
    readiness: Readiness | None = getattr(request.app.state, "readiness", None)
    faults = {"server": "is still starting"} if readiness is None else await readiness()
    wrong = [f"The {part} {fault}." for part, fault in faults.items() if fault]
    if wrong:
        raise Problem(503, "Not ready", " ".join(wrong), headers={"Retry-After": "1"})
    return JSONResponse({"status": "ready", "checks": dict.fromkeys(faults, "ok")})


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """The counters of `app.state.registry`, in Prometheus' own format.

    What is counted only when somebody asks is counted by `app.state.count_accounts`.
    """
    count: Count | None = getattr(request.app.state, "count_accounts", None)
    if count is not None:
        await count()
    registry: CollectorRegistry = request.app.state.registry
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


async def ask_database(database: AsyncConnection[object]) -> Faults:
    """For `readiness`: does it answer, and is it at this version?"""
    try:
        missing = await pending(database)
    except psycopg.OperationalError:
        return {"database": "does not answer"}
    fault = f"lacks {', '.join(missing)}: run `pipewise migrate`" if missing else None
    return {"database": fault}
