"""LangGraph's own JavaScript client, unmodified, on our thread API."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.running import Running

pytestmark = pytest.mark.ui


def test_it_makes_a_thread_streams_a_run_and_reads_state_and_history(
    built: Path, server: Running
) -> None:
    script = [str(built / "dist" / "sdk.js"), server.url]
    done = subprocess.run(["node", *script], capture_output=True, text=True, timeout=60, check=True)

    read = json.loads(done.stdout)
    assert {"metadata", "values", "updates"} <= set(read["events"])
    assert read["messages"] == 2
    assert read["history"] > 1
    assert read["run"] == "success"
