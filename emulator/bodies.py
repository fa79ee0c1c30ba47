"""Calendly's JSON bodies."""

from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator

from emulator.fields import (
    WEBHOOK_EVENTS,
    Address,
    Body,
    Buffer,
    ClockTime,
    Day,
    Filled,
    Instant,
    Integer,
    LocationKind,
    Minutes,
    Text,
    Zone,
    one_of,
)
from emulator.hours import WEEKDAYS


class LinkBody(Body):
    max_event_count: Annotated[Integer, AfterValidator(one_of((1,)))]
    owner: str
    owner_type: Literal["EventType"]


class InviteeBody(Body):
    email: Address
    timezone: Zone
    name: Filled | None = None
    first_name: Filled | None = None
    last_name: Text | None = None
    text_reminder_number: Text | None = None

    @model_validator(mode="after")
    def _has_a_name(self) -> "InviteeBody":
        if self.name is None and self.first_name is None:
            raise ValueError("name or first_name is required")
        return self

    @property
    def full_name(self) -> str:
        parts = (self.first_name, self.last_name)
        return self.name or " ".join(part for part in parts if part)


class LocationBody(Body):
    kind: LocationKind
    location: Text | None = None


class AnswerBody(Body):
    question: Text
    answer: Text
    position: Integer


class TrackingBody(Body):
    """All six keys, or no tracking at all."""

    utm_campaign: Text | None
    utm_source: Text | None
    utm_medium: Text | None
    utm_content: Text | None
    utm_term: Text | None
    salesforce_uuid: Text | None


class BookingBody(Body):
    event_type: str
    start_time: Instant
    invitee: InviteeBody
    location: LocationBody | None = None
    questions_and_answers: Annotated[list[AnswerBody], Field(default_factory=list)]
    tracking: TrackingBody | None = None
    event_guests: Annotated[list[Address], Field(max_length=10, default_factory=list)]


class CancellationBody(Body):
    reason: Text | None = None


class NoShowBody(Body):
    invitee: str


class HookBody(Body):
    url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s/?#]+\S*$", max_length=2000)]
    events: Annotated[list[WEBHOOK_EVENTS], Field(min_length=1)]
    organization: str
    scope: Literal["organization", "user", "group"]
    user: str | None = None
    group: str | None = None
    signing_key: Annotated[str, StringConstraints(min_length=1, max_length=255)] | None = None


class LocationConfiguration(Body):
    kind: LocationKind
    location: Text | None = None
    additional_info: Text | None = None
    phone_number: Text | None = None


class Interval(Body):
    model_config = ConfigDict(strict=True, populate_by_name=True)

    opens: Annotated[ClockTime, Field(alias="from")]
    closes: Annotated[ClockTime, Field(alias="to")]


class RuleBody(Body):
    type: Literal["wday", "date"]
    wday: Literal["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] | (
        None
    ) = None
    date: Day | None = None
    intervals: list[Interval]

    @model_validator(mode="after")
    def _names_its_day(self) -> "RuleBody":
        if (self.wday if self.type == "wday" else self.date) is None:
            raise ValueError(f"a {self.type} rule names its {self.type} ({', '.join(WEEKDAYS)})")
        return self


class AvailabilityRuleBody(Body):
    timezone: Zone | None = None
    rules: Annotated[list[RuleBody], Field(default_factory=list)]


class ScheduleChanges(Body):
    availability_rule: AvailabilityRuleBody


class EventTypeChanges(Body):
    name: Filled | None = None
    active: bool | None = None
    description: Text | None = None
    duration: Minutes | None = None
    duration_options: Annotated[list[Minutes], Field(max_length=4)] | None = None
    locations: list[LocationConfiguration] | None = None
    color: Annotated[str, StringConstraints(pattern=r"^#[a-f0-9]{6}$")] | None = None
    locale: Literal["de", "en", "es", "fr", "it", "nl", "pt", "uk"] | None = None
    start_time_increment: Annotated[Integer, Field(ge=5, le=720)] | None = None
    before_buffer: Buffer | None = None
    after_buffer: Buffer | None = None


class EventTypeBody(EventTypeChanges):
    owner: str
    name: Filled


class Spot(Body):
    start_time: Instant
    end_time: Instant


class DateRange(Body):
    type: Literal["date_range"]
    start_date: Day
    end_date: Day


class DaysInFuture(Body):
    type: Literal["days_in_future"]
    days: Annotated[Integer, Field(ge=0, le=365)]
    only_weekdays: bool


class Spots(Body):
    type: Literal["spots"]
    spots: list[Spot]


class OneOffBody(Body):
    name: Annotated[str, StringConstraints(min_length=1, max_length=55)]
    host: str
    co_hosts: Annotated[list[str], Field(default_factory=list)]
    duration: Minutes
    timezone: Zone | None = None
    date_setting: Annotated[DateRange | DaysInFuture | Spots, Field(discriminator="type")]
    location: LocationConfiguration | None = None


class ShareBody(Body):
    event_type: str
    name: Annotated[str, StringConstraints(min_length=1, max_length=55)] | None = None
    duration: Minutes | None = None
    duration_options: Annotated[list[Minutes], Field(max_length=4)] | None = None
    period_type: Literal["available_moving", "moving", "fixed", "unlimited"] | None = None
    start_date: Day | None = None
    end_date: Day | None = None
    max_booking_time: Integer | None = None
    hide_location: bool | None = None
    location_configurations: list[LocationConfiguration] | None = None
    availability_rule: AvailabilityRuleBody | None = None
