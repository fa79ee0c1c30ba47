"""What two servers may answer differently without disagreeing: ids, times, versions. Masked."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.I)
HEX = re.compile(r"\b[0-9a-f]{32}\b")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?")
PATH = re.compile(r"(?:https?://[^\s/]+)?/book/\S+")

Masked = Any  # JSON: whatever a server answers


def masked(answer: Any) -> Masked:
    """The same answer with ids, times and addresses named by their kind."""
    if isinstance(answer, Mapping):
        return {masked(str(key)): masked(value) for key, value in answer.items()}
    if isinstance(answer, str):
        plain = PATH.sub("<page>", HEX.sub("<id>", TIME.sub("<time>", ID.sub("<id>", answer))))
        return plain
    if isinstance(answer, Sequence):
        return [masked(each) for each in answer]
    return answer
