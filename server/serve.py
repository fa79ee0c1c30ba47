"""The server process and the worker process: started, announced, stopped cleanly."""

import asyncio
import contextlib
import errno
import gc
import signal
import socket
from types import FrameType

import uvicorn

from server.app import create_app
from server.banner import banner
from server.settings import Settings
from server.wiring import Wired
from tools.errors import Rejected

GRACE = 10  # seconds for requests in flight when asked to stop


class _Server(uvicorn.Server):
    """Open event streams end when the server is asked to stop, not when the client leaves."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.config.app.state.stopping = True  # type: ignore[union-attr]  # our FastAPI app
        super().handle_exit(sig, frame)


async def serve_until_stopped(settings: Settings) -> None:
    await serve(Wired(settings))


async def serve(wired: Wired) -> None:
    """Raises `EmbeddedError`, `MigrationError` or `Rejected`: one sentence why it cannot start."""
    settings = wired.settings
    # Before anything else is started; who knocks meanwhile waits.
    listening = _listen(settings)
    await wired.check_keys()
    await wired.database.ready()  # its failures are sentences here, tracebacks inside the lifespan
    app = create_app(wired, compat=True, worker=settings.worker)
    warming = asyncio.create_task(asyncio.to_thread(wired.warm_up))
    server = _Server(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=GRACE,
            proxy_headers=False,  # an address in a header is a stranger's word
        )
    )
    announcing = asyncio.create_task(_announce(server, wired, settings))
    settling = asyncio.create_task(_settle(server, warming))
    await server.serve(sockets=[listening])
    announcing.cancel()
    settling.cancel()
    await warming


async def _settle(server: uvicorn.Server, warming: asyncio.Task[None]) -> None:
    """What the program is made of stays: looking through it again stops every answer for 0.1 s."""
    await asyncio.shield(warming)
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.05)
    gc.collect()
    gc.freeze()


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listening = socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        why = "taken by another program" if error.errno == errno.EADDRINUSE else error.strerror
        raise Rejected(
            f"PipeWise cannot listen on {settings.host}, port {settings.port} ({why}). "
            "Stop what is there, or set PIPEWISE_PORT to another port.",
            field="PIPEWISE_PORT",
        ) from error
    # asyncio sets it only on sockets it made itself; without it every answer waits 40 ms.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


async def _announce(server: uvicorn.Server, wired: Wired, settings: Settings) -> None:
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.05)
    known = await wired.crm.integrations(wired.home)
    print(banner(settings, known), flush=True)  # noqa: T201 - the person at the terminal reads it


async def work_until_stopped(settings: Settings) -> None:
    wired = Wired(settings)
    await wired.check_keys()
    async with wired.open() as parts:
        working = asyncio.create_task(wired.work(parts))
        loop = asyncio.get_running_loop()
        for sign in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(sign, working.cancel)
        print("Working off jobs. Ctrl-C stops it.", flush=True)  # noqa: T201 - for the person there
        with contextlib.suppress(asyncio.CancelledError):
            await working
