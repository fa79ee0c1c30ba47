"""Links a lead books with: single-use ones, and those with times or a place of their own."""

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from tools.calendly.api import Api
from tools.calendly.models import LocationWish
from tools.calendly.wire import Text, Wire


class SchedulingLink(Wire):
    booking_url: Text
    owner: Text = ""


class Share(Wire):
    """A link that departs from its event type in what the share says."""

    scheduling_links: list[SchedulingLink]


# Written as a call, because Calendly's `from` is a word of Python's.
ShareHours = TypedDict("ShareHours", {"from": str, "to": str})


class ShareRule(TypedDict):
    type: Literal["wday", "date"]
    wday: NotRequired[str]
    date: NotRequired[str]
    intervals: list[ShareHours]


class ShareAvailability(TypedDict):
    timezone: str
    rules: list[ShareRule]


class ShareWishes(TypedDict):
    """For types of one host and one invitee only."""

    event_type: str
    name: NotRequired[str]
    """At most 55 characters."""
    duration: NotRequired[int]
    duration_options: NotRequired[list[int]]
    period_type: NotRequired[Literal["available_moving", "moving", "fixed", "unlimited"]]
    start_date: NotRequired[str]
    end_date: NotRequired[str]
    max_booking_time: NotRequired[int]
    hide_location: NotRequired[bool]
    location_configurations: NotRequired[list[LocationWish]]
    availability_rule: NotRequired[ShareAvailability]


class Links:
    def __init__(self, api: Api) -> None:
        self._api = api

    async def create(self, event_type: str) -> SchedulingLink:
        """For one booking; Calendly offers no other number."""
        wanted = {"max_event_count": 1, "owner": event_type, "owner_type": "EventType"}
        return await self._api.create(SchedulingLink, "/scheduling_links", wanted)

    async def share(self, wanted: ShareWishes) -> Share:
        return await self._api.create(Share, "/shares", wanted)
