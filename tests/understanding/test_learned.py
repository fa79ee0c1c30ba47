"""The trained part of understanding: its words, its weights, and how it is trained."""

import io
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix, vstack

from evaluation import train
from evaluation.calibration import calibrate, chances, table
from evaluation.corpus import LANGUAGES
from evaluation.phrases import phrases, ways
from evaluation.separation import fit
from tools.errors import Rejected
from tools.understanding.clauses import MOST, body_of, clauses
from tools.understanding.clues import CLUES, INTENTS
from tools.understanding.grams import BUCKETS, counted, grams
from tools.understanding.learned import FOLDER, SEEN, learned, rarity
from tools.understanding.normalise import plain
from tools.understanding.topics import topics, topics_of

ROOT = Path(__file__).parents[2]
PLAIN = st.text(max_size=300).map(lambda text: plain(text).text)


@given(text=PLAIN)
def test_any_text_comes_to_buckets_once_each_with_weights_above_nothing(text: str) -> None:
    buckets, weights = grams(text, learned().rarity)

    assert len(set(buckets.tolist())) == len(buckets) == len(weights)
    assert all(0 <= bucket < BUCKETS for bucket in buckets)
    assert (weights > 0).all()


@given(text=PLAIN)
def test_any_text_has_a_chance_for_each_intent(text: str) -> None:
    found = learned().probabilities(text, topics_of(text))

    assert tuple(found) == INTENTS
    assert all(0 <= chance <= 1 for chance in found.values())


@given(text=PLAIN)
def test_a_body_and_its_clauses_are_of_the_message(text: str) -> None:
    body = body_of(text)

    assert body.text in text
    assert len(clauses(text)) <= MOST
    assert all(clause in text for clause in clauses(text))


def test_words_are_the_same_in_every_process() -> None:
    code = "from tools.understanding.grams import counted; print(counted('hola')[0][0].tolist())"
    other = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )

    assert other.stdout.strip() == str(counted("hola")[0][0].tolist())


@pytest.mark.parametrize(
    ("text", "body", "greets", "thanks"),
    [
        ("hola, quiero darme de baja", "quiero darme de baja", True, False),
        ("can i book a demo? thanks, bye!", "can i book a demo?", False, True),
        ("buenas tardes", "buenas tardes", False, False),
        ("obrigado", "obrigado", False, False),
        ("no, gracias", "no, gracias", False, False),
    ],
)
def test_courtesies_around_a_wish_are_set_aside(
    text: str, body: str, greets: bool, thanks: bool
) -> None:
    found = body_of(text)

    assert (found.text, found.greets, found.thanks) == (body, greets, thanks)


def test_topics_are_read_of_whole_words_and_of_beginnings() -> None:
    assert "money" in topics_of("any discounts?")
    assert "human" in topics_of("un asesor")
    assert "#" not in "".join(topics())
    assert topics_of("") == frozenset()


def test_the_weights_fit_the_code_and_stay_small() -> None:
    model = learned()

    assert model.intents == INTENTS
    assert tuple(model.clues) == CLUES
    assert model.rarity.shape == (BUCKETS,)
    assert model.by_gram.shape == (BUCKETS, len(INTENTS))
    assert model.by_clue.shape == (len(CLUES) + 1, len(INTENTS))
    assert sum(len((FOLDER / name).read_bytes()) for name in ("intents.npz", "intents.json")) < 3e6


def test_the_weights_are_read_once_for_all_threads() -> None:
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(id(learned()))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(found)) == 1


# --- training --------------------------------------------------------------------------------


def test_what_is_rare_is_worth_more_and_what_was_seen_once_nothing() -> None:
    once, twice, always = rarity(np.array([SEEN - 1, SEEN, 100], dtype=np.uint16), of=100)

    assert once == 0
    assert twice > always >= 1


def test_each_question_is_told_apart_by_its_own_columns() -> None:
    rows = csr_matrix(np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]] * 10))
    answers = np.array([[1.0, -1.0], [-1.0, 1.0]] * 10)

    weights = fit(rows, answers, np.ones_like(answers), strength=1.0)

    assert (np.sign(rows @ weights) == answers).all()
    assert (np.sign(weights[:2]) == [[1, -1], [-1, 1]]).all()


def test_what_is_not_known_teaches_nothing() -> None:
    rows, answers = csr_matrix(np.eye(2)), np.array([[1.0, -1.0], [-1.0, 1.0]])
    wrong = csr_matrix(np.array([[1.0, 0.0]]))

    without = fit(rows, answers, np.ones((2, 2)), strength=1.0)
    beside = fit(
        vstack([rows, wrong]).tocsr(),
        np.vstack([answers, [[-1.0, 1.0]]]),
        np.array([[1.0, 1.0], [1.0, 1.0], [0.0, 0.0]]),
        strength=1.0,
    )

    assert without == pytest.approx(beside)


def test_calibrated_chances_come_true() -> None:
    chance = np.random.default_rng(3)
    scores = chance.normal(size=(4000, 3)) * 3
    truth = 1 / (1 + np.exp(-(0.5 * scores - 0.4)))
    wanted = (chance.random(scores.shape) < truth).astype(float)

    found = chances(scores, calibrate(scores, wanted, np.ones_like(scores)))

    assert np.abs(found - truth).mean() < 0.02
    for line in table(found[:, 0], wanted[:, 0]):
        assert abs(line["promised"] - line["right"]) < 0.1


def test_a_phrase_stands_for_each_of_its_choices() -> None:
    made = ways("(please|can you) cancel (my|our|the) <meet>", {"meet": ["call", "demo"]})

    assert len(made) == len(set(made))
    said = " ".join(made)
    assert all(word in said for word in ("please", "can you", "my", "our", "the", "call", "demo"))


@pytest.mark.parametrize("negative", [False, True])
def test_every_phrase_of_the_corpus_is_read(negative: bool) -> None:
    found = phrases(negative=negative)

    assert {each.language for each in found} == set(LANGUAGES)
    assert not [each.text for each in found if set("()<>|") & set(each.text)]


def test_a_phrase_without_an_intent_is_refused(tmp_path: Path) -> None:
    (tmp_path / "phrases").mkdir()
    (tmp_path / "phrases" / "en.txt").write_text("hello there\n")

    with pytest.raises(Rejected, match=r"en\.txt"):
        phrases(negative=False, folder=tmp_path)


def small_corpus(folder: Path) -> Path:
    for kind in ("messages", "hard_negatives"):
        (folder / kind / "train").mkdir(parents=True)
    lines = [f"{name}\t{name} {number}" for name in INTENTS for number in range(4)]
    (folder / "messages" / "train" / "en.tsv").write_text("\n".join(lines))
    (folder / "hard_negatives" / "train" / "en.tsv").write_text("opt_out\tstop by on Monday\n")
    return folder


def test_the_same_messages_give_the_same_bytes(tmp_path: Path) -> None:
    corpus = small_corpus(tmp_path)

    first = train.trained(train.read_lessons(corpus))
    second = train.trained(train.read_lessons(corpus))

    assert first == second
    assert set(first) == {"intents.npz", "intents.json"}


@pytest.mark.heavy
def test_the_weights_that_ship_are_those_the_corpus_gives() -> None:
    """Elsewhere the last bit of a sum may differ, and with it a whole number here and there."""
    made = io.BytesIO(train.trained(train.read_lessons())["intents.npz"])
    with np.load(Path(str(FOLDER)) / "intents.npz") as shipped, np.load(made) as again:
        apart = np.abs(shipped["by_gram"].astype(int) - again["by_gram"].astype(int))

    assert apart.max() <= 1
    assert (apart > 0).mean() < 1e-3
