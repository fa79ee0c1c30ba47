"""What a tool answers: JSON text, for models and for our own code alike."""

import json
from typing import Any

from tools.errors import PipeWiseError, Rejected, Unavailable


def answer(**facts: Any) -> str:  # JSON of many shapes, one per tool
    return json.dumps(facts, ensure_ascii=False)


def refusal(error: Exception) -> str:
    """An error as an answer: the reason is for code, the sentence for the model and the trace."""
    return json.dumps({"error": {"reason": _reason(error), "message": _sentence(error)}})


def _reason(error: Exception) -> str:
    if isinstance(error, Unavailable):
        return "unsure" if error.unsure else "unavailable"
    return error.reason if isinstance(error, Rejected) else "invalid"


def _sentence(error: Exception) -> str:
    # Anything but our own errors may quote what the model wrote: the kind is enough.
    return str(error) if isinstance(error, PipeWiseError) else type(error).__name__
