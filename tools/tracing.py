"""Traces for LangSmith that show what happened, and nothing of what anybody wrote."""

import re
from collections.abc import Collection
from typing import Any, get_args

from langchain_core.tracers import LangChainTracer
from langsmith import Client
from langsmith.utils import tracing_is_enabled
from pydantic import SecretStr

from tools.ports.model import Purpose
from tools.ports.words import (
    AskedFor,
    Door,
    IntentName,
    Language,
    LeadStatus,
    MeetingState,
    Mode,
    ReceiptKind,
)

CLOSED = (
    *(AskedFor, Door, IntentName, Language, LeadStatus),
    *(MeetingState, Mode, Purpose, ReceiptKind),
)
PLUMBING = (
    *("human", "ai", "tool", "system", "user", "assistant", "function", "tool_call", "tool_calls"),
    *("constructor", "not_implemented", "langchain", "langchain_core", "schema", "messages"),
    *("HumanMessage", "AIMessage", "SystemMessage", "ToolMessage", "ChatGeneration", "stop"),
    *("success", "error", "read", "slot", "any", "none", "yes", "no", "book", "link", ""),
)
"""How LangChain writes messages, and small words of ours: no word of a lead."""

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
KEY = re.compile(r"[A-Za-z_][\w.-]{0,60}")
THEIRS = ("ls_", "lc_", "langgraph_", "LANGSMITH_")
"""How keys begin that LangChain and LangGraph write about a run: the outermost, no other."""

RAISED = re.compile(r"[A-Za-z_]\w{0,60}(?=\()")


class Redaction:
    """Keeps keys, numbers, ids of ours and words of closed lists; any other text is its length."""

    def __init__(self, words: Collection[str]) -> None:
        """`words`: of nodes and tools, which are as harmless."""
        closed = (word for words_of in CLOSED for word in get_args(words_of))
        self._known = frozenset((*closed, *PLUMBING, *words))

    def __call__(self, values: dict[str, Any]) -> dict[str, Any]:
        return {self._key(key): self._outermost(key, value) for key, value in values.items()}

    def _outermost(self, key: str, value: Any) -> Any:
        if key.startswith(THEIRS):
            return value
        if key == "error" and isinstance(value, str):
            raised = RAISED.match(value)
            return f"{raised[0] if raised else 'Error'}: [{len(value)} characters]"
        return self._inside(value)

    def _inside(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {self._key(key): self._inside(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self._inside(each) for each in value]
        return self._text(value) if isinstance(value, str) else value

    def _key(self, key: str) -> str:
        return key if KEY.fullmatch(key) else self._text(key)

    def _text(self, text: str) -> str:
        harmless = text in self._known or UUID.fullmatch(text)
        return text if harmless else f"[{len(text)} characters]"


def is_wanted(tracing: bool) -> bool:
    """By our setting, or by another variable that LangChain obeys behind our back."""
    return tracing or bool(tracing_is_enabled())


def tracer(
    *, url: str, key: SecretStr | None, project: str, words: Collection[str], contents: bool
) -> LangChainTracer:
    """`contents`: leads' words, names and addresses leave for LangSmith as they are."""
    client = Client(
        url,
        api_key=key.get_secret_value() if key else None,
        anonymizer=None if contents else Redaction(words),
        hide_inputs=False,
        hide_outputs=False,
        hide_metadata=False,
        omit_traced_runtime_info=True,
    )
    return LangChainTracer(client=client, project_name=project)
