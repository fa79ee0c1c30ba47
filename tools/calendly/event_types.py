"""Event types: reading them, and making plain ones and ones for a single occasion."""

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from tools.calendly.addresses import path_of
from tools.calendly.api import Api
from tools.calendly.models import EventType, LocationWish
from tools.calendly.wire import query

Sort = Literal[
    "name:asc",
    "name:desc",
    "position:asc",
    "position:desc",
    "created_at:asc",
    "created_at:desc",
    "updated_at:asc",
    "updated_at:desc",
]


class NewEventType(TypedDict):
    """Calendly makes types of one host for one invitee, and makes them inactive unless told."""

    owner: str
    name: str
    active: NotRequired[bool]
    description: NotRequired[str]
    duration: NotRequired[int]
    """Minutes, as all lengths here."""
    duration_options: NotRequired[list[int]]
    locations: NotRequired[list[LocationWish]]
    color: NotRequired[str]
    locale: NotRequired[Literal["de", "en", "es", "fr", "it", "nl", "pt", "uk"]]
    start_time_increment: NotRequired[int]
    before_buffer: NotRequired[int]
    after_buffer: NotRequired[int]


class DateRange(TypedDict):
    type: Literal["date_range"]
    start_date: str
    end_date: str
    """Less than a year after the start."""


class DaysInFuture(TypedDict):
    type: Literal["days_in_future"]
    days: int
    only_weekdays: bool


class Spot(TypedDict):
    start_time: str
    end_time: str


class Spots(TypedDict):
    type: Literal["spots"]
    spots: list[Spot]


class OneOff(TypedDict):
    """A type for one occasion: nobody finds it among the host's others."""

    name: str
    """At most 55 characters."""
    host: str
    duration: int
    date_setting: DateRange | DaysInFuture | Spots
    co_hosts: NotRequired[list[str]]
    timezone: NotRequired[str]
    location: NotRequired[LocationWish]


class EventTypes:
    def __init__(self, api: Api) -> None:
        self._api = api

    async def of_user(
        self,
        user: str,
        *,
        active: bool | None = None,
        admin_managed: bool | None = None,
        schedule: str | None = None,
        sort: Sort | None = None,
    ) -> list[EventType]:
        wanted = query(
            user=user,
            active=active,
            admin_managed=admin_managed,
            user_availability_schedule=schedule,
            sort=sort,
        )
        return await self._api.all(EventType, "/event_types", wanted)

    async def of_organization(
        self, organization: str, *, active: bool | None = None, sort: Sort | None = None
    ) -> list[EventType]:
        """Those of every member: for an administrator's token only."""
        wanted = query(organization=organization, active=active, sort=sort)
        return await self._api.all(EventType, "/event_types", wanted)

    async def get(self, uri: str) -> EventType:
        return await self._api.one(EventType, path_of("event_types", uri))

    async def create(self, wanted: NewEventType) -> EventType:
        return await self._api.create(EventType, "/event_types", wanted)

    async def create_one_off(self, wanted: OneOff) -> EventType:
        return await self._api.create(EventType, "/one_off_event_types", wanted)
