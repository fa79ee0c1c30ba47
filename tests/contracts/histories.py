"""What leads do on Calendly's pages, what Calendly says of it, and how it all stands in the end."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Literal

from tests.contracts.crm import Office
from tests.contracts.meetings import TOMORROW, invitee_uri, iso, news_of
from tests.fakes import NOON
from tools.ports.calendar import CalendarNews
from tools.ports.words import JSON, LeadStatus, MeetingState

Act = Literal["book", "move", "cancel", "mark", "lift"]
ACTS: tuple[Act, ...] = ("book", "move", "cancel", "mark", "lift")


@dataclass(kw_only=True)
class Story:
    """One lead's link, used as people do. Each act is true of the meeting that stands last."""

    token: str
    prefix: str = "A"
    copied: bool = True
    """Calendly copies the token to what a booking is moved to; nobody has told whether it does."""
    names_marks: bool = True
    """A no-show that is taken back names the mark."""
    news: list[CalendarNews] = field(default_factory=list)
    states: dict[str, MeetingState] = field(default_factory=dict)
    replaced: dict[str, str] = field(default_factory=dict)
    status: LeadStatus = "meeting_scheduled"
    marks: int = 0
    documents: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What Calendly says of an invitee each time."""

    def act(self, act: Act) -> None:
        """What makes no sense now is left out: nobody can cancel what does not stand."""
        last = next(reversed(self.states), None)
        stands = last and self.states[last] == "booked"
        if act == "book" and len(self.states) < 4:
            self._created(self._next())
        elif act == "move" and stands and len(self.states) < 4:
            self._move(str(last))
        elif act == "cancel" and stands:
            self._say("invitee.canceled", str(last))
            self._stand(str(last), "canceled")
        elif act == "mark" and stands:
            self.marks += 1
            self._say("invitee_no_show.created", str(last), no_show=self._mark)
            self._stand(str(last), "no_show")
        elif act == "lift" and last and self.states[last] == "no_show":
            named = self._mark if self.names_marks else None
            self._say("invitee_no_show.deleted", last, no_show=named)
            self._stand(last, "booked")

    @property
    def scheduled(self) -> int:
        """A meeting that was moved is the same meeting."""
        return len(self.states) - len(self.replaced)

    @property
    def _mark(self) -> str:
        return f"https://api.calendly.com/invitee_no_shows/{self.prefix}{self.marks}"

    def _next(self) -> str:
        return f"{self.prefix}{len(self.states) + 1}"

    def _created(self, invitee: str, *, old: str | None = None) -> None:
        token = self.token if self.copied or old is None else None
        self.documents[invitee] = {
            "start": TOMORROW + timedelta(hours=len(self.states)),
            "old_invitee": invitee_uri(old) if old else None,
            "token": token,
        }
        self._say("invitee.created", invitee)
        self._stand(invitee, "booked")

    def _move(self, old: str) -> None:
        new = self._next()
        self._say("invitee.canceled", old, rescheduled=True, new_invitee=invitee_uri(new))
        self._created(new, old=old)
        self.states[old], self.replaced[new] = "moved", old

    def _stand(self, invitee: str, state: MeetingState) -> None:
        """Any meeting to come makes the lead's status, else what happened last."""
        self.states[invitee] = state
        outcome: LeadStatus = "no_show" if state == "no_show" else "engaged"
        self.status = "meeting_scheduled" if "booked" in self.states.values() else outcome

    def _say(self, kind: str, invitee: str, **more: Any) -> None:  # any field of the news
        number = len(self.news)
        said = self.documents[invitee] | more
        news = news_of(kind, invitee, event_id=f"{kind} {invitee} {number}", **said)
        self.news.append(replace(news, occurred_at=iso(NOON + timedelta(minutes=number))))


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a workspace stands: its meetings by invitee, its leads, its figures."""

    meetings: dict[str, tuple[str, str | None]]
    """The state, and the invitee it replaces."""
    statuses: list[str]
    scheduled: int
    waiting: int
    """In quarantine."""


def told_of(*stories: Story) -> Standing:
    """What the histories come to."""
    return Standing(
        meetings={
            invitee: (state, story.replaced.get(invitee))
            for story in stories
            for invitee, state in story.states.items()
        },
        statuses=sorted(story.status for story in stories),
        scheduled=sum(story.scheduled for story in stories),
        waiting=0,
    )


async def standing(office: Office) -> Standing:
    """What the rows come to."""
    meetings = {row["id"]: row for row in office.table("meetings")}
    return Standing(
        meetings={
            name(row["invitee_uri"]): (
                row["state"],
                name(invitee_of(meetings.get(row["replaces"]))),
            )
            for row in meetings.values()
            if row["invitee_uri"] is not None
        },
        statuses=sorted(row["status"] for row in office.table("leads")),
        scheduled=(await office.crm.calendly_stats(office.workspace))["meetings_scheduled"],
        waiting=len(office.table("quarantined_events")),
    )


def invitee_of(meeting: JSON | None) -> str | None:
    return meeting["invitee_uri"] if meeting else None


def name(invitee: Any) -> Any:  # Any: the column may be null
    return invitee.rpartition("/")[2] if invitee else None


async def open_link(office: Office, person: int = 1) -> str:
    """The token of a link that was sent to one more lead."""
    conversation = await office.conversation(person)
    link = await office.makes_link(conversation)
    await office.sends_link(conversation, link)
    return link["token"]


async def hear(office: Office, news: Sequence[CalendarNews]) -> None:
    for each in news:
        await office.tells(each)
