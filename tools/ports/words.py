"""The words of the program. Every id is text; ids of ours are UUIDs."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

Clock = Callable[[], datetime]
"""Now, aware and in UTC."""

NewId = Callable[[], str]
"""A fresh random UUID, as text."""

JSON = dict[str, Any]  # a stranger's document: parsed at the edge, never trusted inside

Mode = Literal["full", "fallback"]
Language = Literal["es", "en", "pt"]
Door = Literal["channel", "webchat", "api", "studio", "facade", "cli"]
"""Who delivers the reply: a channel account, our web chat, or nobody (it is in the state)."""

IntentName = Literal[
    "schedule_meeting",
    "reschedule_meeting",
    "cancel_meeting",
    "meeting_info",
    "product_question",
    "pricing_question",
    "provide_details",
    "greeting",
    "thanks_or_bye",
    "not_interested",
    "complaint",
    "talk_to_human",
    "opt_out",
    "opt_in",
    "other",
]
LeadStatus = Literal[
    "new",
    "engaged",
    "qualified",
    "unqualified",
    "meeting_scheduled",
    "met",
    "no_show",
    "customer",
    "lost",
    "opted_out",
]
Band = Literal["hot", "warm", "cold", "unqualified"]
"""How promising a lead is: from 80 points, from 60, from 40, below."""
MeetingState = Literal["offered", "link_sent", "booked", "moved", "canceled", "met", "no_show"]
ReceiptKind = Literal[
    "link_sent", "booked", "moved", "canceled", "not_booked", "handed_over", "opted_out", "opted_in"
]
AskedFor = Literal[
    "slot",
    "day",
    "name",
    "email",
    "question",
    "agree_book",
    "agree_move",
    "agree_cancel",
    "which",
    "zone",
    "team",
    "meet",
    "detail",
]
"""What our last message asked the lead for, so that a bare answer can be read."""
