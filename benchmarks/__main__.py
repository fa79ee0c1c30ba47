"""All figures in one run, in under three minutes, on this machine alone: `make bench`."""

import asyncio
import gc
import logging
import sys

from rich.console import Console

from benchmarks import report
from benchmarks.machine import described
from benchmarks.turns import take_turns
from benchmarks.webhooks import acknowledge

RATE, MESSAGES = 20.0, 500
ALONE, TOGETHER, LIMIT = 100, 160, 20.0
LONGEST = 170.0  # seconds; every part is bounded, this is for a machine that hangs
WIDTH = 110  # where the output is no terminal


async def bench(console: Console) -> None:
    console.print(f"make bench: {described()}\n", highlight=False)
    acknowledged = await acknowledge(rate=RATE, n=MESSAGES)
    console.print(report.acknowledgement(acknowledged))
    console.print(f"{report.answers(acknowledged)}\n", highlight=False)
    console.print(report.memory(acknowledged), "")
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


async def bounded() -> None:
    console = Console()
    if not console.is_terminal:
        console.width = WIDTH
    # As in the server: a full collection of ours would be measured as a pause of its.
    gc.collect()
    gc.freeze()
    async with asyncio.timeout(LONGEST):
        await bench(console)


if __name__ == "__main__":
    logging.basicConfig(level="ERROR")
    try:
        asyncio.run(bounded())
    except KeyboardInterrupt:
        sys.exit(130)
