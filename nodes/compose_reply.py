"""Turns the draft into the reply's words, in the lead's language and zone."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Protocol

from langchain_core.messages import AIMessage
from langgraph.runtime import Runtime

from graph.context import Context
from graph.state import Segment, State, Update
from nodes.free_text import held_back
from nodes.knowledge import Library, quotable, read_again
from nodes.own_words import DISCLOSURE, Settings, own_words
from nodes.render import Facts, choices_of, text_of
from nodes.talk import agenda_of, derived_id, language_of, question_of, say, zone_of
from tools.errors import Rejected
from tools.links import booking_url
from tools.ports.arrivals import BookingLink
from tools.ports.calendar import Receipt, Slot
from tools.ports.crm import Scheduling, Workspaces
from tools.qualification import known_of


class Desk(Scheduling, Library, Settings, Protocol):
    """What composing a reply needs of the CRM."""


async def compose_reply(state: State, runtime: Runtime[Context], *, crm: Desk) -> Update:
    passages = await read_again(state, state["draft"], crm)
    said, use = held_back(state, state["draft"], passages)
    draft = await _with_disclosure(state, said, crm)
    facts = Facts(
        language=language_of(state),
        zone=zone_of(state),
        slots={slot["id"]: slot for slot in _slots(state)},
        receipts=await _receipts(state, draft, crm),
        links=await _links(state, draft, crm),
        quotes={id: quotable(state, passage) for id, passage in passages.items()},
        own=await own_words(state, draft, crm),
        details=known_of(lead) if (lead := state.get("lead")) else {},
        meeting=state.get("meeting"),
        question=question_of(agenda_of(state)),
    )
    reply = AIMessage(
        content=text_of(draft, facts),
        id=derived_id(state["turn"]["id"], "reply"),
        additional_kwargs={
            "segments": draft,
            "choices": [asdict(button) for button in choices_of(draft, facts)],
        },
    )
    return Update(messages=[reply], draft=draft, model=use)


async def _with_disclosure(state: State, draft: list[Segment], crm: Workspaces) -> list[Segment]:
    """Who has never heard from us is told first that no person is writing."""
    if state["conversation"]["turns"] or state["route"] == "opt_out" or not draft:
        return draft
    house = await crm.workspace(state["turn"]["workspace"])
    own = house.get("disclosure", {}).get(language_of(state)) if house else None
    return [Segment(kind="own", key=DISCLOSURE) if own else say("disclosure"), *draft]


def _slots(state: State) -> Sequence[Slot]:
    brief = state.get("brief")
    # The slot of an older message's button is there alone, as are the lead's several meetings.
    told = [*brief["offers"], *brief["meetings"]] if brief else []
    return [*told, *state["turn"]["before"]["offers"], *agenda_of(state)["offers"]]


async def _receipts(state: State, draft: Sequence[Segment], crm: Scheduling) -> dict[str, Receipt]:
    ids = [segment["id"] for segment in draft if segment["kind"] == "receipt"]
    if not ids:
        return {}
    turn = state["turn"]
    stored = await crm.receipts(turn["workspace"], turn["conversation"], ids)
    return {receipt["id"]: receipt for receipt in stored}


async def _links(state: State, draft: Sequence[Segment], crm: Scheduling) -> dict[str, str]:
    found = {}
    for segment in draft:
        if segment["kind"] == "link":
            link = await _issued(state, segment, crm)
            found[link["id"]] = found[segment.get("url", "")] = booking_url(
                link,
                lead=state.get("lead"),
                channel=state["conversation"]["channel"],
                day=segment.get("day"),
            )
    return found


async def _issued(state: State, segment: Segment, crm: Scheduling) -> BookingLink:
    turn = state["turn"]
    link = await crm.find_link(
        turn["workspace"],
        turn["conversation"],
        link_id=segment.get("id"),
        url=segment.get("url"),
    )
    if link is None:
        raise Rejected("A reply holds a link that is not this lead's", reason="not_found")
    return link
