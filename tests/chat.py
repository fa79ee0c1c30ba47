"""A lead in a chat: says a line to the whole graph and hears what comes back."""

from collections.abc import Mapping, Sequence
from typing import cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph.state import CompiledStateGraph

from graph.build import Ports, build_graph
from graph.context import Context
from graph.state import Input, State
from nodes.talk import as_uuid
from tests.fakes import (
    HOME,
    FakeCalendar,
    FakeCalendars,
    FakeClock,
    FakeCrm,
    FakeIds,
    FakeUnderstander,
    Line,
)
from tests.purse import FakePurse, paid
from tools.policy import read_done
from tools.ports.channels import Channel
from tools.ports.understanding import Understander
from tools.ports.words import Door
from tools.scheduling import make_tools

Graph = CompiledStateGraph[State, Context, Input, State]
THREAD = "11111111-1111-4111-8111-111111111111"


class Phone:
    """Speaks to a graph, whatever it is made of."""

    def __init__(self, graph: Graph, *, door: Door = "studio", thread: str = THREAD) -> None:
        self.graph, self.door, self.thread = graph, door, thread
        self.state: State = {}
        self.spoken = 0

    async def say(self, *texts: str) -> str:
        """Send a burst; the reply's text, "" where there is none."""
        messages = [{"role": "user", "content": text, "id": self._next_id()} for text in texts]
        return await self.give(cast(Input, {"messages": messages}))

    async def give(self, given: Input | None, *, notice: str | None = None) -> str:
        config: RunnableConfig = {"configurable": {"thread_id": self.thread}}
        context = Context(door=self.door, notice=notice)
        self.state = cast(State, await self.graph.ainvoke(given, config, context=context))
        last = self.state["messages"][-1] if self.state["messages"] else None
        return last.text if isinstance(last, AIMessage) else ""

    @property
    def tools(self) -> Sequence[str]:
        """The tools called in the last turn."""
        return [done.tool for done in read_done(self.state["steps"])]

    @property
    def choices(self) -> list[dict[str, str]]:
        """The buttons under the last reply."""
        return list(self.state["messages"][-1].additional_kwargs["choices"])

    def _next_id(self) -> str:
        self.spoken += 1
        return self._id(self.spoken)

    def _id(self, number: int) -> str:
        return f"{self.thread[:-12]}{number:012d}"


class Chat(Phone):
    """One conversation over fakes that remember."""

    def __init__(
        self,
        lines: Mapping[str, Line],
        *,
        calendar: FakeCalendar | None = None,
        model: BaseChatModel | None = None,
        door: Door = "studio",
        channels: Mapping[str, Channel] | None = None,
        thread: str = THREAD,
        reader: Understander | None = None,
    ) -> None:
        self.clock, new_id = FakeClock(), FakeIds()
        self.crm = FakeCrm(self.clock, new_id)
        self.calendar = calendar or FakeCalendar()
        self.calendars = FakeCalendars(self.calendar)
        self.understander = FakeUnderstander(lines)
        self.purse = FakePurse()
        self.model = (
            paid(model, self.purse, clock=self.clock, new_id=new_id) if model is not None else None
        )
        ports = Ports(
            crm=self.crm,
            understand=reader or self.understander,
            calendars=self.calendars,
            channels=channels or {},
            tools=make_tools(self.crm, self.calendars, self.clock, new_id),
            model=self.model,
            scheduler_model=self.model,
            clock=self.clock,
            new_id=new_id,
        )
        graph = build_graph(ports, home=HOME).compile(checkpointer=InMemorySaver())
        super().__init__(graph, door=door, thread=thread)

    async def press(self, choice_id: str, title: str = "") -> str:
        self.crm.pressed[as_uuid(self._id(self.spoken + 1))] = choice_id
        return await self.say(title or choice_id)
