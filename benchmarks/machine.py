"""Where the figures come from: the machine, and what a process takes of it."""

import os
import platform
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
