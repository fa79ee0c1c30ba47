"""What the benchmarks make of what they have measured."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.asking import Slice, fault_in, joined
from benchmarks.machine import Seen, cpu_of, family, processes
from benchmarks.sampling import percentile
from benchmarks.served import Cpu

ANSWERED = {"messages": [{"type": "human"}, {"type": "ai"}]}
UNANSWERED = {"messages": [{"type": "human"}]}
FAILED = {"error": "Unavailable", "message": "Calendly answered 503"}


def slice_of(*times: float, cpu: float = 1.0, failed: int = 0) -> Slice:
    errors = {"HTTP 500": failed} if failed else {}
    return Slice(times=times, errors=errors, wall=2.0, cpu=Cpu(server=cpu, postgres=cpu / 2))


def stream(*events: tuple[str, object]) -> str:
    told = "".join(f"event: {name}\r\ndata: {json.dumps(data)}\r\n\r\n" for name, data in events)
    return f": heartbeat\r\n\r\n{told}: heartbeat\r\n\r\n"


def test_percentiles_of_a_hundred_and_one_equal_steps_are_the_steps() -> None:
    times = [float(step) for step in reversed(range(101))]

    assert [percentile(times, percent) for percent in (50, 95, 99)] == [50.0, 95.0, 99.0]


@pytest.mark.parametrize(
    ("n", "told"),
    [(1, []), (2, [50]), (19, [50]), (20, [50, 95]), (99, [50, 95]), (100, [50, 95, 99])],
)
def test_a_percentile_is_told_only_of_enough_runs(n: int, told: list[int]) -> None:
    found = slice_of(*[1.0] * n)

    assert [p for p in (50, 95, 99) if found.percentile(p) is not None] == told


def test_slices_add_up_with_all_their_errors() -> None:
    both = joined([slice_of(1.0, 3.0, failed=1), slice_of(2.0, cpu=2.0, failed=4)])

    assert sorted(both.times) == [1.0, 2.0, 3.0]
    assert both.errors == {"HTTP 500": 5}
    assert both.per_second == 3 / 4
    assert both.cpu_each == Cpu(server=1.0, postgres=0.5)


def test_a_server_that_answered_nothing_has_no_figures_but_its_errors() -> None:
    silent = slice_of(failed=3)

    assert (silent.percentile(50), silent.per_second, silent.cpu_each) == (None, None, None)
    assert silent.errors == {"HTTP 500": 3}


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (json.dumps(ANSWERED), None),
        (f"\n\n{json.dumps(ANSWERED)}", None),
        (json.dumps(UNANSWERED), "no answer in the state"),
        (json.dumps({"__error__": FAILED}), "Unavailable"),
        ("{}", "no answer in the state"),
        ("null", "no answer in the state"),
        ("", "no answer in the state"),
    ],
)
def test_a_waited_run_counts_only_with_an_answer(body: str, fault: str | None) -> None:
    assert fault_in("wait", body) == fault


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (stream(("metadata", {"run_id": "1"}), ("values", ANSWERED)), None),
        (stream(("values", ANSWERED), ("error", FAILED)), "Unavailable"),
        (stream(("values", ANSWERED), ("values", UNANSWERED)), "no answer in the state"),
        (stream(("values", ANSWERED)).partition("data")[0], "no answer in the state"),
        (stream(("metadata", {"run_id": "1"})), "no answer in the state"),
        ("", "no answer in the state"),
    ],
)
def test_a_streamed_run_counts_by_its_last_event(body: str, fault: str | None) -> None:
    assert fault_in("stream", body) == fault


def test_a_family_is_a_process_and_all_that_came_of_it() -> None:
    parents = {1: 0, 10: 1, 11: 10, 12: 11, 20: 1, 21: 20}
    seen = {pid: Seen(parent=parent, cpu=float(pid)) for pid, parent in parents.items()}

    assert family(seen, 10) == {10, 11, 12}
    assert cpu_of(seen, family(seen, 10)) == 33.0
    assert family(seen, 99) == set()


@pytest.fixture
def child() -> Iterator[subprocess.Popen[bytes]]:
    """A process of ours that has a process of its own."""
    program = (
        "import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', 'input()'],"
        " stdin=subprocess.PIPE); print(p.pid, flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        yield process
        process.communicate(b"\n")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc")
def test_the_machine_shows_the_family_of_a_process(child: subprocess.Popen[bytes]) -> None:
    assert child.stdout is not None
    grandchild = int(child.stdout.readline())

    seen = processes()

    assert family(seen, child.pid) == {child.pid, grandchild}
    assert {child.pid, grandchild} < family(seen, os.getpid())
