"""The one FastAPI app: webhooks, web chat, the operator's API and, where asked, the thread API."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from importlib.metadata import version
from typing import Any, Protocol

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse

from server import (
    chat,
    conversations,
    handovers,
    health,
    integrations,
    knowledge,
    leads,
    local_mode,
    problems,
    qualification,
    spending,
    webhooks,
    workspace,
)
from server.connections import count_accounts
from server.home import page
from server.parts import Parts
from server.settings import Settings
from server.threads.door import open_door
from server.threads.routes import routers
from server.turns import state_that_answered, take_turn

log = logging.getLogger(__name__)

LOOK = 0.1  # seconds between two looks whether the server is to stop
MAX_BODY = 5 * 1024 * 1024  # bytes, where a door has no smaller cap; channels send up to 3 MB


class House(Protocol):
    """What the wiring hands over: how to open the parts, and what runs beside the requests."""

    settings: Settings
    booking_pages: FastAPI

    def open(self) -> AbstractAsyncContextManager[Parts]: ...

    def background(self, parts: Parts) -> list[Callable[[], Coroutine[Any, Any, None]]]: ...

    async def faults(self) -> dict[str, str | None]:
        """What is wrong with what has to work; for `/readyz`."""


def create_app(house: House, *, compat: bool, worker: bool = True) -> FastAPI:
    """`compat` adds LangGraph's own routes: never inside `langgraph dev`, whose they are."""
    app = FastAPI(
        title="PipeWise",
        version=version("pipewise"),
        max_body_size=MAX_BODY,
        lifespan=partial(_lifespan, house=house, worker=worker),
    )
    app.state.stopping = False
    local_mode.install(app, allowed_origins=house.settings.allowed_origins)
    problems.install(app)
    for router in (
        health.router,
        webhooks.router,
        chat.router,
        integrations.router,
        conversations.router,
        knowledge.router,
        handovers.router,
        qualification.router,
        workspace.router,
        spending.router,
        leads.router,
        _console(),
    ):
        app.include_router(router)
    if compat:
        for router in routers():
            app.include_router(router)
    app.mount("/book", house.booking_pages)
    return app


def _console() -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    async def console(request: Request) -> HTMLResponse:
        return HTMLResponse(page())

    return router


@asynccontextmanager
async def _lifespan(app: FastAPI, *, house: House, worker: bool) -> AsyncIterator[None]:
    async with house.open() as parts:
        _give(app, parts, house)
        tasks = [asyncio.create_task(work()) for work in house.background(parts) if worker]
        app.state.readiness = partial(_faults, house, tasks)
        draining = asyncio.create_task(_drain(app, tasks))
        try:
            yield
        finally:
            app.state.stopping = True
            await draining
            await app.state.thread_door.live.close()  # turns still streaming need the pools
            for task in tasks:
                with contextlib.suppress(asyncio.CancelledError):
                    await task


async def _drain(app: FastAPI, tasks: list[asyncio.Task[None]]) -> None:
    """As soon as the server is asked to stop: it waits for its open streams before its lifespan."""
    while not app.state.stopping:  # noqa: ASYNC110 - set by a signal's handler
        await asyncio.sleep(LOOK)
    for task in tasks:
        task.cancel()
    await app.state.thread_door.live.close()


async def _faults(house: House, tasks: list[asyncio.Task[None]]) -> dict[str, str | None]:
    dead = any(task.done() for task in tasks)
    return {**await house.faults(), "worker": "has stopped" if dead else None}


def _give(app: FastAPI, parts: Parts, house: House) -> None:
    """What each router finds in `app.state`."""

    async def home(request: Request) -> str:
        return parts.home

    def closing() -> bool:
        return bool(app.state.stopping)

    app.state.parts = parts
    app.state.registry = parts.counts.registry
    app.state.count_accounts = partial(count_accounts, parts)
    app.state.chat_door = chat.ChatDoor(
        crm=parts.crm,
        channel=parts.channels["webchat"],
        clock=parts.clock,
        new_id=parts.new_id,
        home=parts.home,
        take_turn=partial(take_turn, parts),
        state_of=partial(state_that_answered, parts),
        closing=closing,
    )
    app.state.thread_door = open_door(parts, workspace=home, closing=closing)
