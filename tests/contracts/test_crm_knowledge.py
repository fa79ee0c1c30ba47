"""The CRM port: documents, and the passages that answer a question."""

import asyncio
from types import ModuleType

import pytest

from tests.contracts.crm import Office
from tests.contracts.meetings import new_id
from tests.knowledge import anywhere, elsewhere
from tests.knowledge.library import ANSWERED, DOCUMENTS, UNANSWERED
from tools.errors import Rejected
from tools.ports.words import Language

LANGUAGES: tuple[Language, ...] = ("es", "en", "pt")


async def teach(office: Office) -> None:
    """The same business in three languages, and a text in each that is about something else."""
    for language, text in DOCUMENTS.items():
        await office.crm.put_document(
            office.workspace, name=f"guide {language}", text=text, language=language
        )


async def asked(office: Office, text: str, language: Language = "en") -> list[str]:
    found = await office.crm.find_passages(office.workspace, language, text)
    return [passage["text"] for passage in found]


# --- answering ---


@pytest.mark.parametrize("language", LANGUAGES)
async def test_questions_with_an_answer_are_answered_by_the_passage_that_has_it(
    office: Office, language: Language
) -> None:
    await teach(office)

    missed = [
        text
        for text, answer in ANSWERED[language]
        if not any(answer in passage for passage in (await asked(office, text, language))[:1])
    ]

    assert missed == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_questions_without_an_answer_are_left_open(
    office: Office, language: Language
) -> None:
    await teach(office)

    quoted = {text: await asked(office, text, language) for text in UNANSWERED[language]}

    assert {text: passages for text, passages in quoted.items() if passages} == {}


@pytest.mark.parametrize("business", [elsewhere, anywhere], ids=["elsewhere", "anywhere"])
async def test_of_other_businesses_most_is_answered_and_nothing_wrongly(
    office: Office, business: ModuleType
) -> None:
    """Found first is the passage that has the answer, or nothing is."""
    for language, text in business.DOCUMENTS.items():
        await office.crm.put_document(office.workspace, name=language, text=text, language=language)

    said = {
        (text, answer): (await asked(office, text, language))[:1]
        for language in LANGUAGES
        for text, answer in business.ANSWERED[language]
    }
    quoted = {
        text: await asked(office, text, language)
        for language in LANGUAGES
        for text in business.UNANSWERED[language]
    }

    right = [
        text
        for (text, answer), first in said.items()
        if first and answer.lower() in first[0].lower()
    ]
    assert len(right) >= 0.85 * len(said), {text for text, _ in said} - {*right}
    assert [text for text, passages in quoted.items() if passages] == []


@pytest.mark.parametrize("text", ["", "the of and", "' & | ! ( :* \\", "👍", "a" * 5000])
async def test_what_asks_nothing_finds_nothing(office: Office, text: str) -> None:
    await teach(office)

    assert await asked(office, text) == []


async def test_two_questions_are_answered_each_by_its_own_passage(office: Office) -> None:
    await teach(office)

    found = await office.crm.find_passages(
        office.workspace, "en", "Is there a free trial? And do you integrate with Pipedrive?"
    )

    first = {passage.get("question"): passage["title"] for passage in reversed(found)}
    assert first == {0: "Pricing: Free trial", 1: "Integrations"}


async def test_a_question_that_finds_nothing_beside_one_that_does_is_counted(
    office: Office,
) -> None:
    await teach(office)

    found = await office.crm.find_passages(
        office.workspace, "en", "Do you integrate with Pipedrive? And is there parking?"
    )

    assert {passage.get("unanswered") for passage in found} == {1}
    assert found[0]["title"] == "Integrations"


async def test_half_of_a_question_is_not_answered_alone(office: Office) -> None:
    await teach(office)

    assert await asked(office, "Do you have parking and how much is it?") == []


async def test_accents_and_plurals_make_no_difference(office: Office) -> None:
    await teach(office)

    found = [
        await asked(office, text, "pt")
        for text in ("tem integração?", "tem integracao?", "TEM INTEGRAÇÕES?", "integracoes")
    ]

    assert found == [found[0]] * 4
    assert found[0]


async def test_a_passage_says_under_which_headings_it_stood(office: Office) -> None:
    await teach(office)

    [found, *_] = await office.crm.find_passages(office.workspace, "en", "is there a free trial?")

    assert found["title"] == "Pricing: Free trial"


async def test_a_strangers_question_finds_nothing_of_ours(
    office: Office, other_office: Office
) -> None:
    await teach(office)

    assert await asked(other_office, "how much is the basic plan?") == []


async def test_no_more_than_three_passages_are_found_best_first(office: Office) -> None:
    for name in ("Parking", "Getting here", "Hours", "Dogs", "Food"):
        await office.crm.put_document(
            office.workspace, name=name, text=f"{name}: see about parking.", language="en"
        )

    found = await office.crm.find_passages(office.workspace, "en", "parking?")

    assert len(found) == 3
    assert found[0]["title"] == "Parking"


# --- documents ---


async def test_a_document_is_kept_whole_and_read_again(office: Office) -> None:
    text = "# Prices\n\n29 € a month\n"

    made, outcome = await office.crm.put_document(
        office.workspace, name="Guide", text=text, language="en"
    )
    read = await office.crm.document(office.workspace, made["id"])

    assert outcome == "added"
    assert read == {**made, "text": text}
    assert (made["name"], made["characters"], made["passages"]) == ("Guide", len(text), 1)


async def test_the_same_document_again_changes_nothing(office: Office) -> None:
    first, _ = await office.crm.put_document(
        office.workspace, name="Guide", text="29 € a month", language="en"
    )
    office.later(hours=1)

    again, outcome = await office.crm.put_document(
        office.workspace, name="Guide", text="29 € a month", language="en"
    )

    assert (again, outcome) == (first, "unchanged")


async def test_a_document_of_the_same_name_takes_the_place_of_the_old_one(office: Office) -> None:
    first, _ = await office.crm.put_document(
        office.workspace, name="Guide", text="The price is 29 € a month.", language="en"
    )
    second, outcome = await office.crm.put_document(
        office.workspace, name="Guide", text="The price is 39 € a month.", language="en"
    )

    assert (second["id"], outcome) == (first["id"], "replaced")
    assert await asked(office, "what is the price?") == ["The price is 39 € a month."]


async def test_a_document_may_be_renamed_but_not_to_the_name_of_another(office: Office) -> None:
    first, _ = await office.crm.put_document(
        office.workspace, name="Guide", text="one", language="en"
    )
    await office.crm.put_document(office.workspace, name="Prices", text="two", language="en")

    renamed, _ = await office.crm.put_document(
        office.workspace, name="Handbook", text="one", language="en", document_id=first["id"]
    )
    with pytest.raises(Rejected) as refused:
        await office.crm.put_document(
            office.workspace, name="Prices", text="one", language="en", document_id=first["id"]
        )

    assert (renamed["id"], renamed["name"]) == (first["id"], "Handbook")
    assert refused.value.reason == "conflict"


async def test_a_document_added_by_many_at_once_is_there_once(office: Office) -> None:
    done = await asyncio.gather(
        *(
            office.crm.put_document(office.workspace, name="Guide", text="one", language="en")
            for _ in range(6)
        )
    )

    assert sorted(outcome for _, outcome in done) == ["added"] + ["unchanged"] * 5


async def test_documents_are_listed_page_by_page_and_searched_without_accents(
    office: Office,
) -> None:
    for name in ("Cancelación", "Precios", "Ayuda"):
        await office.crm.put_document(
            office.workspace, name=name, text=f"Sobre {name}", language="es"
        )

    page, total = await office.crm.documents(office.workspace, limit=2, offset=1)
    found, matching = await office.crm.documents(
        office.workspace, search="CANCELACION", limit=10, offset=0
    )

    assert ([each["name"] for each in page], total) == (["Cancelación", "Precios"], 3)
    assert ([each["name"] for each in found], matching) == (["Cancelación"], 1)


async def test_what_was_changed_last_may_come_first(office: Office) -> None:
    for name in ("b", "a", "c", "b"):
        office.later(minutes=1)
        text = f"{name} at {office.clock()}"
        await office.crm.put_document(office.workspace, name=name, text=text, language="en")

    page, total = await office.crm.documents(office.workspace, sort="updated_at", limit=2, offset=0)

    assert ([each["name"] for each in page], total) == (["b", "c"], 3)


async def test_a_removed_document_answers_nothing_any_more(office: Office) -> None:
    await teach(office)
    page, _ = await office.crm.documents(office.workspace, language="en", limit=1, offset=0)

    removed = await office.crm.remove_document(office.workspace, page[0]["id"])

    assert removed
    assert await asked(office, "how much is the basic plan?") == []
    assert not await office.crm.remove_document(office.workspace, page[0]["id"])


async def test_a_stranger_neither_reads_nor_changes_our_documents(
    office: Office, other_office: Office
) -> None:
    ours, _ = await office.crm.put_document(
        office.workspace, name="Guide", text="one", language="en"
    )
    theirs = other_office.workspace

    with pytest.raises(Rejected) as refused:
        await office.crm.put_document(
            theirs, name="Guide", text="mine", language="en", document_id=ours["id"]
        )

    assert refused.value.reason == "not_found"
    assert await office.crm.document(theirs, ours["id"]) is None
    assert not await office.crm.remove_document(theirs, ours["id"])
    assert await office.crm.documents(theirs, limit=10, offset=0) == ([], 0)


async def test_what_is_no_id_of_ours_is_not_found(office: Office) -> None:
    assert await office.crm.document(office.workspace, "nothing") is None
    assert not await office.crm.remove_document(office.workspace, new_id())


async def test_passages_are_read_again_by_their_ids(office: Office) -> None:
    await teach(office)
    found = await office.crm.find_passages(office.workspace, "en", "is there a free trial?")
    [passage, *_] = found

    read = await office.crm.read_passages(office.workspace, [new_id(), passage["id"], "none"])

    assert [(each["id"], each["text"]) for each in read] == [(passage["id"], passage["text"])]


async def test_passages_of_another_workspace_are_not_read(office: Office) -> None:
    await teach(office)
    [passage, *_] = await office.crm.find_passages(office.workspace, "en", "is there a free trial?")

    assert await office.crm.read_passages(new_id(), [passage["id"]]) == []
