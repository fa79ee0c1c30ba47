"""All figures in one run, in about five minutes, on this machine alone: `make bench`."""

import argparse
import asyncio
import gc
import logging
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence

from rich.console import Console

from benchmarks import report, thread_report
from benchmarks.machine import described
from benchmarks.thread_api import LONG, SHORT, WHOLE, Effort, compare
from benchmarks.turns import take_turns
from benchmarks.webhooks import acknowledge

RATE, MESSAGES = 20.0, 500
ALONE, TOGETHER, LIMIT = 100, 160, 20.0
LONGEST, LONGEST_FULL = 600.0, 5_400.0  # seconds; for a machine that hangs, the parts are bounded
WIDTH = 120  # where the output is no terminal

Part = Callable[[Console, Effort], Awaitable[None]]


async def webhooks(console: Console, effort: Effort) -> None:
    acknowledged = await acknowledge(rate=RATE, n=MESSAGES)
    console.print(report.acknowledgement(acknowledged))
    console.print(f"{report.answers(acknowledged)}\n", highlight=False)
    console.print(report.memory(acknowledged), "")


async def turns(console: Console, effort: Effort) -> None:
    turned = await take_turns(alone=ALONE, together=TOGETHER, limit=LIMIT)
    for text, found in turned.items():
        console.print(report.latency(text, found.alone), "")
    for text, found in turned.items():
        console.print(report.throughput(text, found), "")
    console.print(
        "Every message and turn is a new lead's; each step is synced to the database. Ratios are "
        "to the bare graph,\nor to the row marked 1.00: trust them, and the processor time, where "
        "the machine is busy.",
        highlight=False,
    )


async def threads(console: Console, effort: Effort) -> None:
    compared = await compare(effort)
    for each in thread_report.tables(compared):
        console.print(each, "", highlight=False)


PARTS: Mapping[str, Part] = {"webhooks": webhooks, "turns": turns, "threads": threads}


async def bench(parts: Sequence[str], effort: Effort) -> None:
    console = Console()
    if not console.is_terminal:
        console.width = WIDTH
    # As in the server: a full collection of ours would be measured as a pause of its.
    gc.collect()
    gc.freeze()
    stop_as_ctrl_c_does()
    console.print(f"make bench: {described()}\n", highlight=False)
    async with asyncio.timeout(LONGEST if effort is SHORT else LONGEST_FULL):
        for name in parts:
            await PARTS[name](console, effort)


def stop_as_ctrl_c_does() -> None:
    """Whoever ends us by SIGTERM would leave servers behind."""
    here = asyncio.current_task()
    assert here is not None  # noqa: S101 - called by a coroutine
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, here.cancel)


def main() -> None:
    reader = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    reader.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; else all")
    reader.add_argument("--full", action="store_true", help="growth to 10,000 runs, larger n")
    reader.add_argument("--long", action="store_true", help="--full, for `langgraph dev` too")
    asked = reader.parse_args()
    if unknown := set(asked.parts) - PARTS.keys():
        reader.error(f"no such part: {', '.join(sorted(unknown))}")
    effort = LONG if asked.long else WHOLE if asked.full else SHORT
    asyncio.run(bench(asked.parts or list(PARTS), effort))


if __name__ == "__main__":
    logging.basicConfig(level="ERROR")
    try:
        main()
    except (KeyboardInterrupt, asyncio.CancelledError):
        sys.exit(130)
