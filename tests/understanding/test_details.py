"""What leads tell about themselves."""

from datetime import UTC, datetime

import pytest

from tools.ports.understanding import Hearing
from tools.ports.words import AskedFor
from tools.understanding.reader import LocalUnderstanding

TUESDAY = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


def details(text: str, *, asked: AskedFor | None = None, region: str = "ES") -> dict[str, str]:
    hearing = Hearing(now=TUESDAY, zone="Europe/Madrid", asked=asked, region=region)
    return LocalUnderstanding().understand(text, hearing)["details"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("me llamo Ana García", "Ana García"),
        ("Hola, soy Ana", "Ana"),
        ("mi nombre es ana garcía lópez", "ana garcía lópez"),
        ("soy María de la Cruz", "María de la Cruz"),
        ("My name is John O'Neil", "John O'Neil"),
        ("Hi, I'm Bob!", "Bob"),
        ("this is Ann Lee from Globex", "Ann Lee"),
        ("meu nome é João Silva", "João Silva"),
        ("me chamo Maria da Silva", "Maria da Silva"),
        ("Sou a Ana Lopes, ana@example.com", "Ana Lopes"),
        ("Sou o João Silva", "João Silva"),
    ],
)
def test_people_introduce_themselves(text: str, name: str) -> None:
    assert details(text)["name"] == name


@pytest.mark.parametrize(
    "text",
    [
        "I'm interested in a demo",
        "soy nuevo",
        "soy de Madrid",
        "soy el director comercial",
        "I'm available tomorrow",
        "I am looking for a CRM",
        "soy agente inmobiliario",
        "this is a disgrace",
    ],
)
def test_not_everything_one_is_is_a_name(text: str) -> None:
    assert "name" not in details(text)


@pytest.mark.parametrize("text", ["Ana", "ana lópez", "María José de la Fuente", "O'Brien", "李雷"])
def test_the_answer_to_the_question_for_a_name_is_the_name(text: str) -> None:
    assert details(text, asked="name") == {"name": text}


@pytest.mark.parametrize(
    "text",
    [
        "¿para qué lo necesitas?",
        "luego te lo digo",
        "prefiero no decirlo",
        "quiero hablar con una persona",
        "what is the price",
        "el jueves a las 10",
        "sí",
        "no",
        "stop",
        "gracias",
        "demo",
    ],
)
def test_an_answer_that_is_no_name_is_not_taken_for_one(text: str) -> None:
    assert "name" not in details(text, asked="name")


@pytest.mark.parametrize("asked", ["name", "email"])
@pytest.mark.parametrize(
    "text",
    [
        "Ana López, ana@acme.example",
        "Ana López ana@acme.example",
        "ana@acme.example Ana López",
        "Ana López y mi correo es ana@acme.example",
    ],
)
def test_name_and_address_may_come_together(text: str, asked: AskedFor) -> None:
    assert details(text, asked=asked) == {"name": "Ana López", "email": "ana@acme.example"}


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("ana@acme.example.", "ana@acme.example"),
        ("mi correo: Ana@ACME.example", "Ana@acme.example"),
        ("ana (arroba) acme.example", "ana@acme.example"),
        ("ana arroba acme punto example", "ana@acme.example"),
        ("bob at acme dot example", "bob@acme.example"),
        ("ana @ acme.example", "ana@acme.example"),
        ("ana@acme", None),
        ("@acme", None),
    ],
)
def test_an_address_is_read_as_people_type_it(text: str, email: str | None) -> None:
    assert details(text, asked="email").get("email") == email


@pytest.mark.parametrize(
    ("text", "region", "phone"),
    [
        ("mi teléfono es 612 34 56 78", "ES", "+34612345678"),
        ("+1 212 555 0142", "ES", "+12125550142"),
        ("meu telefone é 11 91234-5678", "BR", "+5511912345678"),
        ("el 12/03/2026 a las 10", "ES", None),
        ("150000 euros", "ES", None),
    ],
)
def test_a_phone_is_read_in_the_country_of_the_lead(
    text: str, region: str, phone: str | None
) -> None:
    assert details(text, region=region).get("phone") == phone


def test_company_role_and_team_size_are_noted() -> None:
    assert details("soy Pedro Ruiz, de Construcciones Vega.")["company"] == "Construcciones Vega"
    assert details("I'm Ann from Globex, we are a team of 25")["company"] == "Globex"
    assert details("we are a team of 25")["team_size"] == "25"
    assert details("somos 12 personas")["team_size"] == "12"
    assert details("soy el director comercial")["role"] == "director comercial"


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("soy el CEO", "CEO"),
        ("Soy Ana López, CEO de Acme", "CEO de Acme"),
        ("Ana López, gerente general de Vega", "gerente general"),
        ("soy gerente y fundador", "gerente y fundador"),
        ("mi cargo es director técnico", "director técnico"),
        ("Hola, soy directora de la empresa", "directora de la empresa"),
        ("soy desarrolladora y quiero una demo", "desarrolladora"),
        ("I'm the sales manager at Globex", "sales manager"),
        ("Hi, I'm Bob, CTO and co-founder of Initech", "CTO and co-founder of Initech"),
        ("I'm a senior software engineer", "senior software engineer"),
        ("I'm head of growth at Acme", "head of growth"),
        ("as the owner of a bakery I need more calls", "owner of a bakery"),
        ("sou a fundadora", "fundadora"),
        ("Sou desenvolvedor, quero uma demonstração", "desenvolvedor"),
        ("meu cargo é gerente de compras", "gerente de compras"),
    ],
)
def test_what_people_are_at_work_is_their_role(text: str, role: str) -> None:
    assert details(text)["role"] == role


@pytest.mark.parametrize(
    "text",
    [
        "quiero hablar con el director",
        "no soy el director",
        "não sou a gerente",
        "I'm not the CEO",
        "I'm the CEO's assistant",
        "I'm the assistant to the CEO",
        "I'm looking for a developer",
        "¿el gerente está libre?",
        "I'm Dev Patel",
        "soy de Madrid",
    ],
)
def test_not_every_role_that_is_named_is_the_leads(text: str) -> None:
    assert "role" not in details(text)


@pytest.mark.parametrize("text", ["soy desarrolladora", "sou engenheira", "I'm CEO", "soy socia"])
def test_a_role_is_no_name(text: str) -> None:
    assert "name" not in details(text, asked="name")


@pytest.mark.parametrize(
    ("text", "startup"),
    [
        ("somos una startup de Madrid", True),
        ("We're an early-stage start-up", True),
        ("trabajo en una startup", True),
        ("soy fundador de una startup", True),
        ("somos uma startup", True),
        ("our startup needs more leads", True),
        ("no somos una startup", False),
        ("we are not a startup", False),
        ("trabajamos con startups", False),
        ("do you work with startups?", False),
        ("how do I start up the app?", False),
    ],
)
def test_a_start_up_says_that_it_is_one(text: str, startup: bool) -> None:
    assert ("company_kind" in details(text)) is startup


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("quiero agendar una demo", "demo"),
        ("a demo please", "demo"),
        ("I'd like to book a technical demo", "technical demo"),
        ("quiero una demostración técnica", "demostración técnica"),
        ("quero marcar uma demonstração", "demonstração"),
        ("no quiero una demo, quiero una llamada", "call"),
        ("prefiero una llamada", "call"),
        ("quiero una reunión", None),
        ("¿cómo es la demo?", None),
        ("la demo de ayer fue un desastre", None),
    ],
)
def test_who_asks_for_a_demo_wants_one(text: str, wants: str | None) -> None:
    assert details(text).get("wants") == wants
