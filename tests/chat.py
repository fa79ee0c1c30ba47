"""A lead in a chat: says a line to the whole graph and hears what comes back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver

from graph.build import Ports, build_graph
from graph.context import Context
from graph.state import Input, State
from tests.fakes import (
    HOME,
    FakeCalendar,
    FakeCalendars,
    FakeClock,
    FakeCrm,
    FakeIds,
    FakeUnderstander,
)
from tools.policy import read_done
from tools.ports import Channel, Door
from tools.scheduling import make_tools

THREAD = "11111111-1111-4111-8111-111111111111"


@dataclass
class Chat:
    """One conversation over fakes that remember."""

    lines: Mapping[str, Any]  # what FakeUnderstander takes
    calendar: FakeCalendar = field(default_factory=FakeCalendar)
    model: BaseChatModel | None = None
    door: Door = "studio"
    channels: Mapping[str, Channel] = field(default_factory=dict)
    clock: FakeClock = field(default_factory=FakeClock)
    thread: str = THREAD

    def __post_init__(self) -> None:
        new_id = FakeIds()
        self.crm = FakeCrm(self.clock, new_id)
        self.calendars = FakeCalendars(self.calendar)
        self.understander = FakeUnderstander(self.lines)
        ports = Ports(
            crm=self.crm,
            understand=self.understander,
            calendars=self.calendars,
            channels=self.channels,
            tools=make_tools(self.crm, self.calendars, self.clock, new_id),
            model=self.model,
            clock=self.clock,
            new_id=new_id,
        )
        self.graph = build_graph(ports, home=HOME).compile(checkpointer=InMemorySaver())
        self.state: State = {}
        self.spoken = 0

    async def say(self, *texts: str, notice: str | None = None) -> str:
        """Send a burst; the reply's text, "" where there is none."""
        messages = [{"role": "user", "content": text, "id": self._id()} for text in texts]
        return await self.give(cast(Input, {"messages": messages}), notice=notice)

    async def press(self, choice_id: str, title: str = "") -> str:
        self.crm.pressed[self._id(peek=True)] = choice_id
        return await self.say(title or choice_id)

    async def give(self, given: Input, *, notice: str | None = None) -> str:
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

    def _id(self, *, peek: bool = False) -> str:
        self.spoken += 0 if peek else 1
        return f"22222222-2222-4222-8222-{self.spoken + (1 if peek else 0):012d}"
