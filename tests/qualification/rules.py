"""Any rules that the door lets in, and any details a lead may tell."""

from typing import get_args

from hypothesis import strategies as st

from tools.ports.qualification import Bands, Criterion, Detail, Level, Rules
from tools.ports.words import Band

DETAILS: tuple[Detail, ...] = get_args(Detail)
BANDS: tuple[Band, ...] = ("unqualified", "cold", "warm", "hot")
ASKED = frozenset({"company", "role", "team_size", "need", "budget", "urgency"})
ANSWERS = st.one_of(
    st.sampled_from(
        ["", " ", "12", "10-20", "1.500", "5k", "CEO", "dueño", "no sé", "a@gmail.com"]
    ),
    st.integers(0, 10**9).map(str),
    st.text(max_size=40),
)
LEADS = st.dictionaries(st.sampled_from([*map(str, DETAILS)]), ANSWERS, max_size=len(DETAILS))


def _levels(points: int, steps: list[int], words: list[str]) -> list[Level]:
    """As many as there are steps, a higher number never worth less; or of words."""
    worth = sorted(step % (points + 1) for step in steps)
    if words:
        return [Level(points=each, words=words) for each in worth]
    return [Level(points=each, at_least=10.0**n) for n, each in enumerate(worth)]


@st.composite
def all_rules(draw: st.DrawFn) -> Rules:
    named = draw(st.lists(st.sampled_from(DETAILS), min_size=1, max_size=6, unique=True))
    cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=len(named) - 1, max_size=5)))
    ends = [0, *cuts[: len(named) - 1], 100]
    criteria = []
    for detail, start, end in zip(named, ends, ends[1:], strict=False):
        levels = _levels(
            end - start,
            draw(st.lists(st.integers(0, 100), max_size=3)),
            draw(st.lists(st.sampled_from(["ceo", "director*", "no"]), max_size=2)),
        )
        least = min((level["points"] for level in levels), default=end - start)
        otherwise = draw(st.integers(0, least)) if levels else end - start
        criteria.append(
            Criterion(
                detail=detail,
                points=end - start,
                levels=levels,
                otherwise=otherwise,
                ask=detail in ASKED,
            )
        )
    cold, warm, hot = sorted(
        draw(st.lists(st.integers(1, 100), min_size=3, max_size=3, unique=True))
    )
    return Rules(criteria=criteria, bands=Bands(hot=hot, warm=warm, cold=cold))
