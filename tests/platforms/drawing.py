"""Has hypothesis-jsonschema, which schemathesis draws with, get along with today's hypothesis."""

from collections.abc import Iterator

from hypothesis.internal.conjecture.utils import many


def more(self: many) -> bool:
    """Whether to draw another element. Its last release asks so; hypothesis has gone over to a
    `for` inside a `with`, and took the question away."""
    steps: Iterator[None] | None = getattr(self, "_steps", None)
    if steps is None:
        steps = iter(self.__enter__())
        setattr(self, "_steps", steps)  # noqa: B010  # a name that is nobody's but ours
    if next(steps, "over") != "over":
        return True
    self.__exit__(None)
    return False


def get_along() -> None:
    """Nothing happens once either of them has moved on."""
    if not hasattr(many, "more"):
        setattr(many, "more", more)  # noqa: B010  # its author has not declared it
