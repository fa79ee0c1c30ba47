"""The event type asked for, or the one the lead's profile calls for, or the nearest true thing."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.errors import Rejected
from tools.event_type_rules import RULES
from tools.event_types import choose_event_type
from tools.ports.calendar import EventType


def kind(name: str, *, active: bool = True, slug: str = "x") -> EventType:
    return EventType(
        uri=f"https://api.calendly.com/event_types/{name}",
        name=name,
        active=active,
        duration=30,
        scheduling_url=f"https://calendly.com/acme/{slug}",
    )


TYPES = [kind("Old Call", active=False), kind("Discovery Call"), kind("Demo Técnica"), kind("demo")]


@pytest.mark.parametrize(
    ("wanted", "default", "chosen", "why"),
    [
        ("https://api.calendly.com/event_types/demo", None, "demo", "uri"),
        ("demo", "Discovery Call", "demo", "name"),
        ("  DEMO tecnica ", None, "Demo Técnica", "similar_name"),
        ("Executive Consultation", "demo técnica", "Demo Técnica", "default"),
        (None, "demo", "demo", "default"),
        ("Old Call", "Old Call", "Discovery Call", "first_active"),
        (None, None, "Discovery Call", "first_active"),
        ("", "", "Discovery Call", "first_active"),
    ],
)
def test_the_wish_comes_first_then_the_default_then_the_first(
    wanted: str | None, default: str | None, chosen: str, why: str
) -> None:
    event_type, reason = choose_event_type(TYPES, wanted=wanted, default=default)

    assert (event_type.name, reason) == (chosen, why)


def test_an_exact_name_goes_before_a_similar_one() -> None:
    types = [kind("DEMO"), kind("demo")]

    assert choose_event_type(types, wanted="demo", default=None)[0].name == "demo"


def test_without_an_active_type_there_is_nothing_to_choose() -> None:
    with pytest.raises(Rejected) as caught:
        choose_event_type(TYPES[:1], wanted="Old Call", default=None)

    assert caught.value.reason == "not_found"


def test_a_slug_is_a_name_too() -> None:
    types = [kind("First"), kind("Erstgespräch", slug="intro-call")]

    assert choose_event_type(types, wanted="Intro Call", default=None) == (types[1], "slug")


EVERY = [
    kind(name)
    for name in (
        "Office Hours",
        "Demo",
        "Discovery Call",
        "Technical Demo",
        "Sales Call",
        "Executive Consultation",
    )
]


def chosen_for(details: dict[str, str], types: Sequence[EventType] = EVERY) -> tuple[str, str]:
    event_type, why = choose_event_type(types, wanted=None, default=None, details=details)
    return event_type.name, why.split(":")[0].removeprefix("rule ")


@pytest.mark.parametrize(
    ("roles", "rule"),
    [
        (
            "CEO | CTO | chief operating officer | Chief Information Security Officer"
            " | co-founder | cofundador | Fundadora | sócia | socio fundador | owner | dueña"
            " | dono | proprietário | propietaria | presidente | director general"
            " | diretora executiva | gerente general | managing director | consejero delegado"
            " | founder & engineer | engineer and co-founder | C-level | emprendedora",
            "executive_consultation",
        ),
        (
            "manager | sales manager | director comercial | Directora | diretor | gerente"
            " | jefa de operaciones | chefe | head of growth | VP | vice president | vicepresidenta"
            " | vice-presidente | responsable de marketing | responsável | encargado"
            " | coordenadora | team leader | director técnico | engineering manager"
            " | head of engineering | jefe de sistemas",
            "sales_call",
        ),
        (
            "software engineer | ingeniera | engenheiro de dados | developer | desarrollador"
            " | desenvolvedora | programadora | DevOps | SRE | sysadmin | tech lead | técnico"
            " | informático | data scientist | cientista de dados | analista de sistemas"
            " | solutions architect | arquitecta de software | founding engineer | full-stack",
            "technical_demo",
        ),
        (
            "assistant to the CEO | asistente del director | secretária do presidente | ex-CEO"
            " | former founder | product owner | account executive | chief of staff | consultor"
            " | Geschäftsführer | estudiante | doctor",
            "first_active",
        ),
    ],
)
def test_the_role_decides_by_rank_and_then_by_field(roles: str, rule: str) -> None:
    assert {role: chosen_for({"role": role})[1] for role in roles.split(" | ")} == {
        role: rule for role in roles.split(" | ")
    }


@pytest.mark.parametrize(
    ("details", "name"),
    [
        ({"wants": "demo"}, "Demo"),
        ({"wants": "demostración"}, "Demo"),
        ({"wants": "demo técnica"}, "Technical Demo"),
        ({"wants": "call"}, "Office Hours"),
        ({"company_kind": "startup"}, "Discovery Call"),
        ({"company_kind": "startup", "wants": "demo"}, "Demo"),
        ({"company_kind": "startup", "wants": "demo", "role": "developer"}, "Technical Demo"),
        ({"company_kind": "startup", "wants": "demo", "role": "gerente"}, "Sales Call"),
        ({"role": "CEO", "wants": "demo"}, "Executive Consultation"),
        ({"need": "a demo for my CEO", "company": "Founder Labs"}, "Office Hours"),
    ],
)
def test_the_first_rule_that_fits_decides(details: dict[str, str], name: str) -> None:
    assert chosen_for(details)[0] == name


def test_the_reason_tells_only_the_words_that_decided() -> None:
    details = {"role": "Directora Comercial de Acme"}

    assert choose_event_type(EVERY, wanted=None, default=None, details=details) == (
        EVERY[4],
        "rule sales_call: role 'Directora'",
    )


@pytest.mark.parametrize("role", ["CTO", "director técnico"])
def test_a_rule_whose_type_is_missing_gives_way_to_the_next(role: str) -> None:
    types = [kind("Office Hours"), kind("Technical Demo"), kind("Sales Call", active=False)]

    assert chosen_for({"role": role}, types) == ("Technical Demo", "technical_demo")
    assert chosen_for({"role": role}, types[:1]) == ("Office Hours", "first_active")


def test_a_wish_goes_before_the_rules_and_the_rules_before_the_default() -> None:
    details = {"role": "CEO"}

    wish = choose_event_type(EVERY, wanted="demo", default="Sales Call", details=details)
    rule = choose_event_type(EVERY, wanted="Nobody's", default="Sales Call", details=details)

    assert wish == (EVERY[1], "similar_name")
    assert rule == (EVERY[5], "rule executive_consultation: role 'CEO'")


@pytest.mark.parametrize(
    ("names", "details", "name"),
    [
        (["Demo técnica (60 min)", "Demo con Ana"], {"wants": "demo"}, "Demo con Ana"),
        (["Sales Call (old)", "SALES  CALL"], {"role": "gerente"}, "SALES  CALL"),
        (["Otra", "Llamada de ventas · 30'"], {"role": "jefe"}, "Llamada de ventas · 30'"),
        (["Otra", "Consultoria Executiva"], {"role": "CEO"}, "Consultoria Executiva"),
        (["Otra", "Demonstração Técnica"], {"role": "developer"}, "Demonstração Técnica"),
        (["Otra", "Salesforce review"], {"role": "gerente"}, "Otra"),
        (["Otra", "Sales onboarding"], {"role": "gerente"}, "Otra"),
        (["Demo con Ana", "Technical demo"], {"wants": "technical demo"}, "Technical demo"),
    ],
)
def test_an_account_may_call_its_types_in_its_own_language(
    names: list[str], details: dict[str, str], name: str
) -> None:
    assert chosen_for(details, [kind(each) for each in names])[0] == name


def test_a_type_in_any_language_may_be_known_by_its_slug() -> None:
    types = [kind("Office Hours"), kind("Verkaufsgespräch", slug="sales-call-30")]

    assert chosen_for({"role": "manager"}, types)[0] == "Verkaufsgespräch"


def test_every_name_a_rule_accepts_is_its_own() -> None:
    details = {
        "executive_consultation": {"role": "CEO"},
        "sales_call": {"role": "manager"},
        "technical_demo": {"role": "engineer"},
        "demo": {"wants": "demo"},
        "discovery_call": {"company_kind": "startup"},
    }

    for rule in RULES:
        for name in rule.types:
            found = chosen_for(details[rule.name], [kind("Office Hours"), kind(name.title())])
            assert found == (name.title(), rule.name)


@given(
    st.fixed_dictionaries(
        {}, optional={name: st.text() for name in ("role", "wants", "company_kind", "need")}
    ),
    st.text() | st.none(),
    st.lists(st.text(min_size=1).map(kind), max_size=4),
)
def test_whatever_leads_and_accounts_write_an_active_type_is_chosen(
    details: dict[str, str], wanted: str | None, more: list[EventType]
) -> None:
    types = [*more, kind("Old Call", active=False), kind("Office Hours")]

    event_type, why = choose_event_type(types, wanted=wanted, default=None, details=details)

    assert event_type in types
    assert event_type.active
    assert why
