"""One screen about a lead, for the person who takes over. Pure: rows in, lines out."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from tools.ports.calendar import Meeting
from tools.ports.handovers import Handover, SaidLately
from tools.ports.records import Lead
from tools.ports.words import Language

LANGUAGES: tuple[Language, ...] = ("es", "en", "pt")
LONGEST = 160
"""Characters of one line: a message may be a letter."""

Words = Mapping[str, Any]
WORDS: Mapping[Language, Words] = {
    language: tomllib.loads((files("tools.summaries") / f"{language}.toml").read_text("utf-8"))
    for language in LANGUAGES
}


def summarise(handover: Handover) -> list[str]:
    """Its lines, the first of which says what it is about. In the team's language."""
    words = WORDS[handover["language"]]
    lead, meeting = handover["facts"]["lead"], handover["facts"]["meeting"]
    lines = [
        _subject(handover, words),
        "",
        f"{words['who']}: {_who(lead, handover['facts']['channel'])}",
        *_labelled(words["wants"], _wants(handover, words)),
        *_labelled(words["known"], _known(lead, words)),
        *_labelled(words["score"], _score(lead, words)),
        f"{words['meeting']}: {_meeting(meeting, handover, words)}",
        "",
        f"{words['lately']}:",
        *_lately(handover["facts"]["messages"], words),
        "",
        f"{words['conversation']}: {handover['conversation_id']}",
    ]
    return [_cut(line) for line in lines]


def _subject(handover: Handover, words: Words) -> str:
    lead, why = handover["facts"]["lead"], words["why"]
    who = lead["name"] or lead["email"] or lead["phone"] or words["someone"]
    company = lead["details"].get("company")
    return str(
        words["subject"].format(
            who=_one_line(f"{who} ({company})" if company else who),
            why=why.get(handover["reason"], why["other"]),
        )
    )


def _who(lead: Lead, channel: str) -> str:
    told = (lead["name"], lead["email"], lead["phone"], channel)
    return " · ".join(_one_line(each) for each in told if each)


def _wants(handover: Handover, words: Words) -> str:
    named = [words["intent"][each] for each in handover["wants"] if each in words["intent"]]
    # What went wrong is a sentence of ours; a known reason is in the first line already.
    wrong = [] if handover["reason"] in words["why"] else [_one_line(handover["reason"])]
    return "; ".join([*named, *wrong])


def _known(lead: Lead, words: Words) -> str:
    named: Mapping[str, str] = words["detail"]
    known = {key: value for key, value in lead["details"].items() if key in named}
    return " · ".join(f"{named[key]}: {_one_line(known[key])}" for key in named if key in known)


def _score(lead: Lead, words: Words) -> str:
    score, band = lead.get("score"), lead.get("band")
    return "" if score is None or band is None else f"{score}/100, {words['band'][band]}"


def _meeting(meeting: Meeting | None, handover: Handover, words: Words) -> str:
    if meeting is None:
        return str(words["none"])
    if meeting["starts_at"] is None:
        return f"{meeting['event_name']}: {words['link_sent']}"
    zone = handover["zone"]
    local = datetime.fromisoformat(meeting["starts_at"]).astimezone(ZoneInfo(zone))
    # CLDR puts a narrow no-break space before AM and PM, which some programs show as a box.
    when = format_datetime(local, words["moment"], locale=handover["language"])
    return f"{meeting['event_name']}, {when} ({zone})".replace("\u202f", " ")


def _lately(messages: list[SaidLately], words: Words) -> Iterator[str]:
    for said in messages:
        who = words["lead"] if said["direction"] == "in" else words["bot"]
        text = said["text"] or f"[{said['note'] or '?'}]"
        yield f"  {who}: {_one_line(text)}"


def _labelled(label: str, text: str) -> list[str]:
    return [f"{label}: {text}"] if text else []


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _cut(line: str) -> str:
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"
