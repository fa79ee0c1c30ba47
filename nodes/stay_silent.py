"""Stores and says nothing: a person is answering, the lead has opted out, or nothing came."""

from langgraph.runtime import Runtime

from graph.context import Context
from graph.state import Result, State, Update


def stay_silent(state: State, runtime: Runtime[Context]) -> Update:
    return Update(route="stay_silent", draft=[], result=Result(success=True, action="ignored"))
