"""What a language must tell us to be understood: one `Vocabulary` per language, one file each.

Every field is a tuple of patterns over plain text (lower case, no accents), tried as whole words.
"""

from dataclasses import dataclass

Patterns = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    telling: Patterns
    """Plain words that give the language away."""
    not_names: Patterns
    """Plain words that a name does not begin with."""
    filler: Patterns
    """Politeness that changes nothing: dropped before a whole message is compared."""
    yes: Patterns
    no: Patterns

    opt_out_whole: Patterns
    """An opt-out only when nothing else is said."""
    opt_out: Patterns
    not_opt_out: Patterns
    opt_in_whole: Patterns
    opt_in: Patterns

    human_whole: Patterns
    human: Patterns
    not_human: Patterns
    not_interested: Patterns
    complaint: Patterns

    book: Patterns
    """Verbs that mean booking by themselves."""
    want: Patterns
    """Wanting, asking for, having, being able to: with a meeting noun it is a booking."""
    meeting: Patterns
    meet: Patterns
    """Talking or seeing each other: with a time or "can we" it is a booking."""
    together: Patterns
    free: Patterns
    """Asking for or telling availability."""
    refuse: Patterns
    """A meeting turned down: followed by a booking verb or a meeting noun."""

    move: Patterns
    """Verbs that mean moving a meeting by themselves."""
    shift: Patterns
    """Verbs that move anything: with a meeting noun, or a meeting on record."""
    cancel: Patterns
    drop: Patterns
    """Verbs that end anything: with a meeting noun."""
    absent: Patterns
    """Not coming."""
    instead: Patterns
    """Another time, instead, later."""
    keep: Patterns
    """Not moving, not cancelling."""
    something_else: Patterns
    """What one cancels that is no meeting: a subscription, an order."""

    meeting_info: Patterns
    pricing: Patterns
    not_pricing: Patterns
    product: Patterns
    thing: Patterns
    """The product, by its general names: with a question word it is a product question."""
    question: Patterns
    greeting: Patterns
    farewell: Patterns
    out_of_scope: Patterns
    """Talk of the world at large."""

    choose_any: Patterns
    choose_none: Patterns
    choose_later: Patterns
    choose_earlier: Patterns
    choose_more: Patterns
