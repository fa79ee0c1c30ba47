"""What every channel promises, put to each of them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.platforms import whatsapp as graph_api
from tools.channels.webchat import WebChat
from tools.channels.whatsapp import WhatsApp
from tools.errors import Forged, Rejected
from tools.ports.channels import Alias, Button, Channel, Outgoing, Secrets

FIXTURES = Path(__file__).parent.parent / "fixtures"

Headers = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Case:
    channel: Channel
    secrets: Secrets
    payload: bytes
    """A real delivery with one message of one person."""
    sign: Callable[[bytes], Headers]
    header: str
    question: Headers
    to: Alias
    text_limit: int


def whatsapp() -> Case:
    def take(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"messages": [{"id": "wamid.1"}]})

    return Case(
        channel=WhatsApp(httpx.AsyncClient(transport=httpx.MockTransport(take))),
        secrets=Secrets(
            values={
                "app_secret": graph_api.APP_SECRET,
                "access_token": graph_api.TOKEN,
                "verify_token": graph_api.VERIFY_TOKEN,
            }
        ),
        payload=(FIXTURES / "whatsapp/webhook-incoming-message-text.json").read_bytes(),
        sign=graph_api.signature,
        header="x-hub-signature-256",
        question={
            "hub.mode": "subscribe",
            "hub.verify_token": graph_api.VERIFY_TOKEN,
            "hub.challenge": "1158201444",
        },
        to=Alias(kind="wa_id", value="16505551234", attested=True),
        text_limit=4096,
    )


def webchat() -> Case:
    return Case(
        channel=WebChat(),
        secrets=Secrets(values={}),
        payload=b'{"client_msg_id": "3f0c", "text": "Test"}',
        sign=graph_api.signature,
        header="authorization",
        question={"hub.challenge": "1158201444"},
        to=Alias(kind="session", value="s1", attested=True),
        text_limit=8192,
    )


CHANNELS = {"whatsapp": whatsapp, "webchat": webchat}
WITH_WEBHOOK = ["whatsapp"]


@pytest.fixture(params=list(CHANNELS))
def case(request: pytest.FixtureRequest) -> Case:
    return CHANNELS[request.param]()


@pytest.fixture(params=WITH_WEBHOOK)
def hooked(request: pytest.FixtureRequest) -> Case:
    return CHANNELS[request.param]()


def test_the_name_is_the_one_it_is_listed_under() -> None:
    assert [make().channel.name for make in CHANNELS.values()] == list(CHANNELS)


def test_a_signed_delivery_passes(hooked: Case) -> None:
    hooked.channel.verify(hooked.secrets, hooked.sign(hooked.payload), hooked.payload)


def test_one_flipped_byte_is_forged(hooked: Case) -> None:
    headers = hooked.sign(hooked.payload)

    for place in range(len(hooked.payload)):
        body = bytearray(hooked.payload)
        body[place] ^= 1
        with pytest.raises(Forged):
            hooked.channel.verify(hooked.secrets, headers, bytes(body))


def test_a_stranger_s_signature_is_forged(hooked: Case) -> None:
    headers = graph_api.signature(hooked.payload, secret="charlie")

    with pytest.raises(Forged):
        hooked.channel.verify(hooked.secrets, headers, hooked.payload)


@pytest.mark.parametrize("signature", [None, "", "=", "sha256=", "sha256=☃", "☃", "sha1=00"])
def test_a_header_that_is_no_signature_is_forged(case: Case, signature: str | None) -> None:
    headers = {} if signature is None else {case.header: signature}

    with pytest.raises(Forged):
        case.channel.verify(case.secrets, headers, case.payload)


@pytest.mark.parametrize("secret", [None, "", " ", ",", " , "])
def test_without_a_secret_the_door_stays_shut(case: Case, secret: str | None) -> None:
    secrets = Secrets(values={} if secret is None else {"app_secret": secret})

    for key in ("", secret or "", "None"):
        headers = graph_api.signature(case.payload, secret=key)
        with pytest.raises(Forged):
            case.channel.verify(secrets, headers, case.payload)


def test_while_a_secret_is_replaced_both_open(hooked: Case) -> None:
    both = Secrets(values={"app_secret": f"new, {graph_api.APP_SECRET}"})

    hooked.channel.verify(both, hooked.sign(hooked.payload), hooked.payload)
    hooked.channel.verify(both, graph_api.signature(hooked.payload, secret="new"), hooked.payload)


def test_the_handshake_is_answered_in_plain_text(hooked: Case) -> None:
    assert hooked.channel.handshake(hooked.secrets, hooked.question) == "1158201444"


def test_a_handshake_of_a_stranger_is_forged(case: Case) -> None:
    asked = [
        {**case.question, "hub.verify_token": "☃"},
        {**case.question, "hub.verify_token": ""},
        {**case.question, "hub.mode": "unsubscribe"},
        {key: value for key, value in case.question.items() if key != "hub.challenge"},
        {},
    ]

    for question in asked:
        with pytest.raises(Forged):
            case.channel.handshake(case.secrets, question)
    with pytest.raises(Forged):
        case.channel.handshake(Secrets(values={}), {**case.question, "hub.verify_token": ""})


def test_a_real_payload_is_one_message_with_its_words(case: Case) -> None:
    [event] = case.channel.parse(case.payload)

    assert (event.kind, event.text) == ("message", "Test")
    assert event.event_id


def test_the_same_bytes_are_the_same_events(case: Case) -> None:
    assert case.channel.parse(case.payload) == case.channel.parse(case.payload)


UNREADABLE = [
    b"",
    b"\xff\xfe\x00",
    b"null",
    b"[]",
    b'"hello"',
    b"{",
    b"[" * 100_000,
    b"1" * 10_000,
    b'{"object": "page", "entry": []}',
]


@pytest.mark.parametrize("body", UNREADABLE, ids=lambda body: repr(body[:12]))
def test_somebody_else_s_document_is_refused_as_a_whole(case: Case, body: bytes) -> None:
    with pytest.raises(Rejected):
        case.channel.parse(body)


def test_a_reply_carries_our_own_id_and_all_its_words(case: Case) -> None:
    requests = case.channel.render(reply(case, "¿Te va el jueves?"))

    assert len(requests) == 1
    assert "out-1" in json.dumps(requests)
    assert "¿Te va el jueves?" in json.dumps(requests, ensure_ascii=False)


def test_a_long_reply_fits_the_channel(case: Case) -> None:
    text = "One more thing to say. " * 400

    requests = case.channel.render(reply(case, text[: 2 * case.text_limit]))

    bodies = [r["text"]["body"] if isinstance(r["text"], dict) else r["text"] for r in requests]
    assert all(len(body) <= 2 * case.text_limit for body in bodies)
    assert " ".join(bodies).split() == text[: 2 * case.text_limit].split()


def test_choices_carry_their_machine_ids(case: Case) -> None:
    choices = (Button(id="slot-a", title="10:00"), Button(id="slot-b", title="11:00"))

    requests = case.channel.render(reply(case, "Which?", *choices))

    assert all(name in json.dumps(requests) for name in ("slot-a", "slot-b", "10:00", "11:00"))


async def test_a_sent_reply_has_an_id(case: Case) -> None:
    [request] = case.channel.render(reply(case, "Hello"))

    assert await case.channel.send(case.secrets, graph_api.NUMBER_ID, request)


def test_secrets_do_not_show(case: Case) -> None:
    assert not any(value in repr(case.secrets) for value in case.secrets.values.values())


def test_the_account_is_a_field_of_the_form(case: Case) -> None:
    names = ["", *(field.name for field in case.channel.fields if not field.secret)]

    assert case.channel.account_field in names


def test_a_connect_form_hides_what_is_secret(case: Case) -> None:
    for field in case.channel.fields:
        assert field.secret == any(word in field.name for word in ("token", "secret"))


def reply(case: Case, text: str, *choices: Button) -> Outgoing:
    return Outgoing(outbox_id="out-1", to=(case.to,), text=text, choices=choices)
