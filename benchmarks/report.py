"""The tables of `make bench`: ratios beside the absolute figures they come from."""

from collections.abc import Iterable, Mapping

from rich.table import Table

from benchmarks.machine import Taken
from benchmarks.sampling import Sample, percentile
from benchmarks.turns import BARE, CONCURRENCY, Turned
from benchmarks.webhooks import Acknowledged


def acknowledgement(found: Acknowledged) -> Table:
    def row(name: str, times: list[float]) -> list[str]:
        p50, p99 = percentile(times, 50), percentile(times, 99)
        ratios = (p50 / percentile(found.pings, 50), p99 / percentile(found.pings, 99))
        return [name, str(len(times)), *map(ms, (p50, p99, max(times))), *map(ratio, ratios)]

    return table(
        f"Webhook acknowledgement over HTTP: {found.rate:g} messages/s, each from a new lead",
        ("", "n", "p50 ms", "p99 ms", "longest ms", "p50 ratio", "p99 ratio"),
        [
            row("signed WhatsApp message", found.messages),
            row("GET /healthz in between (1.00)", found.pings),
        ],
    )


def answers(found: Acknowledged) -> str:
    cpu = "unknown" if found.cpu_each is None else f"{ms(found.cpu_each)} ms"
    return (
        f"{found.answered} of {len(found.messages)} messages answered, the last "
        f"{found.caught_up:.1f} s after it came, the wait for more of a burst included.\n"
        f"The server's processor time for each, acknowledgement and turn: {cpu}."
    )


def memory(found: Acknowledged) -> Table:
    seen = {
        "started, idle (1.00)": found.idle,
        f"after the first {found.warm_up} messages": found.warm,
        f"after {len(found.messages)} more": found.after,
    }
    rows = [[name, *_megabytes(taken, found.idle)] for name, taken in seen.items()]
    return table("Memory of the server process", ("", "RSS MB", "ratio"), rows)


def _megabytes(taken: Taken, idle: Taken) -> list[str]:
    if taken.megabytes is None or idle.megabytes is None:
        return ["unknown", ""]
    return [f"{taken.megabytes:.0f}", ratio(taken.megabytes / idle.megabytes)]


def latency(text: str, samples: Mapping[str, Sample]) -> Table:
    bare = samples[BARE]

    def row(name: str, sample: Sample) -> list[str]:
        ratios = (
            sample.p50 / bare.p50,
            sample.p99 / bare.p99,
            sample.cpu_each / bare.cpu_each,
        )
        figures = (sample.p50, sample.p99, sample.cpu_each)
        return [name, str(sample.n), *map(ms, figures), *map(ratio, ratios)]

    return table(
        f"One turn at a time: {text}",
        ("", "n", "p50 ms", "p99 ms", "CPU ms", "p50 ratio", "p99 ratio", "CPU ratio"),
        (row(name, sample) for name, sample in samples.items()),
    )


def throughput(text: str, turned: Turned) -> Table:
    bare = turned.together[BARE]

    def row(name: str, together: Sample) -> list[str]:
        alone = turned.alone[name]
        return [
            name,
            str(together.n),
            f"{alone.per_second:.0f}",
            f"{together.per_second:.0f}",
            ratio(together.per_second / alone.per_second),
            ratio(together.per_second / bare.per_second),
        ]

    return table(
        f"Turns per second, one and {CONCURRENCY} at once: {text}",
        ("", "n", "1", str(CONCURRENCY), f"{CONCURRENCY} to 1", "to bare graph"),
        (row(name, sample) for name, sample in turned.together.items()),
    )


def table(title: str, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> Table:
    drawn = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for number, column in enumerate(columns):
        drawn.add_column(column, justify="right" if number else "left", no_wrap=True)
    for row in rows:
        drawn.add_row(*row)
    return drawn


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f}"


def ratio(of: float) -> str:
    return f"{of:.2f}"
