"""A change of behaviour is seen: every stored conversation, taken again, leaves the same state."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from nodes.catalogue import LANGUAGES
from server.recording.again import LOST, Again
from tests.fakes import HOME
from tests.replay.conversations import build
from tests.replay.readings import readings_of
from tests.replay.stored import READINGS, calls_in, difference_in, files, thread_of, tries_of
from tools.understanding.reader import LocalUnderstanding

ROOT = Path(__file__).parents[2]
ADVICE = (
    "Where this is what you wanted, run `make record` and commit tests/replay/stored: "
    "its diff shows a review what has changed."
)
ADVICE_ON_READINGS = (
    "Where the understanding was meant to change, run `.venv/bin/python -m tests.replay.record "
    "readings` and commit tests/replay/stored/readings.tsv."
)
SLOW = "slow_"  # the pauses between the tries of a step are real ones


def test_a_hundred_conversations_are_stored_in_three_languages() -> None:
    names = [file.stem for file in files()]

    assert len(names) >= 100
    assert all(any(f"_{language}_" in name for name in names) for language in ("es", "en", "pt"))


async def told_of(chosen: list[Path]) -> list[str]:
    again = Again(build)
    told = [await difference_in(file, again) for file in chosen]
    return [each for each in told if each]


async def test_the_turns_of_every_third_conversation_are_equal() -> None:
    quick = [file for file in files() if not file.stem.startswith(SLOW)]

    told = await told_of(quick[::3])

    assert not told, "\n".join([ADVICE, *told])


@pytest.mark.heavy
async def test_every_stored_turn_is_equal() -> None:
    told = await told_of(files())

    assert not told, "\n".join([ADVICE, *told])


async def test_a_change_of_behaviour_is_told_by_conversation_and_turn() -> None:
    [file] = [file for file in files() if file.stem == "a_model_reads"]
    other = Again(lambda outside, setup: build(outside, {**setup, "model_below": 0.0}))

    told = await difference_in(file, other)

    assert told is not None
    assert told.startswith("a_model_reads, turn 1: it asked crm.")


async def test_what_a_killed_process_has_begun_is_not_taken_again() -> None:
    [file] = [file for file in files() if file.stem == "slow_a_turn_fails_and_goes_on"]
    _, second, *_ = tries_of(file)

    outcome = await Again(build).take(second, workspace=HOME, thread=thread_of(file))

    assert (outcome.difference, outcome.skipped) == (None, LOST)


def test_every_stored_message_is_read_as_before() -> None:
    calls = [call for file in files() for call in calls_in(file)]
    stored = READINGS.read_text(encoding="utf-8").splitlines()

    now = readings_of(calls, LocalUnderstanding(LANGUAGES)).splitlines()

    others = [f"- {was}\n+ {now}" for was, now in zip(stored, now, strict=False) if was != now]
    assert now == stored, "\n".join([ADVICE_ON_READINGS, *others])


@pytest.mark.heavy
@pytest.mark.parametrize("seed", ["1", "4242"])
def test_all_of_them_are_equal_in_another_process(seed: str) -> None:
    """With another order of every set and another start."""
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PIPEWISE_ENV_FILE": os.devnull}
    command = [sys.executable, "-m", "tests.replay.check"]

    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr
