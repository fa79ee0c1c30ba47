"""The owner's own program behind a web hook: remembers what it was told."""

import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


@dataclass(frozen=True, kw_only=True)
class Told:
    body: bytes
    signature: str
    delivery: str

    @property
    def document(self) -> dict[str, Any]:
        return dict(json.loads(self.body))


@dataclass(kw_only=True)
class Hook:
    told: list[Told] = field(default_factory=list)
    refusals: deque[int] = field(default_factory=deque)
    """What it answers to the next knocks, instead of taking them."""

    @property
    def app(self) -> Starlette:
        return Starlette(routes=[Route("/hook", self._knock, methods=["POST"])])

    async def _knock(self, request: Request) -> Response:
        if self.refusals:
            return Response(status_code=self.refusals.popleft(), headers={"retry-after": "1"})
        self.told.append(
            Told(
                body=await request.body(),
                signature=request.headers["pipewise-signature"],
                delivery=request.headers["pipewise-delivery"],
            )
        )
        return Response(status_code=204)
