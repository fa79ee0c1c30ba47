"""The tables of the thread API."""

from collections.abc import Iterable, Mapping

from rich.table import Table

from benchmarks.asking import Slice
from benchmarks.report import ms, table
from benchmarks.thread_api import ROUTES, TOGETHER, Compared, Grown, Load

FIGURES = ("n", "failed", "p50 ms", "p95 ms", "p99 ms", "runs/s", "CPU ms", "Postgres ms")


def tables(found: Compared) -> Iterable[Table | str]:
    for route in ROUTES:
        yield table(
            f"POST /threads/{{id}}/runs/{route}: a greeting on a new thread",
            ("", "at once", *FIGURES),
            [_loaded(load, slice_) for load, slice_ in found.loads.items() if load.route == route],
        )
    for route in ROUTES:
        yield table(
            f"After many runs: runs/{route}, {TOGETHER} at once",
            ("", "runs before", *FIGURES, "RSS MB"),
            [_grown(each, each.slices[route]) for each in found.grown],
        )
    yield "\n".join(
        f"{name}: {each.runs} runs in all, {_counted(each.failed)}"
        for name, each in found.asked.items()
    )


def _loaded(load: Load, slice_: Slice) -> list[str]:
    return [load.server, str(load.concurrency), *_figures(slice_)]


def _grown(grown: Grown, slice_: Slice) -> list[str]:
    megabytes = "–" if grown.megabytes is None else f"{grown.megabytes:.0f}"
    return [grown.server, f"{grown.size:,}", *_figures(slice_), megabytes]


def _figures(slice_: Slice) -> list[str]:
    cpu = slice_.cpu_each
    return [
        str(slice_.n),
        str(sum(slice_.errors.values())),
        *(_ms(slice_.percentile(percent)) for percent in (50, 95, 99)),
        "–" if slice_.per_second is None else f"{slice_.per_second:.1f}",
        _ms(None if cpu is None else cpu.server),
        _ms(None if cpu is None else cpu.postgres),
    ]


def _ms(seconds: float | None) -> str:
    return "–" if seconds is None else ms(seconds)


def _counted(failed: Mapping[str, int]) -> str:
    return ", ".join(f"{count} failed ({why})" for why, count in failed.items()) or "none failed"
