"""Local mode: private routes answer this machine alone, public ones everybody."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message, Scope

from server.local_mode import LocalMode, install
from tests.platforms.serving import served

STUDIO = "https://smith.langchain.com"


def house() -> FastAPI:
    app = FastAPI()
    install(app, allowed_origins=[STUDIO])

    @app.api_route("/{path:path}", methods=["GET", "POST", "DELETE"])
    async def anything(path: str) -> StreamingResponse:
        async def two_parts() -> AsyncIterator[bytes]:
            yield b"in"
            yield b"side"

        headers = {"Content-Location": f"/{path}", "Vary": "Accept"}
        return StreamingResponse(two_parts(), headers=headers)

    return app


async def asked(
    path: str = "/api/leads",
    *,
    method: str = "GET",
    client: str = "127.0.0.1",
    host: str = "localhost:2024",
    headers: Mapping[str, str] | None = None,
) -> httpx.Response:
    transport = httpx.ASGITransport(house(), client=(client, 4321))
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as http:
        return await http.request(method, path, headers={"Host": host, **(headers or {})})


async def test_a_program_on_this_machine_is_answered() -> None:
    answer = await asked()

    assert answer.status_code == 200
    assert answer.text == "inside"


@pytest.mark.parametrize("client", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
async def test_every_loopback_address_is_this_machine(client: str) -> None:
    assert (await asked(client=client)).status_code == 200


@pytest.mark.parametrize("client", ["192.168.1.7", "10.0.0.1", "::ffff:10.0.0.1", "fe80::1", ""])
async def test_another_machine_is_refused_with_a_sentence(client: str) -> None:
    answer = await asked(client=client)

    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].endswith("only programs on this machine are answered here.")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1:2024", "[::1]:2024"])
async def test_the_names_of_this_machine_are_answered(host: str) -> None:
    assert (await asked(host=host)).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "evil.example:2024",
        "127.0.0.1.nip.io",
        "127.0.0.2",
        "localhost:2024@evil.example",
        "localhost:",
        "::1",
        "",
    ],
)
async def test_any_other_name_is_refused(host: str) -> None:
    assert (await asked(host=host)).status_code == 403


@pytest.mark.parametrize(
    "header",
    [
        "Forwarded",
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "X-Forwarded",
        "X_Forwarded_For",
        "X-Real-IP",
        "Via",
        "CF-Connecting-IP",
        "CF-Ray",
        "Cdn-Loop",
        "ngrok-skip-browser-warning",
        "Tailscale-User-Login",
        "X-Original-URL",
        "X-Original-Host",
        "True-Client-IP",
        "X-Envoy-External-Address",
        "Fly-Client-IP",
    ],
)
async def test_what_came_through_a_proxy_or_tunnel_is_refused(header: str) -> None:
    answer = await asked(headers={header: "127.0.0.1"})

    assert answer.status_code == 403
    assert "proxy or tunnel" in answer.json()["detail"]


@pytest.mark.parametrize("origin", ["http://localhost:2024", "http://127.0.0.1:2024", STUDIO])
async def test_pages_of_ours_and_listed_ones_are_answered(origin: str) -> None:
    assert (await asked(headers={"Origin": origin})).status_code == 200


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://localhost:3000",
        "http://localhost",
        "https://localhost:2024",
        "http://localhost:2024.evil.example",
        f"{STUDIO}.evil.example",
        "null",
        "",
    ],
)
async def test_any_other_page_is_refused(origin: str) -> None:
    answer = await asked(headers={"Origin": origin})

    assert answer.status_code == 403
    assert "PIPEWISE_ALLOWED_ORIGINS" in answer.json()["detail"]
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("method", ["POST", "DELETE"])
async def test_a_foreign_page_changes_nothing_either(method: str) -> None:
    answer = await asked(method=method, headers={"Origin": "https://evil.example"})

    assert answer.status_code == 403


STRANGER: dict[str, Any] = {
    "client": "203.0.113.9",
    "host": "pipewise.example",
    "headers": {"X-Forwarded-For": "203.0.113.9", "Origin": "https://shop.example"},
}


@pytest.mark.parametrize(
    "path",
    [
        "/webhooks/whatsapp/7f",
        "/webhooks/calendly/7f",
        "/api/chat/sessions",
        "/api/chat/sessions/7f/events",
        "/book/abc",
        "/book/abc/cancel",
        "/book",
        "/healthz",
        "/api/integrations/calendly/oauth/callback",
    ],
)
async def test_public_routes_answer_strangers(path: str) -> None:
    assert (await asked(path, **STRANGER)).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/api/leads",
        "/api/chat",
        "/api/chatter/x",
        "/webhooks",
        "/bookkeeping",
        "/healthz/x",
        "/readyz",
        "/metrics",
        "/threads/search",
        "/runs/wait",
        "/docs",
        "/openapi.json",
        "/api/integrations/calendly/oauth/start",
        "/api/integrations/calendly/oauth/callback/x",
        "//webhooks/whatsapp/7f",
        "/HEALTHZ",
        "/healthz%0A",
    ],
)
async def test_everything_else_is_private(path: str) -> None:
    assert (await asked(path, **STRANGER)).status_code == 403


@given(st.text(max_size=30))
async def test_no_host_but_the_three_names_is_ever_answered(host: str) -> None:
    reached = await passed({"host": host.encode("utf-8", "surrogatepass")})

    name = host.lower().rpartition(":")[0] if host[-1:].isdigit() and ":" in host else host.lower()
    assert not reached or name in ("localhost", "127.0.0.1", "[::1]")


async def passed(headers: Mapping[str, bytes], *, kind: str = "http") -> bool:
    """Whether such a request reaches the app; headers go in as raw as a server hands them."""
    reached = []

    async def app(scope: Scope, receive: object, send: object) -> None:
        reached.append(scope)

    async def send(message: Message) -> None:
        reached.clear()

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    scope = {
        "type": kind,
        "path": "/api/leads",
        "method": "GET",
        "client": ("127.0.0.1", 1),
        "headers": [(name.encode(), value) for name, value in headers.items()],
    }
    await LocalMode(app)(scope, receive, send)
    return bool(reached)


async def test_a_request_without_a_host_is_refused() -> None:
    assert not await passed({})


async def test_a_websocket_obeys_the_same_rules() -> None:
    assert await passed({"host": b"localhost"}, kind="websocket")
    assert not await passed({"host": b"evil.example"}, kind="websocket")


async def test_a_listed_page_may_ask_before_it_calls_a_program_on_this_machine() -> None:
    answer = await asked(
        method="OPTIONS",
        headers={
            "Origin": STUDIO,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type,x-api-key",
            "Access-Control-Request-Private-Network": "true",
        },
    )

    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == STUDIO
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert answer.headers["access-control-allow-headers"] == "content-type,x-api-key"
    assert answer.headers["access-control-allow-private-network"] == "true"
    assert "access-control-allow-credentials" not in answer.headers


async def test_a_foreign_page_may_not_even_ask() -> None:
    asking = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}

    for path in ("/api/leads", "/api/chat/sessions"):
        answer = await asked(path, method="OPTIONS", headers=asking)

        assert answer.status_code in (403, 405)
        assert "access-control-allow-origin" not in answer.headers


async def test_a_listed_page_can_read_what_the_sdk_needs() -> None:
    answer = await asked(headers={"Origin": STUDIO})

    assert answer.headers["access-control-allow-origin"] == STUDIO
    assert "Content-Location" in answer.headers["access-control-expose-headers"]
    assert "X-Pagination-Total" in answer.headers["access-control-expose-headers"]
    assert answer.headers["vary"] == "Accept, Origin"


async def test_a_page_that_is_not_listed_reads_no_public_answer() -> None:
    answer = await asked("/api/chat/sessions", headers={"Origin": "https://shop.example"})

    assert answer.status_code == 200
    assert "access-control-allow-origin" not in answer.headers


async def test_the_rules_hold_on_a_real_socket() -> None:
    async with served(house()) as url, httpx.AsyncClient() as http:
        assert (await http.get(f"{url}/api/leads")).status_code == 200
        assert (await http.get(f"{url}/", headers={"Host": "evil.example"})).status_code == 403
        assert (
            await http.get(f"{url}/", headers={"X-Forwarded-For": "1.2.3.4"})
        ).status_code == 403
