"""What happens to a message, step by step. Read this first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from langchain_core.tools import BaseTool
from langgraph.graph import END, START, StateGraph
from langgraph.types import RetryPolicy

from graph.context import Context
from graph.routes import after_answer, after_scheduler, by_intent
from graph.scheduler import build_scheduler
from graph.state import Input, State
from nodes.announce import announce
from nodes.answer import answer
from nodes.clarify import clarify
from nodes.commit import commit
from nodes.compose_reply import compose_reply
from nodes.detect_intent import detect_intent
from nodes.hand_over import hand_over
from nodes.look_up_lead import look_up_lead
from nodes.note_details import note_details
from nodes.opt_out import opt_out
from nodes.qualify import qualify
from nodes.router import router
from nodes.stay_silent import stay_silent
from tools.errors import Unavailable
from tools.ports.calendar import Calendars
from tools.ports.channels import Channel
from tools.ports.crm import Commits, Inbox, Leads, Passages, Scheduling, Workspaces
from tools.ports.model import Model
from tools.ports.qualification import QualificationRules
from tools.ports.understanding import ACT, Understander
from tools.ports.words import Clock, NewId

RETRY = RetryPolicy(max_attempts=3, retry_on=Unavailable)


class Records(
    Inbox, Leads, Scheduling, Commits, Passages, Workspaces, QualificationRules, Protocol
):
    """What the graph needs of the CRM."""


@dataclass(frozen=True, kw_only=True)
class Ports:
    """The outside world, as the graph knows it."""

    crm: Records
    understand: Understander
    calendars: Calendars
    channels: Mapping[str, Channel]
    tools: Sequence[BaseTool]
    model: Model | None
    """Reads what rules cannot, and words answers; None: rules do everything."""
    scheduler_model: Model | None = None
    """Chooses the scheduler's tools; None is the local policy."""
    model_below: float = ACT
    """How sure the rules must be of a message for the model not to be asked."""
    clock: Clock
    new_id: NewId


def build_graph(ports: Ports, *, home: str) -> StateGraph[State, Context, Input, State]:
    """`home` is the workspace of a run that names none: the local owner's."""
    crm, clock = ports.crm, ports.clock
    receive = partial(
        router, crm=crm, channels=ports.channels, clock=clock, new_id=ports.new_id, home=home
    )
    scheduler = build_scheduler(
        crm=crm,
        calendars=ports.calendars,
        model=ports.scheduler_model,
        tools=ports.tools,
        clock=clock,
        retry=RETRY,
    )
    graph = StateGraph(State, context_schema=Context, input_schema=Input)

    graph.add_node("router", receive, retry_policy=RETRY)
    graph.add_node(
        "detect_intent",
        partial(
            detect_intent,
            understand=ports.understand,
            model=ports.model,
            below=ports.model_below,
            clock=clock,
        ),
    )
    graph.add_node("look_up_lead", partial(look_up_lead, crm=crm), retry_policy=RETRY)
    graph.add_node("note_details", partial(note_details, crm=crm), retry_policy=RETRY)
    graph.add_node("scheduler", scheduler)
    graph.add_node(
        "answer",
        partial(answer, crm=crm, model=ports.model, understand=ports.understand, clock=clock),
        retry_policy=RETRY,
    )
    graph.add_node("qualify", partial(qualify, crm=crm), retry_policy=RETRY)
    graph.add_node("hand_over", partial(hand_over, crm=crm), retry_policy=RETRY)
    graph.add_node("opt_out", partial(opt_out, crm=crm), retry_policy=RETRY)
    graph.add_node("clarify", clarify)
    graph.add_node("announce", announce)
    graph.add_node("stay_silent", stay_silent)
    graph.add_node("compose_reply", partial(compose_reply, crm=crm), retry_policy=RETRY)
    graph.add_node(
        "commit", partial(commit, crm=crm, calendars=ports.calendars), retry_policy=RETRY
    )

    graph.add_edge(START, "router")
    graph.add_edge("router", "detect_intent")
    graph.add_edge("router", "look_up_lead")
    graph.add_edge(["detect_intent", "look_up_lead"], "note_details")
    graph.add_conditional_edges("note_details", by_intent)
    graph.add_conditional_edges("answer", after_answer)
    graph.add_conditional_edges("scheduler", after_scheduler)
    for step in ("qualify", "hand_over", "opt_out", "clarify", "announce"):
        graph.add_edge(step, "compose_reply")
    graph.add_edge("compose_reply", "commit")
    graph.add_edge("stay_silent", "commit")
    graph.add_edge("commit", END)
    return graph
