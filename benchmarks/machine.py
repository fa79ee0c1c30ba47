"""Where the figures come from: the machine, and what a process takes of it."""

import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")


def described() -> str:
    """One line: cores, processor, system, Python, how busy it already was, and the date."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (
        f"{cores} cores, {_processor()}, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} before, "
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    )


def _processor() -> str:
    try:
        lines = (PROC / "cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "processor unknown"
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or "processor unknown"


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What a process holds and has used up to now. None where there is no /proc."""

    megabytes: float | None
    cpu: float | None


def taken_by(pid: int) -> Taken:
    try:
        status = (PROC / str(pid) / "status").read_text()
        # The name in parentheses may hold blanks; the fields after it may not.
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return Taken(megabytes=None, cpu=None)
    [kilobytes] = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")]
    user, system = int(fields[11]), int(fields[12])
    return Taken(megabytes=int(kilobytes) / 1024, cpu=(user + system) / TICKS)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One process as /proc shows it. `cpu` includes its children that have ended."""

    parent: int
    cpu: float


def processes() -> dict[int, Seen]:
    """Those of this machine by their ids. None where there is no /proc."""
    seen = {}
    for entry in PROC.glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        ticks = sum(map(int, fields[11:15]))
        seen[int(entry.parent.name)] = Seen(parent=int(fields[1]), cpu=ticks / TICKS)
    return seen


def family(seen: Mapping[int, Seen], pid: int) -> set[int]:
    """A process with all that it started, and that they started."""
    found, more = set[int](), {pid} & seen.keys()
    while more:
        found |= more
        more = {child for child, each in seen.items() if each.parent in more} - found
    return found


def cpu_of(seen: Mapping[int, Seen], pids: set[int]) -> float:
    return sum(seen[pid].cpu for pid in pids)
