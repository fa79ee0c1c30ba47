"""The scheduler: a model chooses tools, code makes what they did into the reply."""

from collections.abc import Sequence
from functools import partial
from typing import Literal

from langchain_core.messages import AIMessage
from langchain_core.tools import BaseTool
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.prebuilt import ToolNode
from langgraph.prebuilt.tool_node import ToolInvocationError
from langgraph.types import RetryPolicy

from graph.context import Context
from graph.state import State
from nodes.call_model import call_model
from nodes.conclude import conclude
from nodes.prepare_brief import prepare_brief
from tools.answers import refusal
from tools.errors import CalendarUnavailable, Rejected
from tools.ports.calendar import Calendars
from tools.ports.crm import Scheduling
from tools.ports.model import Model
from tools.ports.words import Clock


def build_scheduler(
    *,
    crm: Scheduling,
    calendars: Calendars,
    model: Model | None,
    tools: Sequence[BaseTool],
    clock: Clock,
    retry: RetryPolicy,
) -> CompiledStateGraph[State, Context, State, State]:
    run_tools = ToolNode(
        tools, name="run_tools", messages_key="steps", handle_tool_errors=_as_answer
    )
    graph = StateGraph(State, context_schema=Context)
    brief = partial(prepare_brief, crm=crm, calendars=calendars)
    graph.add_node("prepare_brief", brief, retry_policy=retry)
    graph.add_node("call_model", partial(call_model, model=model, tools=tools, clock=clock))
    graph.add_node("run_tools", run_tools, retry_policy=retry)
    graph.add_node("conclude", conclude)

    graph.add_edge(START, "prepare_brief")
    graph.add_edge("prepare_brief", "call_model")
    graph.add_conditional_edges("call_model", after_model)
    graph.add_edge("run_tools", "call_model")
    graph.add_edge("conclude", END)
    return graph.compile()


def after_model(state: State) -> Literal["run_tools", "conclude"]:
    """Tools as long as the model calls some."""
    last = state["steps"][-1] if state["steps"] else None
    return "run_tools" if isinstance(last, AIMessage) and last.tool_calls else "conclude"


def _as_answer(error: Rejected | CalendarUnavailable | ToolInvocationError) -> str:
    """What the model is told of a refusal; any other exception is the run's, and rises."""
    return refusal(error)
