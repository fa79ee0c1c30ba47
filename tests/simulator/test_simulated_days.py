"""Days at full size: no promise is broken, on real Postgres and in plain memory."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from simulator.plans import town_plans
from simulator.stores import Postgres
from simulator.town import TownReport
from simulator.workers import cores, run_towns
from tests.platforms.postgres import Database
from tests.sizes import sized

pytestmark = pytest.mark.heavy


def test_faulted_leads_break_no_promise_in_memory() -> None:
    plans = town_plans(7, sized(2_000, full=10_000, small=300))

    assert wrong(list(run_towns(plans, [None] * cores()))) == []


def test_faulted_leads_break_no_promise_on_postgres(
    database: Database, another_database: Database
) -> None:
    plans = town_plans(8, sized(500, full=10_000, small=50))
    databases = [
        Postgres(admin_url=each.admin_url, app_url=each.app_url)
        for each in (database, another_database)
    ]

    assert wrong(list(run_towns(plans, databases))) == []


def test_processes_with_other_hash_seeds_print_the_same_bytes(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "server.cli", "simulate", "--leads", "30", "--seed", "9"]

    shown = [
        subprocess.run(
            command,
            env={**os.environ, "PYTHONHASHSEED": seed, "PIPEWISE_HOME": str(tmp_path)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]

    assert shown[0] == shown[1]


def wrong(towns: list[TownReport]) -> list[str]:
    found = [each for town in towns for each in (*town.violations, *town.broken)]
    return found + [f"town {town.number} never came to rest" for town in towns if not town.rested]
