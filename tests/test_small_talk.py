"""What is said about the talk itself is told from everything else."""

import pytest

from tools.ports.understanding import SmallTalk
from tools.ports.words import Language
from tools.understanding.normalise import plain
from tools.understanding.small_talk import language_asked_for, read_small_talk


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("¿Eres un robot?", "robot"),
        ("Hola, ¿hablo con una persona real?", "robot"),
        ("are you human or a bot?", "robot"),
        ("Você é um robô?", "robot"),
        ("¿Quién eres?", "robot"),
        ("Hola, ¿qué puedes hacer?", "abilities"),
        ("What can you do for me?", "abilities"),
        ("O que você pode fazer?", "abilities"),
        ("un momento por favor", "wait"),
        ("déjame consultarlo con mi socio", "wait"),
        ("hmm let me check with my boss", "wait"),
        ("deixa eu ver", "wait"),
        ("I'm back", "back"),
        ("¿sigues ahí?", "back"),
        ("How are you?", "how_are_you"),
        ("¿Cómo?", "repeat"),
        ("sorry, what?", "repeat"),
        ("não entendi", "repeat"),
        ("no, déjalo así", "drop"),
        ("Never mind", "drop"),
        ("deixa pra lá", "drop"),
        ("Tengo una pregunta", "question"),
        ("no quiero reunión, solo información", "question"),
        ("I don't want a meeting, just some information", "question"),
        ("Não quero reunião, só informações", "question"),
        ("I do NOT want a meeting, I just want some info about your product", "question"),
        ("não quero reunião, só queria informação sobre o sistema", "question"),
        ("Could we go on in English, please?", "language"),
        ("todo bien por suerte, ¿y vos?", "fine"),
        ("I'm good, thanks", "fine"),
        ("no tengo correo", "private"),
        ("prefiero no decirlo", "private"),
        ("ya no me interesa, gracias", "lost_interest"),
        ("alright, thanks anyway", "thanks_anyway"),
        ("bueno, gracias igual", "thanks_anyway"),
        ("I'm not interested anymore", "lost_interest"),
        ("não tenho interesse", "lost_interest"),
        ("I'd rather not give my email", "private"),
        ("prefiro não passar meu e-mail", "private"),
    ],
)
def test_small_talk_is_known(text: str, kind: SmallTalk) -> None:
    assert read_small_talk(plain(text)) == kind


@pytest.mark.parametrize(
    "text",
    [
        "quiero una demo",
        "la segunda",
        "no",
        "gracias",
        "¿La demo es en inglés?",
        "¿Quién es vuestro mejor cliente?",
        "¿El robot de la limpieza está incluido?",
        "déjame el jueves a las 10",
        "I have to cancel my meeting",
        "quiero hablar con una persona",
        "tengo una pregunta sobre el precio del plan básico",
        "Cancela mi reunión",
        "",
    ],
)
def test_nothing_else_is_taken_for_it(text: str) -> None:
    assert read_small_talk(plain(text)) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Perdona, ¿podemos seguir en español?", "es"),
        ("do you speak Spanish?", "es"),
        ("in English please", "en"),
        ("¿habla inglés?", "en"),
        ("você fala português?", "pt"),
        ("¿Tenéis soporte en inglés?", None),
        ("I learned Spanish at school", None),
    ],
)
def test_a_language_may_be_asked_for_in_another(text: str, language: Language | None) -> None:
    assert language_asked_for(plain(text)) == language
