"""Sending over HTTP to a stand-in of the Graph API, and what its refusals mean."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.platforms.serving import served
from tests.platforms.whatsapp import (
    NUMBER_ID,
    PAIR_BURST,
    TOKEN,
    Fault,
    GraphApi,
    as_body,
    delivery,
)
from tools.channels.whatsapp import WhatsApp
from tools.errors import Rejected, Unavailable
from tools.ports.channels import Alias, Outgoing, Secrets
from tools.ports.words import JSON

SECRETS = Secrets(values={"access_token": TOKEN})
ANA = Alias(kind="wa_id", value="16505551234", attested=True)


@pytest.fixture(scope="module")
async def running() -> AsyncIterator[tuple[GraphApi, str]]:
    graph_api = GraphApi()
    async with served(graph_api.app) as url:
        yield graph_api, url


@pytest.fixture
def graph_api(running: tuple[GraphApi, str]) -> GraphApi:
    running[0].forget()
    return running[0]


@pytest.fixture
async def channel(running: tuple[GraphApi, str]) -> AsyncIterator[WhatsApp]:
    async with httpx.AsyncClient() as http:
        yield WhatsApp(http, graph_url=f"{running[1]}/v25.0/")


async def test_a_reply_arrives_and_has_the_platform_s_id(
    channel: WhatsApp, graph_api: GraphApi
) -> None:
    wamid = await channel.send(SECRETS, NUMBER_ID, hello(channel))

    [sent] = graph_api.sent
    assert sent.id == wamid
    assert sent.request["text"]["body"] == "¡Hola, Ana! 👋"


async def test_its_statuses_find_the_way_back(channel: WhatsApp, graph_api: GraphApi) -> None:
    wamid = await channel.send(SECRETS, NUMBER_ID, hello(channel))

    statuses = graph_api.statuses(graph_api.sent[0])
    events = channel.parse(as_body(delivery(statuses=statuses)))

    assert [event.status for event in events] == ["sent", "delivered", "read"]
    assert {(event.provider_id, event.outbox_id) for event in events} == {(wamid, "out-1")}


async def test_a_closed_window_shows_in_a_status_only(
    channel: WhatsApp, graph_api: GraphApi
) -> None:
    graph_api.closed_windows.add(ANA.value)

    await channel.send(SECRETS, NUMBER_ID, hello(channel))
    [event] = channel.parse(as_body(delivery(statuses=graph_api.statuses(graph_api.sent[0]))))

    assert event.status == "failed"
    assert event.error is not None
    assert event.error.startswith("131047")


async def test_a_scoped_id_is_not_dropped(channel: WhatsApp, graph_api: GraphApi) -> None:
    bsuid = Alias(kind="bsuid", value="US.13491208655302741918", attested=True)

    await channel.send(SECRETS, NUMBER_ID, hello(channel, to=bsuid))

    assert not graph_api.sent[0].dropped


async def test_the_pair_limit_holds_the_forty_sixth(channel: WhatsApp, graph_api: GraphApi) -> None:
    for _ in range(PAIR_BURST):
        await channel.send(SECRETS, NUMBER_ID, hello(channel))

    with pytest.raises(Unavailable) as caught:
        await channel.send(SECRETS, NUMBER_ID, hello(channel))
    assert (caught.value.retry_after, caught.value.unsure) == (6.0, False)

    graph_api.let_six_seconds_pass()
    await channel.send(SECRETS, NUMBER_ID, hello(channel))


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=400, code=130429),
        Fault(status=400, code=4),
        Fault(status=400, code=80007),
        Fault(status=400, code=131056),
        Fault(status=500, code=131000),
        Fault(status=400, code=131000),
        Fault(status=500, code=131016),
        Fault(status=500, code=2),
        Fault(status=500, code=1),
        Fault(status=400, code=131057),
        Fault(status=400, code=133004),
        Fault(status=400, code=131052),
        Fault(status=400, code=131053),
        Fault(status=500, code=777777),
        Fault(status=503),
        Fault(status=429),
    ],
    ids=str,
)
async def test_worth_another_try(channel: WhatsApp, graph_api: GraphApi, fault: Fault) -> None:
    graph_api.fail_next(fault)

    with pytest.raises(Unavailable) as caught:
        await channel.send(SECRETS, NUMBER_ID, hello(channel))

    assert not caught.value.unsure
    assert graph_api.sent == []


@pytest.mark.parametrize(
    ("code", "reason"),
    [(131047, "window")]
    + [(code, "blocked") for code in (131050, 131049, 130472, 131048, 368, 131031, 130497)]
    + [(code, "token") for code in (190, 0, 10, 3, 200, 299)]
    + [(code, "invalid") for code in (131026, 131021, 131030, 131051, 131008, 131009, 100, 33)]
    + [(code, "invalid") for code in (132000, 132001, 132016, 131062, 1)],
)
async def test_never_again(channel: WhatsApp, graph_api: GraphApi, code: int, reason: str) -> None:
    graph_api.fail_next(Fault(status=400, code=code))

    with pytest.raises(Rejected) as caught:
        await channel.send(SECRETS, NUMBER_ID, hello(channel))

    assert caught.value.reason == reason
    assert str(code) in str(caught.value)


@pytest.mark.parametrize("token", ["EAAG-of-charlie", "snow☃man", "two\nlines"])
async def test_a_wrong_token_is_the_operator_s_to_change(channel: WhatsApp, token: str) -> None:
    secrets = Secrets(values={"access_token": token})

    with pytest.raises(Rejected) as caught:
        await channel.send(secrets, NUMBER_ID, hello(channel))

    assert caught.value.reason == "token"
    assert token not in str(caught.value)


async def test_without_a_token_nothing_is_configured(channel: WhatsApp) -> None:
    with pytest.raises(Rejected) as caught:
        await channel.send(Secrets(values={}), NUMBER_ID, hello(channel))

    assert caught.value.reason == "not_configured"


async def test_the_platform_says_how_long_to_wait(channel: WhatsApp, graph_api: GraphApi) -> None:
    graph_api.fail_next(Fault(status=429, code=130429, headers={"Retry-After": "17"}))

    with pytest.raises(Unavailable) as caught:
        await channel.send(SECRETS, NUMBER_ID, hello(channel))

    assert caught.value.retry_after == 17.0


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_a_gateway_s_page_says_nothing_of_the_message(
    channel: WhatsApp, graph_api: GraphApi, status: int
) -> None:
    graph_api.fail_next(Fault(status=status))

    with pytest.raises(Unavailable) as caught:
        await channel.send(SECRETS, NUMBER_ID, hello(channel))

    assert caught.value.unsure


async def test_a_time_out_after_sending_leaves_us_unsure(
    running: tuple[GraphApi, str], graph_api: GraphApi
) -> None:
    graph_api.fail_next(Fault(hangs=0.5))
    async with httpx.AsyncClient() as http:
        channel = WhatsApp(http, graph_url=f"{running[1]}/v25.0", timeout=httpx.Timeout(0.2))

        with pytest.raises(Unavailable) as caught:
            await channel.send(SECRETS, NUMBER_ID, hello(channel))

    assert caught.value.unsure
    assert len(graph_api.sent) == 1


async def test_where_nobody_listens_nothing_was_sent() -> None:
    async with httpx.AsyncClient() as http:
        channel = WhatsApp(http, graph_url="http://127.0.0.1:9")

        with pytest.raises(Unavailable) as caught:
            await channel.send(SECRETS, NUMBER_ID, hello(channel))

    assert not caught.value.unsure


@pytest.mark.parametrize("body", [b"", b"[]", b'{"messages": []}', b'{"messages": [{"id": 0.5}]}'])
async def test_an_acceptance_we_cannot_read_leaves_us_unsure(body: bytes) -> None:
    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=body))
    async with httpx.AsyncClient(transport=transport) as http:
        channel = WhatsApp(http)

        with pytest.raises(Unavailable) as caught:
            await channel.send(SECRETS, NUMBER_ID, hello(channel))

    assert caught.value.unsure


def hello(channel: WhatsApp, *, to: Alias = ANA) -> JSON:
    [request] = channel.render(Outgoing(outbox_id="out-1", to=(to,), text="¡Hola, Ana! 👋"))
    return request
