"""What the caller of a run may choose. Identity is not among it."""

from dataclasses import dataclass

from tools.ports.words import Door


@dataclass(frozen=True, kw_only=True)
class Context:
    """Plain data, so that its schema can be published.

    `workspace` is set by our server from the verified channel or the signed-in user, whatever the
    client sent; None is the local owner's. `run` and `attempt` fence the commit; without them
    (`langgraph dev`) the unique keys alone protect. `notice` is a receipt to announce. `covers` is
    the newest message to read, where later ones have runs of their own.
    """

    workspace: str | None = None
    door: Door = "studio"
    run: str | None = None
    attempt: int | None = None
    notice: str | None = None
    covers: int | None = None
