"""A place for a bench's database, gone afterwards."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def own_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="pipewise-bench-"))
    folder.chmod(0o711)  # where we are root, Postgres' own user has to pass through
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
