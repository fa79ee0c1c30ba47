"""docs/python.md: its code runs, and what it points at is there."""

import os
import re
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from server.integration_agent import IntegrationAgent
from server.integration_service import IntegrationService
from server.settings import Settings
from tests.facade.snippets import run, snippet
from tests.platforms.postgres import Database

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "python.md"
LEAD: dict[str, Any] = {"lead": {"id": "lead_456", "email": "lead@example.com"}}


def names(service: IntegrationService, user_id: str) -> dict[str, Any]:
    return {
        "integration_service": service,
        "IntegrationAgent": partial(IntegrationAgent, service=service),
        "user_id": user_id,
        "lead_data": LEAD,
    }


@pytest.mark.parametrize(
    "option", ["Option 1: ask, then schedule", "Option 2: a scheduler of your own"]
)
async def test_an_option_makes_a_link(
    service: IntegrationService, user_id: str, option: str
) -> None:
    made = await run(snippet(option, document=PAGE), **names(service, user_id))

    assert made["result"]["success"] is True


async def test_the_third_option_answers_the_platform(
    service: IntegrationService, user_id: str
) -> None:
    option = snippet("Option 3: give it what the platform delivered", document=PAGE)

    made = await run(option, **names(service, user_id))

    assert made["result"]["url"] in made["answer"]


async def test_what_is_connected(service: IntegrationService, user_id: str) -> None:
    made = await run(snippet("What is connected", document=PAGE), **names(service, user_id))

    assert made["configured"] is False
    assert made["capabilities"]["platform"] == "fallback"
    assert made["tested"]["success"] is True


async def test_settings_of_your_own(settings: Settings, user_id: str) -> None:
    made = await run(
        snippet("Settings of your own", document=PAGE),
        IntegrationService=IntegrationService,
        IntegrationAgent=IntegrationAgent,
        settings=settings,
        user_id=user_id,
    )

    assert made["available"] is True


def test_the_whole_program_runs_as_it_is(database: Database, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(snippet("A whole program", document=PAGE), encoding="utf-8")

    done = subprocess.run(
        [sys.executable, str(program)],
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(ROOT),
            "PIPEWISE_HOME": str(tmp_path / "home"),
            "PIPEWISE_ENV_FILE": os.devnull,
            "DATABASE_URL": database.admin_url,
        },
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("True http://127.0.0.1:2024/book/")


def test_what_the_page_points_at_is_there() -> None:
    text = PAGE.read_text(encoding="utf-8")

    for target in re.findall(r"\]\((\.\./[^)]+)\)", text):
        assert (PAGE.parent / target).exists(), target
    for mentioned in re.findall(r"`(tests/\S+?\.py)`", text):
        assert (ROOT / mentioned).exists(), mentioned
