"""What a worded answer may say: nothing that its sources do not."""

import datetime as dt
import re

import pytest
from hypothesis import given, provisional, settings
from hypothesis import strategies as st

from tests.knowledge import anywhere, elsewhere, library
from tools.guard import Fault, faults
from tools.guard.lexicon import LANGUAGES
from tools.ports.words import Language

PLANS = "Plans\nThe Team plan costs 20 € per user and month and includes HubSpot and the API."
PLANES = "Planes\nEl plan Equipo cuesta 20 € por usuario y mes e incluye HubSpot y la API."
PLANOS = "Planos\nO plano Equipe custa 20 € por usuário e mês e inclui HubSpot e a API."

LIES: dict[Language, list[str]] = {
    "es": [
        "Tu cita está confirmada.",
        "Ya te he mandado el enlace.",
        "Nos vemos el jueves a las cinco.",
        "Te di de baja.",
        "Le paso con una persona del equipo, ya está avisada.",
    ],
    "en": [
        "Your appointment is confirmed.",
        "I've just sent you the link.",
        "See you on Thursday at half past five.",
        "You've been unsubscribed.",
        "I've told someone on the team.",
    ],
    "pt": [
        "Sua consulta está confirmada.",
        "Já te mandei o link.",
        "Nos vemos na quinta às cinco.",
        "Te tirei da lista.",
        "Já avisei a equipe.",
    ],
}
FEW = 40  # each is read in three languages
HONEST = [
    (PLANS, "The Team plan is 20 € per user and month, HubSpot included."),
    (PLANS, "It includes the API."),
    (PLANES, "El plan Equipo cuesta 20 € por usuario y mes, con HubSpot incluido."),
    (PLANES, "Sí, la API está incluida."),
    (PLANOS, "Sim, a API e o HubSpot estão incluídos no plano Equipe."),
    (PLANOS, "Custa 20 € por usuário e mês."),
]

INVENTED: list[tuple[str, str, Fault]] = [
    (PLANS, "The Team plan costs 25 € per user and month.", "number"),
    (PLANS, "The Team plan costs twenty-five € per user.", "number"),
    (PLANS, "It costs $ per user.", "price"),
    (PLANS, "The API is free.", "price"),
    (PLANS, "We are open on Monday.", "time"),
    (PLANS, "You can start tomorrow.", "time"),
    (PLANS, "Read more at pipewise.example/plans.", "address"),
    (PLANS, "Write to sales@pipewise.example.", "address"),
    (PLANS, "It works with Salesforce, too.", "name"),
    (PLANS, "It has an iPhone app.", "name"),
    (PLANS, "Your meeting is booked.", "deed"),
    (PLANS, "I've just sent you the invitation.", "deed"),
    (PLANS, "All set: we have moved it.", "deed"),
    (PLANS, "I'll call you.", "promise"),
    (PLANS, "It is guaranteed.", "promise"),
    (PLANES, "El plan Equipo cuesta 200 € por usuario.", "number"),
    (PLANES, "Cuesta treinta por usuario.", "number"),
    (PLANES, "Es gratis.", "price"),
    (PLANES, "Tienes un descuento.", "price"),
    (PLANES, "Te atendemos el lunes.", "time"),
    (PLANES, "Mañana te lo enseño.", "time"),
    (PLANES, "Míralo en www.ejemplo.com", "address"),
    (PLANES, "También funciona con SAP.", "name"),
    (PLANES, "Tu reunión está reservada.", "deed"),
    (PLANES, "Ya te he enviado la invitación.", "deed"),
    (PLANES, "Reservé tu plaza.", "deed"),
    (PLANES, "Te llamaremos.", "promise"),
    (PLANES, "Lo garantizamos.", "promise"),
    (PLANOS, "Custa 15 € por usuário.", "number"),
    (PLANOS, "É grátis.", "price"),
    (PLANOS, "Estamos abertos na segunda.", "time"),
    (PLANOS, "Amanhã eu mostro.", "time"),
    (PLANOS, "Funciona com o Zendesk.", "name"),
    (PLANOS, "Sua reunião foi marcada.", "deed"),
    (PLANOS, "Já enviei o convite.", "deed"),
    (PLANOS, "Vou enviar o convite.", "promise"),
    (PLANS, "<b>The Team plan</b>", "markup"),
    (PLANS, "[The API](x)", "markup"),
    (PLANS, "🕙", "time"),
    (PLANS, " ", "length"),
]


@pytest.mark.parametrize(("source", "text"), HONEST)
def test_what_the_source_says_in_other_words_may_be_sent(source: str, text: str) -> None:
    assert faults(text, [source]) == []


@pytest.mark.parametrize(("source", "text", "fault"), INVENTED)
def test_what_no_source_says_may_not(source: str, text: str, fault: Fault) -> None:
    assert fault in faults(text, [source])


@given(st.integers(0, 10**9), st.sampled_from(HONEST))
def test_no_figure_gets_through_that_is_not_in_the_source(
    number: int, honest: tuple[str, str]
) -> None:
    source, text = honest

    said = "number" in faults(f"{text} {number}", [source])

    assert said is (number != 20)


@given(st.from_regex(r"[a-z]{2,12}\.(com|es|com\.br|io|app)(/[a-z]{1,9})?", fullmatch=True))
def test_no_address_gets_through_that_is_not_in_the_source(address: str) -> None:
    for written in (address, f"https://{address}", f"ana@{address}"):
        assert "address" in faults(f"See {written}", [PLANS])
        assert "address" not in faults(f"See {written}", [PLANS, written])


@given(
    st.from_regex(r"[A-Z][a-z]{3,10}", fullmatch=True).filter(lambda name: name.lower() != "team")
)
def test_no_name_gets_through_that_is_not_in_the_source(name: str) -> None:
    assert "name" in faults(f"It works with {name}, too.", [PLANS])
    assert "name" not in faults(f"It works with {name}, too.", [PLANS, f"We know {name}."])


@given(st.text(), st.text())
def test_any_text_is_judged(text: str, source: str) -> None:
    assert isinstance(faults(text, [source]), list)


@given(
    st.sampled_from(["está", "has been", "foi", "20", "€", "Ana ", "@a ", "a.", "www.", "\n", "-"])
)
def test_a_long_text_is_judged_at_once(piece: str) -> None:
    assert "length" in faults(piece * 50_000, [PLANS])


@given(st.sampled_from([PLANS, PLANES, PLANOS]), st.booleans())
def test_figures_in_other_digits_are_figures(source: str, wide: bool) -> None:
    assert "number" in faults("Es la opción " + ("２５" if wide else "٢٥"), [source])


SENTENCES: dict[Language, list[str]] = {
    language: [
        sentence.strip()
        for business in (library, elsewhere, anywhere)
        for sentence in re.split(r"(?<=[.!?])\s+|\n+", business.DOCUMENTS[language])
        if sentence.strip() and not sentence.startswith("#")
    ]
    for language in LANGUAGES
}


@settings(max_examples=FEW)
@given(st.sampled_from(LANGUAGES), st.data())
def test_what_is_made_of_the_passages_own_sentences_passes(
    language: Language, data: st.DataObject
) -> None:
    said = data.draw(st.lists(st.sampled_from(SENTENCES[language]), min_size=1, max_size=3))

    assert faults(" ".join(said), SENTENCES[language], language) == []


@settings(max_examples=FEW)
@given(st.sampled_from(LANGUAGES), st.emails())
def test_no_e_mail_gets_through(language: Language, address: str) -> None:
    assert faults(f"OK: {address}", SENTENCES[language], language)


@settings(max_examples=FEW)
@given(st.sampled_from(LANGUAGES), provisional.urls())
def test_no_link_gets_through(language: Language, url: str) -> None:
    assert faults(f"OK: {url}", SENTENCES[language], language)


@settings(max_examples=FEW)
@given(st.sampled_from(LANGUAGES), st.times(), st.sampled_from(["%H:%M", "%I:%M %p", "%Hh%M"]))
def test_no_time_of_the_clock_gets_through(language: Language, time: dt.time, form: str) -> None:
    assert faults(f"OK: {time.strftime(form)}", [PLANS], language)


@settings(max_examples=FEW)
@given(st.sampled_from(LANGUAGES), st.data())
def test_what_stands_in_a_sentence_of_the_passage_hides_no_claim(
    language: Language, data: st.DataObject
) -> None:
    honest = data.draw(st.sampled_from(SENTENCES[language]))
    lie = data.draw(st.sampled_from(LIES[language]))

    assert faults(f"{honest} {lie}", SENTENCES[language], language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("disguise", ["{0}", "**{0}**", "\u200b{0}", "{0}!"])
def test_a_lie_is_seen_whatever_the_language_of_the_talk(language: Language, disguise: str) -> None:
    for lies in LIES.values():
        assert all(faults(disguise.format(lie), [PLANS], language) for lie in lies)


@settings(max_examples=FEW)
@given(st.text("abot.- @:/\n", max_size=700), st.sampled_from(LANGUAGES))
def test_no_text_keeps_the_guard_busy(text: str, language: Language) -> None:
    assert isinstance(faults(text, [text], language), list)
