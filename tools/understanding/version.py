"""Which understanding this is: another text as soon as its rules or its weights change."""

import hashlib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

LENGTH = 12  # hexadecimal digits: enough to tell versions apart


@cache
def version() -> str:
    digest = hashlib.sha256()
    for file in sorted(_parts_of(files("tools.understanding")), key=str):
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:LENGTH]


def _parts_of(folder: Traversable) -> list[Traversable]:
    inside = [each for each in folder.iterdir() if each.name != "__pycache__"]
    deeper = [part for each in inside if each.is_dir() for part in _parts_of(each)]
    return deeper + [each for each in inside if each.is_file()]
