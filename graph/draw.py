"""The graph as a Mermaid drawing: `python -m graph.draw` prints it, and the README holds it."""

import sys
from typing import Any

from graph.build import Ports, build_graph


def draw() -> str:
    nobody: Any = None  # a drawing calls nothing, so any port will do
    ports = Ports(
        crm=nobody,
        understand=nobody,
        calendars=nobody,
        channels={},
        tools=[],
        model=None,
        clock=nobody,
        new_id=nobody,
    )
    return build_graph(ports, home="").compile().get_graph(xray=True).draw_mermaid()


if __name__ == "__main__":
    sys.stdout.write(draw())
