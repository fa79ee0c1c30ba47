"""Whole dialogues from files, on the real graph and a real database, by more than one door."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import SecretStr

from evaluation.dialogues import talk_of
from server.dialogue import Failed, load, play
from server.parts import Parts
from server.settings import Settings
from server.wiring import Wired, workspace_of
from tests.platforms.postgres import Database
from tools.errors import Rejected

FOLDER = Path(__file__).parent / "dialogues"
FILES = sorted(FOLDER.glob("*.yaml"))
FACADE = sorted((FOLDER / "facade").glob("*.yaml"))


@pytest.fixture(scope="module")
async def wired(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Wired:
    home = tmp_path_factory.mktemp("home")
    return Wired(
        Settings(database_url=SecretStr(database.admin_url), home=home, timezone="Europe/Madrid")
    )


@pytest.fixture(scope="module")
async def parts(wired: Wired) -> AsyncIterator[Parts]:
    """Opened once for all."""
    async with wired.open() as parts:
        yield parts


@pytest.fixture
async def owner(wired: Wired, parts: Parts) -> str:
    """Of a workspace where nobody else has taken a time."""
    owner = str(uuid4())
    await wired.ensure_workspace(owner)
    return owner


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
async def test_a_dialogue_goes_as_written(file: Path, parts: Parts, owner: str) -> None:
    dialogue = load(file)

    await play(dialogue, talk_of(dialogue, parts, workspace_of(owner), door="cli"))


@pytest.mark.parametrize("file", FACADE, ids=lambda file: file.stem)
async def test_a_dialogue_of_a_programs_lead_goes_as_written(
    file: Path, parts: Parts, owner: str
) -> None:
    dialogue = load(file)

    await play(dialogue, talk_of(dialogue, parts, workspace_of(owner), door="facade"))


def test_the_dialogues_speak_three_languages_and_each_forbids_something() -> None:
    assert {file.stem[:2] for file in FILES} == {"es", "en", "pt"}
    assert all(load(file).never for file in (*FILES, *FACADE))


GOOD = """
name: a greeting
turns:
  - say: Hola
    intent: greeting
    expect: [asistente]
    never: [reservada]
outcome: replied
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "dialogue.yaml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("good", "bad", "field"),
    [
        ("say: Hola", "says: Hola", "turns.0.says"),
        ("say: Hola", "say: 7", "turns.0.say"),
        ("say: Hola", "choose: 0", "turns.0.choose"),
        ("say: Hola", "say: Hola\n    choose: 1", "turns.0"),
        ("intent: greeting", "intent: hello", "turns.0.intent"),
        ("outcome: replied", "outcome: happy", "outcome"),
        ("outcome: replied", "outcome: replied\nauthor: me", "author"),
        (GOOD, "", "dialogue"),
        (GOOD, "name: [", "is not YAML"),
    ],
)
def test_a_fault_in_a_file_is_named(tmp_path: Path, good: str, bad: str, field: str) -> None:
    file = written(tmp_path, GOOD.replace(good, bad))

    with pytest.raises(Rejected, match=f"dialogue.yaml.*{field}"):
        load(file)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Rejected, match=r"missing\.yaml: No such file"):
        load(tmp_path / "missing.yaml")


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ("intent: greeting", "intent: opt_out", "turn 1: read as 'greeting', not 'opt_out'"),
        ("[asistente]", "[adiós]", "turn 1: 'adiós' is missing"),
        ("[reservada]", "[ASISTENTE]", "turn 1: 'ASISTENTE' must not be in"),
        ("say: Hola", "choose: 1", "turn 1: there is no choice 1 among 0"),
        ("outcome: replied", "outcome: booked", "the outcome is 'replied', not 'booked'"),
    ],
)
async def test_a_dialogue_that_goes_another_way_fails_at_the_first_difference(
    tmp_path: Path, parts: Parts, owner: str, good: str, bad: str, said: str
) -> None:
    dialogue = load(written(tmp_path, GOOD.replace(good, bad)))

    with pytest.raises(Failed, match=said):
        await play(dialogue, talk_of(dialogue, parts, workspace_of(owner), door="cli"))
