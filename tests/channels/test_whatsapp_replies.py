"""A reply in the shapes WhatsApp takes, within every limit it publishes."""

import json

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.platforms.whatsapp import refusal
from tools.channels.whatsapp import WhatsApp
from tools.errors import Rejected
from tools.ports.channels import Alias, Button, Outgoing
from tools.ports.words import JSON, Language

CHANNEL = WhatsApp(httpx.AsyncClient())
ANA = (Alias(kind="wa_id", value="16505551234", attested=True),)

texts = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.just("\n"), max_size=6000)
buttons = st.lists(
    st.tuples(st.uuids().map(str), st.text(min_size=1, max_size=60).filter(str.strip)),
    max_size=12,
    unique_by=lambda pair: pair[0],
).map(lambda pairs: tuple(Button(id=name, title=title) for name, title in pairs))


@given(texts.filter(str.strip), buttons)
def test_whatsapp_refuses_nothing_we_render(text: str, choices: tuple[Button, ...]) -> None:
    requests = rendered(text, *choices)

    assert [refusal(request) for request in requests] == [None] * len(requests)


@given(texts.filter(str.strip), buttons.filter(lambda choices: len(choices) <= 10))
def test_no_word_and_no_choice_is_lost(text: str, choices: tuple[Button, ...]) -> None:
    requests = rendered(text, *choices)

    words = "".join(body_of(request) for request in requests)
    assert "".join(words.split()) == "".join(text.split())
    assert all(choice.id in json.dumps(requests[-1]) for choice in choices)


def test_a_plain_answer_is_one_text_that_quotes_the_question() -> None:
    [request] = rendered("See https://example.com", in_reply_to="wamid.IN1")

    assert request == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "16505551234",
        "type": "text",
        "text": {"body": "See https://example.com", "preview_url": False},
        "context": {"message_id": "wamid.IN1"},
        "biz_opaque_callback_data": "out-1",
    }


def test_three_short_choices_are_buttons() -> None:
    [request] = rendered("Which?", *choices(3))

    interactive = request["interactive"]
    assert interactive["type"] == "button"
    assert interactive["action"]["buttons"][0] == {
        "type": "reply",
        "reply": {"id": "slot-0", "title": "Thu 10:00"},
    }


@pytest.mark.parametrize(
    ("language", "menu"),
    [("es", "Ver opciones"), ("en", "See options"), ("pt", "Ver opções"), (None, "☰")],
)
def test_four_choices_are_a_list_titled_in_the_lead_s_language(
    language: Language | None, menu: str
) -> None:
    [request] = rendered("Which?", *choices(4), language=language)

    action = request["interactive"]["action"]
    assert action["button"] == menu
    assert [row["id"] for row in action["sections"][0]["rows"]] == [f"slot-{n}" for n in range(4)]


def test_a_title_too_long_for_a_button_stands_in_full_in_a_list() -> None:
    [request] = rendered("Which?", Button(id="a", title="Thursday, November 26 at 10:00"))

    [row] = request["interactive"]["action"]["sections"][0]["rows"]
    assert row["title"] == "Thursday, November 26 a…"
    assert row["description"] == "Thursday, November 26 at 10:00"


def test_two_choices_alike_are_a_list_for_buttons_must_differ() -> None:
    same = [Button(id=name, title="10:00", description=name) for name in ("ana", "bob")]

    [request] = rendered("Which?", *same)

    assert request["interactive"]["type"] == "list"


def test_more_choices_than_a_list_takes_are_written_out() -> None:
    [request] = rendered("Which?", *choices(11))

    assert request["type"] == "text"
    assert "11. Thu 20:00" in request["text"]["body"]


def test_a_long_text_goes_before_its_choices() -> None:
    text = "\n\n".join("A sentence about the product. " * 20 for _ in range(4))

    *before, last = rendered(text, *choices(2), in_reply_to="wamid.IN1")

    assert [request["type"] for request in before] == ["text"]
    assert last["type"] == "interactive"
    assert "context" in before[0]
    assert "context" not in last


def test_every_part_brings_our_id_back() -> None:
    requests = rendered("A sentence. " * 1000)

    assert len(requests) == 3
    assert {request["biz_opaque_callback_data"] for request in requests} == {"out-1"}


@pytest.mark.parametrize(
    ("kinds", "address"),
    [
        (["bsuid", "wa_id", "phone"], {"to": "wa_id-1"}),
        (["phone", "bsuid"], {"recipient": "bsuid-1"}),
        (["phone"], {"to": "phone-1"}),
    ],
)
def test_the_address_is_a_number_or_else_a_scoped_id(kinds: list[str], address: JSON) -> None:
    to = tuple(Alias(kind=kind, value=f"{kind}-1", attested=True) for kind in kinds)  # type: ignore[arg-type]  # the kinds of this table

    [request] = CHANNEL.render(Outgoing(outbox_id="out-1", to=to, text="Hello"))

    assert {key: request[key] for key in ("to", "recipient") if key in request} == address


def test_a_number_somebody_only_typed_is_no_address() -> None:
    typed = Alias(kind="phone", value="+16505551234", attested=False)

    with pytest.raises(Rejected):
        CHANNEL.render(Outgoing(outbox_id="out-1", to=(typed,), text="Hello"))


def test_a_reply_without_words_is_refused() -> None:
    with pytest.raises(Rejected):
        rendered(" \n ")


def choices(count: int) -> list[Button]:
    return [Button(id=f"slot-{n}", title=f"Thu {10 + n}:00") for n in range(count)]


def rendered(
    text: str,
    *offered: Button,
    in_reply_to: str | None = None,
    language: Language | None = None,
) -> list[JSON]:
    return CHANNEL.render(
        Outgoing(
            outbox_id="out-1",
            to=ANA,
            text=text,
            choices=tuple(offered),
            in_reply_to=in_reply_to,
            language=language,
        )
    )


def body_of(request: JSON) -> str:
    content = request[request["type"]]["body"]
    return str(content if isinstance(content, str) else content["text"])
