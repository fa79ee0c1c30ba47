"""LangSmith's ingest endpoint for the tests: it takes whatever is sent, and shows it."""

import gzip
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from tests.platforms.serving import served

INFO = {
    "version": "0.10.0",
    "batch_ingest_config": {
        "use_multipart_endpoint": True,
        "scale_up_qsize_trigger": 1000,
        "scale_up_nthreads_limit": 16,
        "scale_down_nempty_trigger": 4,
        "size_limit": 100,
        "size_limit_bytes": 20_971_520,
    },
    "instance_flags": {"zstd_compression_enabled": False},
}


@dataclass
class LangSmithLike:
    url: str = ""
    bodies: list[bytes] = field(default_factory=list)
    keys: set[str | None] = field(default_factory=set)

    @property
    def text(self) -> str:
        """All that was ever sent."""
        return b"\n".join(self.bodies).decode(errors="replace")

    async def info(self, request: Request) -> JSONResponse:
        return JSONResponse(INFO)

    async def ingest(self, request: Request) -> JSONResponse:
        body = await request.body()
        encoding = request.headers.get("content-encoding")
        if encoding == "gzip":
            body = gzip.decompress(body)
        if encoding == "deflate":
            body = zlib.decompress(body)
        self.bodies.append(body)
        self.keys.add(request.headers.get("x-api-key"))
        return JSONResponse({}, status_code=202)

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/info", self.info),
                Route("/{rest:path}", self.ingest, methods=["POST", "PATCH"]),
            ]
        )


@asynccontextmanager
async def langsmith_like() -> AsyncIterator[LangSmithLike]:
    server = LangSmithLike()
    async with served(server.app()) as url:
        server.url = url
        yield server
