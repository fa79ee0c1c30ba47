"""Ways of telling the owner: what they send, and what each failure means."""

import hashlib
import hmac
import json
import smtplib
from collections.abc import Callable

import httpx
import pytest
from pydantic import SecretStr

from tests.fakes import NOON
from tests.handover.handovers import notice
from tests.platforms.smtp import mail_server
from tests.running import free_port
from tools.alerts import email
from tools.alerts.email import Mail
from tools.alerts.webhook import WebHook
from tools.errors import Rejected, Unavailable

SECRET = "made-up-secret-of-the-hook"
Answer = Callable[[httpx.Request], httpx.Response]


def hook(answer: Answer) -> WebHook:
    return WebHook(
        httpx.AsyncClient(transport=httpx.MockTransport(answer)),
        url="https://crm.example/hook?team=1",
        secret=SecretStr(SECRET),
        clock=lambda: NOON,
    )


def mail(port: int, security: email.Security = "none", **more: str) -> Mail:
    server = email.MailServer(host="127.0.0.1", port=port, security=security)
    sender = more.get("sender", "bot@acme.example")
    return Mail(server, sender=sender, to="team@acme.example", clock=lambda: NOON)


# --- web hook ---


async def test_the_hook_is_signed_over_its_time_and_its_bytes() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(204)

    await hook(answer).tell(notice())

    [request] = seen
    time, _, given = request.headers["pipewise-signature"].partition(",v1=")
    signed = f"{time.removeprefix('t=')}.".encode() + request.content
    assert given == hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert time == f"t={int(NOON.timestamp())}"
    assert request.headers["pipewise-delivery"] == "a1"
    assert str(request.url) == "https://crm.example/hook?team=1"


async def test_the_hook_tells_the_whole_handover() -> None:
    told: list[dict[str, object]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        told.append(json.loads(request.content))
        return httpx.Response(200)

    await hook(answer).tell(notice())

    assert told == [{"event": "handover", **notice()}]


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503])
async def test_a_refusal_of_the_moment_may_work_later(status: int) -> None:
    with pytest.raises(Unavailable, match=str(status)) as refused:
        await hook(lambda _: httpx.Response(status, headers={"retry-after": "7"})).tell(notice())

    assert refused.value.retry_after == 7


@pytest.mark.parametrize("status", [301, 302, 400, 401, 404, 410, 422])
async def test_a_refusal_of_the_request_never_works(status: int) -> None:
    elsewhere = {"location": "https://evil.example/"}

    with pytest.raises(Rejected, match=str(status)):
        await hook(lambda _: httpx.Response(status, headers=elsewhere)).tell(notice())


@pytest.mark.parametrize(
    "fault", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError]
)
async def test_a_hook_that_does_not_answer_may_work_later(
    fault: type[httpx.TransportError],
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise fault("made up", request=request)

    with pytest.raises(Unavailable):
        await hook(answer).tell(notice())


# --- e-mail ---


async def test_the_owner_gets_a_letter_with_the_summary() -> None:
    async with mail_server() as server:
        await mail(server.port).tell(notice())

    [letter] = server.letters
    assert letter["To"] == "team@acme.example"
    assert letter["Subject"] == "Ana López: pide hablar con una persona"
    assert letter["Message-ID"] == "<a1@pipewise.invalid>"
    assert letter.get_content().splitlines() == [
        "Quién: Ana López",
        "Quiere: agendar una reunión",
    ]


async def test_a_lead_s_name_puts_no_line_into_the_head_of_the_letter() -> None:
    async with mail_server() as server:
        await mail(server.port).tell(notice(subject="Ana\r\nBcc: all@evil.example"))

    [letter] = server.letters
    assert letter["Bcc"] is None
    assert server.recipients == ["<team@acme.example>"]


@pytest.mark.parametrize(
    ("command", "answer", "error"),
    [
        ("RCPT", "550 no such person", Rejected),
        ("RCPT", "451 try later", Unavailable),
        ("MAIL", "553 not you", Rejected),
        ("DATA", "452 full", Unavailable),
        ("DATA", "554 spam", Rejected),
    ],
)
async def test_what_the_server_says_decides_whether_to_try_again(
    command: str, answer: str, error: type[Exception]
) -> None:
    async with mail_server() as server:
        server.answers[command] = answer

        with pytest.raises(error) as refused:
            await mail(server.port).tell(notice())

    assert "no such person" not in str(refused.value)


async def test_a_mail_server_that_is_not_there_may_be_later() -> None:
    with pytest.raises(Unavailable):
        await mail(free_port()).tell(notice())


async def test_no_letter_goes_in_clear_where_the_server_cannot_encrypt() -> None:
    async with mail_server() as server:
        with pytest.raises(Unavailable, match=smtplib.SMTPNotSupportedError.__name__):
            await mail(server.port, "starttls").tell(notice())

    assert server.letters == []
