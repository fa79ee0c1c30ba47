"""The platform knocks over HTTP: its question, its signature, its redeliveries."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tests.platforms.serving import served
from tests.platforms.whatsapp import (
    APP_SECRET,
    VERIFY_TOKEN,
    delivery,
    knock,
    subscribe,
    text_message,
)
from tools.channels.whatsapp import WhatsApp
from tools.errors import Forged
from tools.ports.channels import Inbound, Secrets

SECRETS = Secrets(values={"app_secret": APP_SECRET, "verify_token": VERIFY_TOKEN})


class Hook:
    """The smallest door: it verifies, reads, remembers, and can be out of order."""

    def __init__(self) -> None:
        self.channel = WhatsApp(httpx.AsyncClient())
        self.heard: list[Inbound] = []
        self.failures = 0
        self.app = Starlette(routes=[Route("/hook", self.answer, methods=["GET", "POST"])])

    async def answer(self, request: Request) -> Response:
        try:
            if request.method == "GET":
                return PlainTextResponse(self.channel.handshake(SECRETS, request.query_params))
            body = await request.body()
            self.channel.verify(SECRETS, request.headers, body)
        except Forged:
            return Response(status_code=401)
        if self.failures:
            self.failures -= 1
            return Response(status_code=500)
        self.heard += self.channel.parse(body)
        return Response(status_code=200)


@pytest.fixture
def hook() -> Hook:
    return Hook()


@pytest.fixture
async def url(hook: Hook) -> AsyncIterator[str]:
    async with served(hook.app) as base:
        yield f"{base}/hook"


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient() as client:
        yield client


async def test_the_platform_s_question_is_answered(http: httpx.AsyncClient, url: str) -> None:
    assert await subscribe(http, url)
    assert not await subscribe(http, url, token="charlie")


async def test_words_outside_ascii_are_signed_as_they_are_sent(
    http: httpx.AsyncClient, url: str, hook: Hook
) -> None:
    response = await knock(http, url, delivery([text_message("¿Mañana? 👋 مرحبا")]))

    assert response.status_code == 200
    assert [event.text for event in hook.heard] == ["¿Mañana? 👋 مرحبا"]


async def test_a_stranger_s_delivery_is_not_heard(
    http: httpx.AsyncClient, url: str, hook: Hook
) -> None:
    response = await knock(http, url, delivery([text_message("hi")]), secret="charlie")

    assert response.status_code == 401
    assert hook.heard == []


async def test_what_failed_comes_again_under_the_same_id(
    http: httpx.AsyncClient, url: str, hook: Hook
) -> None:
    hook.failures = 2

    await knock(http, url, delivery([text_message("hi", wamid="wamid.7")]))

    assert [event.event_id for event in hook.heard] == ["wamid.7"]
