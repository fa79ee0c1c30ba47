"""What a run streams, for whoever follows it from another process or comes back."""

from simulator.crm.api_runs import OPEN
from simulator.crm.tables import Function, Tables
from simulator.crm.talk_rows import RunEvent
from simulator.crm.values import Id, Moment

PAGE = 200  # events


def put_events(
    t: Tables, *, workspace: Id, run: Id, events: list[list[str | int]], now: Moment
) -> None:
    found = t.runs.get(run)
    if found is None or found.workspace_id != workspace:
        return
    kept = t.run_events.setdefault(run, {})
    for n, name, data in events:
        kept.setdefault(
            int(n),
            RunEvent(
                run_id=run,
                workspace_id=workspace,
                n=int(n),
                name=str(name),
                data=str(data),
                at=now,
            ),
        )


def read_events(t: Tables, *, workspace: Id, run: Id, after: int) -> list[list[str | int]]:
    """Asking is listening: from now on, whoever has the run writes them down."""
    found = t.runs.get(run)
    if found is None or found.workspace_id != workspace:
        return []
    if found.state in OPEN:
        found.listened = True
    kept = t.run_events.get(run, {})
    numbers = sorted(n for n in kept if n > after)[:PAGE]
    return [[n, kept[n].name, kept[n].data] for n in numbers]


def last_event(t: Tables, *, workspace: Id, run: Id) -> int:
    found = t.runs.get(run)
    if found is None or found.workspace_id != workspace:
        return -1
    return max(t.run_events.get(run, ()), default=-1)


def forget_events(t: Tables, *, before: Moment) -> int:
    count = 0
    for kept in t.run_events.values():
        old = [n for n, event in kept.items() if event.at < before]
        count += len(old)
        for n in old:
            del kept[n]
    return count


FUNCTIONS: tuple[Function, ...] = (
    put_events,
    read_events,
    last_event,
    forget_events,
)
