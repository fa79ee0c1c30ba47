"""Takes every stored conversation again in this process: `python -m tests.replay.check`."""

import asyncio
import sys

from server.recording.again import Again
from tests.replay.conversations import build
from tests.replay.stored import difference_in, files


async def main() -> int:
    again = Again(build)
    told = [await difference_in(file, again) for file in files()]
    differences = [each for each in told if each]
    sys.stdout.write("\n".join([*differences, f"{len(told)} conversations", ""]))
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
