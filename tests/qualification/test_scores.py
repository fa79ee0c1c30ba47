"""What rules make of a lead: bounded, monotone, and explained to the point."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.qualification.rules import BANDS, LEADS, all_rules
from tools.ports.qualification import Bands, Criterion, Level, Rules
from tools.qualification import USUAL, band_of, next_question, number_in, points_of, score


@given(known=LEADS, rules=all_rules())
def test_a_score_is_the_sum_of_its_reasons_and_stays_in_bounds(
    known: dict[str, str], rules: Rules
) -> None:
    found = score(known, rules)

    if found is None:
        counted = {criterion["detail"] for criterion in rules["criteria"]}
        assert not any(known.get(detail, "").strip() for detail in counted)
        return
    assert found["score"] == sum(reason["points"] for reason in found["reasons"])
    assert 0 <= found["score"] <= 100
    assert all(0 <= reason["points"] <= reason["of"] for reason in found["reasons"])
    assert found["band"] == band_of(found["score"], rules["bands"])


@given(known=LEADS, more=LEADS, rules=all_rules())
def test_to_know_more_of_a_lead_never_lowers_their_score(
    known: dict[str, str], more: dict[str, str], rules: Rules
) -> None:
    before = score(known, rules)
    after = score({**more, **{name: said for name, said in known.items() if said.strip()}}, rules)

    assert before is None or (after is not None and after["score"] >= before["score"])


@given(small=st.integers(0, 10**6), more=st.integers(0, 10**6), rules=all_rules())
def test_a_higher_number_never_gives_fewer_points(small: int, more: int, rules: Rules) -> None:
    for criterion in rules["criteria"]:
        if all("at_least" in level for level in criterion["levels"]):
            assert points_of(str(small + more), criterion) >= points_of(str(small), criterion)


@given(low=st.integers(0, 100), high=st.integers(0, 100))
def test_more_points_are_never_a_lower_band(low: int, high: int) -> None:
    low, high = sorted((low, high))

    bands = [BANDS.index(band_of(points, USUAL["bands"])) for points in (low, high)]

    assert bands == sorted(bands)


@pytest.mark.parametrize(
    ("points", "band"),
    [
        (100, "hot"),
        (80, "hot"),
        (79, "warm"),
        (60, "warm"),
        (59, "cold"),
        (40, "cold"),
        (39, "unqualified"),
        (0, "unqualified"),
    ],
)
def test_the_usual_bands_are_those_of_the_guide(points: int, band: str) -> None:
    assert band_of(points, USUAL["bands"]) == band


@given(known=LEADS, rules=all_rules())
def test_who_is_unqualified_could_not_be_saved_by_any_answer(
    known: dict[str, str], rules: Rules
) -> None:
    found = score(known, rules)

    if found and found["status"] == "unqualified":
        open_points = 100 - sum(reason["of"] for reason in found["reasons"])
        assert found["score"] + open_points < rules["bands"]["cold"]
    if found and found["status"] == "qualified":
        assert found["score"] >= rules["bands"]["warm"]


def test_it_is_too_early_to_say_of_who_has_told_little() -> None:
    found = score({"email": "ana@gmail.com"}, USUAL)

    assert found is not None
    assert (found["score"], found["band"], found["status"]) == (5, "unqualified", None)


@pytest.mark.parametrize(
    ("known", "points", "status"),
    [
        (
            {
                "need": "fewer no-shows",
                "team_size": "60 people",
                "role": "CEO",
                "company": "Sol",
                "urgency": "this week",
                "budget": "5k",
                "email": "ana@sol.example",
            },
            100,
            "qualified",
        ),
        (
            {"need": "citas", "team_size": "somos 12", "role": "Directora", "company": "Sol"},
            61,
            "qualified",
        ),
        ({"role": "estudante", "team_size": "1", "budget": "nada", "urgency": "um dia"}, 22, None),
        ({}, None, None),
    ],
)
def test_the_usual_rules_tell_buyers_from_the_curious(
    known: dict[str, str], points: int | None, status: str | None
) -> None:
    found = score(known, USUAL)

    assert (found and found["score"], found and found["status"]) == (points, status)


@pytest.mark.parametrize(
    ("answer", "number"),
    [
        ("12", 12),
        ("somos 10-20", 10),
        ("unas 1.500 personas", 1500),
        ("1,500", 1500),
        ("1.5k", 1500),
        ("5 mil", 5000),
        ("12 millones", 12),
        ("2,5", 2.5),
        ("varios", None),
    ],
)
def test_numbers_are_read_as_people_write_them(answer: str, number: float | None) -> None:
    assert number_in(answer) == number


@pytest.mark.parametrize(
    ("words", "answer", "fits"),
    [
        (["ceo"], "Soy CEO y fundadora", True),
        (["ceo"], "oceonographer", False),
        (["director*"], "Directora general", True),
        (["dueño"], "el dueno", True),
        (["ja"], "janeiro", False),
        (["c++"], "I write C++", True),
    ],
)
def test_words_stand_for_themselves_and_a_star_for_any_ending(
    words: list[str], answer: str, fits: bool
) -> None:
    level = Level(points=7, words=words)
    criterion = Criterion(detail="role", points=9, levels=[level], otherwise=2, ask=False)

    assert points_of(answer, criterion) == (7 if fits else 2)


@pytest.mark.parametrize(
    ("address", "points"),
    [("ana@sol.example", 10), ("ana@gmail.com", 5), ("ana@yahoo.com.br", 5), ("ana@HotMail.es", 5)],
)
def test_an_address_of_a_business_counts_for_more(address: str, points: int) -> None:
    found = score({"email": address}, USUAL)

    assert found is not None
    assert found["score"] == points


# --- what to ask ---


@given(
    known=LEADS, asked=st.lists(st.sampled_from(["need", "role", "team_size"])), rules=all_rules()
)
def test_what_is_known_or_was_asked_is_never_asked(
    known: dict[str, str], asked: list[str], rules: Rules
) -> None:
    found = next_question(known, rules, asked=asked)

    assert found is None or (not known.get(found["detail"]) and found["detail"] not in asked)


def test_questions_come_in_the_order_of_the_rules() -> None:
    asked: list[str] = []
    while found := next_question({"company": "Sol"}, USUAL, asked=asked):
        asked.append(found["detail"])

    assert asked == ["need", "team_size", "role", "urgency", "budget"]


def test_what_is_not_to_be_asked_is_not() -> None:
    silent = Criterion(detail="need", points=100, levels=[], otherwise=100, ask=False)

    assert (
        next_question({}, Rules(criteria=[silent], bands=Bands(hot=80, warm=60, cold=40))) is None
    )
