"""The promises of the product, each as a question put to the books. They share no code with it."""

from collections.abc import Mapping

from simulator.books import Books
from simulator.checkers.claims import true_claims
from simulator.checkers.links import true_links
from simulator.checkers.meetings import one_meeting_each
from simulator.checkers.messages import bursts_are_read_whole, none_lost_or_answered_twice
from simulator.checkers.recordings import turns_are_recorded
from simulator.checkers.results import results_are_true
from simulator.checkers.silence import silence_is_kept
from simulator.checkers.tenants import workspaces_keep_apart
from simulator.checkers.times import true_times
from simulator.checkers.violation import Checker, Violation

CHECKERS: Mapping[str, Checker] = {
    "T1": true_times,
    "T2": true_claims,
    "T3": true_links,
    "T4": one_meeting_each,
    "T5": none_lost_or_answered_twice,
    "T6": bursts_are_read_whole,
    "T7": workspaces_keep_apart,
    "T8": silence_is_kept,
    "T9": results_are_true,
    "T10": turns_are_recorded,
}


def violations(books: Books) -> list[Violation]:
    """Of every promise."""
    return [found for check in CHECKERS.values() for found in check(books)]
