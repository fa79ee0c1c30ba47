"""What leads tell about their plans: what they need, what they can spend, and how soon."""

from datetime import UTC, datetime

import pytest

from tools.ports.understanding import Hearing
from tools.understanding.reader import LocalUnderstanding

TUESDAY = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


def details(text: str) -> dict[str, str]:
    hearing = Hearing(now=TUESDAY, zone="Europe/Madrid", region="ES")
    return LocalUnderstanding().understand(text, hearing)["details"]


@pytest.mark.parametrize(
    ("text", "budget"),
    [
        ("nuestro presupuesto es de 5.000 euros", "5.000 euros"),
        ("tenemos un presupuesto de unos 300 € al mes", "300 € al mes"),
        ("No quiero gastar más de 1500 euros", "1500 euros"),
        ("our budget is around $20k", "$20k"),
        ("budget: 5000", "5000"),
        ("we can spend up to 10,000 dollars", "10,000 dollars"),
        ("about 150k budget for the whole fit out", "150k"),
        ("nosso orçamento é de R$ 2.000 por mês", "R$ 2.000 por mês"),
        ("temos 10 mil reais de orçamento", "10 mil reais"),
    ],
)
def test_what_can_be_spent_is_the_budget(text: str, budget: str) -> None:
    assert details(text)["budget"] == budget


@pytest.mark.parametrize(
    "text",
    [
        "¿cuál sería el presupuesto para 10 personas?",
        "¿hay algo por 500 euros?",
        "me pasáis un presupuesto?",
        "no tenemos presupuesto",
        "can you send a budget for 20 users?",
        "me cobraron 300 euros",
        "somos 25 personas",
        "quanto fica o orçamento para 5?",
        "I paid 200 dollars and nothing works",
    ],
)
def test_not_every_amount_is_the_leads_budget(text: str) -> None:
    assert "budget" not in details(text)


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("lo necesitamos para enero", "para enero"),
        ("Queremos empezar en septiembre", "en septiembre"),
        ("no hay prisa, es para el año que viene", "no hay prisa"),
        ("es urgente", "urgente"),
        ("we need it before summer", "before summer"),
        ("it's quite urgent", "urgent"),
        ("no rush, just looking", "no rush"),
        ("queremos começar em setembro", "em setembro"),
        ("não temos pressa", "não temos pressa"),
    ],
)
def test_how_soon_it_must_be_is_the_urgency(text: str, urgency: str) -> None:
    assert details(text)["urgency"] == urgency


@pytest.mark.parametrize(
    "text",
    [
        "quiero una demo cuanto antes",
        "¿es urgente?",
        "can we meet before summer?",
        "nos vemos en enero",
        "do you have urgent care?",
        "a consulta é em março",
    ],
)
def test_a_time_to_meet_is_no_urgency(text: str) -> None:
    assert "urgency" not in details(text)


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("buscamos un CRM para el equipo comercial", "un CRM para el equipo comercial"),
        ("We're looking for a two bedroom flat.", "a two bedroom flat"),
        ("Hola! Necesitamos automatizar la atención.", "automatizar la atención"),
        ("our main problem is that leads get lost", "leads get lost"),
        ("estou procurando um apartamento na zona sul", "um apartamento na zona sul"),
        ("mi problema es que pierdo clientes", "pierdo clientes"),
    ],
)
def test_what_is_looked_for_is_the_need(text: str, need: str) -> None:
    assert details(text)["need"] == need


@pytest.mark.parametrize(
    "text",
    [
        "busco una cita para mañana",
        "we need to move the meeting",
        "necesitamos hablar con una persona",
        "I'm looking for a job",
        "we need more information",
        "precisamos de uma reunião",
        "ya no buscamos nada de eso",
        "¿buscáis gente para trabajar?",
        "looking for the price list",
    ],
)
def test_not_everything_looked_for_is_the_need(text: str) -> None:
    assert "need" not in details(text)
