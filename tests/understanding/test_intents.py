"""What the lead wants, in ordinary words and in words that only look risky."""

from datetime import UTC, datetime

import pytest

from tools.ports.understanding import ACT, Hearing, Intent, Understanding
from tools.ports.words import AskedFor
from tools.understanding.reader import LocalUnderstanding

TUESDAY = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


def read(text: str, *, asked: AskedFor | None = None, has_meeting: bool = False) -> Understanding:
    hearing = Hearing(now=TUESDAY, zone="Europe/Madrid", asked=asked, has_meeting=has_meeting)
    return LocalUnderstanding().understand(text, hearing)


def sure(intents: list[Intent]) -> list[str]:
    return [intent["name"] for intent in intents if intent["confidence"] >= ACT]


SAME_IN_EVERY_LANGUAGE = [
    (
        "schedule_meeting",
        "quiero reservar una reunión",
        "I want to book a meeting",
        "quero marcar uma reunião",
    ),
    ("schedule_meeting", "¿tenéis hueco mañana?", "any slots tomorrow?", "tem horário amanhã?"),
    (
        "schedule_meeting",
        "¿podemos hablar el jueves?",
        "can we talk on Thursday?",
        "podemos conversar na quinta?",
    ),
    ("schedule_meeting", "queremos probarlo", "we want to try it", "quero testar"),
    (
        "schedule_meeting",
        "mándame el enlace para reservar",
        "send me the link to book",
        "me manda o link para agendar",
    ),
    (
        "reschedule_meeting",
        "necesito reprogramar la cita",
        "I need to reschedule",
        "preciso remarcar a call",
    ),
    (
        "reschedule_meeting",
        "¿podemos mover la llamada a otro día?",
        "can we move the call to another day?",
        "podemos passar a reunião para outro dia?",
    ),
    (
        "cancel_meeting",
        "quiero cancelar mi cita",
        "cancel my meeting",
        "quero cancelar minha reunião",
    ),
    ("cancel_meeting", "al final no podré, borra la cita", "scrap the meeting", "apaga a reunião"),
    ("meeting_info", "¿a qué hora es mi reunión?", "when is my meeting?", "que horas é a reunião?"),
    ("pricing_question", "¿qué precio tiene?", "what's the price?", "qual é o preço?"),
    ("pricing_question", "¿hay prueba gratis?", "is there a free trial?", "tem teste grátis?"),
    (
        "product_question",
        "¿se integra con mi CRM?",
        "does it integrate with my CRM?",
        "integra com meu CRM?",
    ),
    ("product_question", "quisiera más información", "tell me more", "queria saber mais"),
    ("greeting", "hola, ¿qué tal?", "hi there!", "oi, tudo bem?"),
    ("thanks_or_bye", "muchas gracias, hasta luego", "thanks, bye!", "obrigado, até logo"),
    ("not_interested", "no me interesa", "not interested", "não tenho interesse"),
    ("complaint", "estoy harto de esperar", "I'm fed up with waiting", "cansei de esperar"),
    (
        "talk_to_human",
        "pásame con un agente",
        "connect me to an agent",
        "me passa para um atendente",
    ),
    (
        "talk_to_human",
        "¿me puede atender alguien?",
        "is anyone real there?",
        "alguém pode me atender?",
    ),
    ("opt_out", "dame de baja", "unsubscribe", "me descadastre"),
    ("opt_out", "no me escribáis más", "stop texting me", "não me mande mais mensagens"),
    ("opt_out", "borrad mis datos", "take me off this list", "apague meus dados"),
    (
        "opt_in",
        "quiero volver a recibir mensajes",
        "you can message me again",
        "quero voltar a receber",
    ),
]


@pytest.mark.parametrize(("intent", "spanish", "english", "portuguese"), SAME_IN_EVERY_LANGUAGE)
def test_the_same_wish_is_understood_in_every_language(
    intent: str, spanish: str, english: str, portuguese: str
) -> None:
    for text in (spanish, english, portuguese):
        assert sure(read(text)["intents"])[:1] == [intent], text


NOT_OPT_OUT = [
    "cancel my meeting",
    "quiero cancelar la reunión",
    "cancela a reunião",
    "stop by on Monday",
    "can you stop by at 10?",
    "para el lunes",
    "para mañana por la tarde",
    "me parece bien",
    "quiero dar de baja la cita del lunes",
    "estoy de baja médica",
    "basta con 30 minutos",
    "no me escribas hoy, escríbeme mañana",
    "don't message me tomorrow, call me on Friday",
    "please don't send me the invite until Monday",
    "how do customers unsubscribe?",
    "do you support opt-out lists?",
    "we need to stop losing leads",
    "I can't stop thinking about the demo",
    "vou sair do trabalho às 18h",
    "quero parar de perder leads",
    "no quiero darme de baja",
    "elimina la reunión del viernes",
    "remove the Monday meeting",
]


@pytest.mark.parametrize("text", NOT_OPT_OUT)
def test_words_that_only_look_like_an_opt_out_are_none(text: str) -> None:
    assert "opt_out" not in sure(read(text)["intents"])


@pytest.mark.parametrize(
    "text",
    [
        "STOP",
        "stop.",
        "Stop por favor",
        "Baja!",
        "BAJA",
        "sair",
        "parar",
        "opt out",
        "para ya",
        "Unsubscribe please",
    ],
)
def test_one_word_is_enough_to_be_left_alone(text: str) -> None:
    assert read(text)["intents"][0]["name"] == "opt_out"


@pytest.mark.parametrize(
    "text", ["hola, ¿hay alguien?", "hola hay alguien", "hello? anyone there", "oi, tem alguém aí?"]
)
def test_who_asks_whether_anybody_is_there_greets(text: str) -> None:
    assert sure(read(text)["intents"]) == ["greeting"]


@pytest.mark.parametrize(
    "text",
    [
        "Quiero una demo pero no me escribas más por aquí",
        "how much is it? actually, stop messaging me",
        "Hola, quiero darme de baja",
    ],
)
def test_an_opt_out_comes_first_whatever_else_is_said(text: str) -> None:
    assert read(text)["intents"][0]["name"] == "opt_out"


@pytest.mark.parametrize(
    "burst",
    [
        "STOP\nthanks for nothing",
        "how much does it cost\nStop.",
        "quiero info\nbaja",
        "BAJA\nya no me interesa",
        "sair\ntenho pressa",
        "STOP\nEnviado desde mi iPhone",
        "start\nstop",
    ],
)
def test_a_stop_counts_among_other_messages_of_its_burst(burst: str) -> None:
    assert read(burst)["intents"][0]["name"] == "opt_out"


def test_the_last_word_on_consent_counts() -> None:
    wanted = sure(read("stop\nstart")["intents"])

    assert "opt_in" in wanted
    assert "opt_out" not in wanted


@pytest.mark.parametrize(
    "text",
    [
        "quiero concertar una cita con un comercial",
        "I'd like a demo with someone from your team",
        "how many agents can use it?",
        "we have 12 agents in our call center",
        "soy agente inmobiliario",
        "no quiero hablar con nadie",
        "recursos humanos",
        "hablar con ventas el martes a las 10",
    ],
)
def test_a_person_that_is_mentioned_is_not_asked_for(text: str) -> None:
    assert "talk_to_human" not in sure(read(text)["intents"])


def test_a_robot_refused_is_a_person_wanted() -> None:
    assert read("no quiero hablar con un robot")["intents"][0]["name"] == "talk_to_human"


@pytest.mark.parametrize(
    ("text", "unwanted"),
    [
        ("no quiero cancelar", "cancel_meeting"),
        ("I don't want to cancel", "cancel_meeting"),
        ("no quiero una reunión", "schedule_meeting"),
        ("I do NOT want a meeting", "schedule_meeting"),
        ("não quero marcar nada", "schedule_meeting"),
    ],
)
def test_what_is_refused_is_not_wanted(text: str, unwanted: str) -> None:
    assert unwanted not in sure(read(text)["intents"])


def test_several_wishes_in_one_message_are_all_heard() -> None:
    intents = sure(read("Quiero una demo mañana a las 10. ¿Y cuánto cuesta?")["intents"])

    assert set(intents) == {"schedule_meeting", "pricing_question"}


@pytest.mark.parametrize("text", ["sí", "no", "vale", "yes", "nope", "sim", "não", "👍"])
def test_a_bare_answer_acts_on_nothing(text: str) -> None:
    understood = read(text, asked="agree_cancel", has_meeting=True)

    assert understood["answer"]
    assert sure(understood["intents"]) == []


@pytest.mark.parametrize(
    "text",
    ["qué tiempo hace hoy", "tell me a joke", "qual é a capital da França", "asdf", "😀", "?", ""],
)
def test_talk_of_other_things_is_acted_upon_by_nobody(text: str) -> None:
    assert set(sure(read(text)["intents"])) <= {"other"}


def test_a_time_answers_the_question_for_a_time() -> None:
    assert read("mañana", asked="day")["intents"][0]["name"] == "schedule_meeting"


def test_yesterdays_message_is_no_proposal() -> None:
    assert read("ayer os escribí y nadie me contesta")["unclear"] == []


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("sí, confirmo", "yes"),
        ("claro que sí", "yes"),
        ("vale 👌", "yes"),
        ("sounds good", "yes"),
        ("pode ser", "yes"),
        ("no, gracias", "no"),
        ("no está bien", "no"),
        ("that's wrong", "no"),
        ("não está certo", "no"),
        ("no, el jueves", "no"),
        ("yes but at 11", None),
        ("sí, pero mejor a las 11", None),
        ("el jueves", None),
        ("no puedo el jueves", None),
    ],
)
def test_a_yes_with_conditions_is_no_yes(text: str, answer: str | None) -> None:
    assert read(text, asked="agree_book")["answer"] == answer


@pytest.mark.parametrize(
    "text", ["necesito moverla", "¿puedes cambiarla?", "quiero cambiar la hora"]
)
def test_a_meeting_is_moved_without_being_named(text: str) -> None:
    assert "reschedule_meeting" in sure(read(text, has_meeting=True)["intents"])


@pytest.mark.parametrize("text", ["mejor otra hora", "better another time", "melhor outro horário"])
def test_another_time_moves_no_meeting_where_there_is_none(text: str) -> None:
    assert "reschedule_meeting" not in sure(read(text)["intents"])
    assert "reschedule_meeting" in sure(read(text, has_meeting=True)["intents"])


@pytest.mark.parametrize(
    "text",
    ["cámbiala al 28 de diciembre", "move it to December 28", "passa pro dia 28 de dezembro"],
)
def test_a_new_day_moves_the_meeting_there_is(text: str) -> None:
    assert read(text, has_meeting=True)["intents"][0]["name"] == "reschedule_meeting"


@pytest.mark.parametrize("text", ["S.T.O.P", "s t o p", "STOP!!", "unsuscribe", "unsubscibe me"])
def test_an_opt_out_is_read_however_it_is_typed(text: str) -> None:
    assert sure(read(text)["intents"])[:1] == ["opt_out"]


@pytest.mark.parametrize(
    "text",
    [
        "Hola, ¿cuánto cuesta? y me gustaría una demo el jueves",
        "how much is it? and can we book a demo on Thursday? thanks!",
        "Oi! quanto custa e dá pra marcar uma demo na quinta?",
    ],
)
def test_a_courtesy_beside_two_wishes_goes_before_none_of_them(text: str) -> None:
    intents = sure(read(text)["intents"])

    assert set(intents[:2]) == {"schedule_meeting", "pricing_question"}


def test_wait_is_no_name_although_one_was_asked_for() -> None:
    assert "name" not in read("espera, mejor el jueves", asked="name")["details"]
