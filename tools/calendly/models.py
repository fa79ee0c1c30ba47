"""Calendly's documents as we read them: the fields we use, more tolerant than its contract.

Older payloads lack later fields, unknown ones are ignored, lists may be null, ids have two shapes.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, NotRequired, get_args

from pydantic import BeforeValidator
from typing_extensions import TypedDict

from tools.calendly.wire import Instant, Past, Status, Text, Wire
from tools.ports import calendar as ports

FREE = frozenset({"basic", "free"})
"""Plans and stages that include neither bookings by API nor webhooks."""
LEADS_TO_SAY = frozenset({"outbound_call", "ask_invitee"})
"""Kinds of place whose value only the lead knows: a phone number, an address."""
SHORT_KINDS = {"zoom": "zoom_conference", "gotomeeting": "gotomeeting_conference"}
"""Traffic has shorter words for two kinds of place than requests take."""


def _known_kind(value: object) -> object:
    """A kind of question that is new to us is answered in words."""
    return value if value in get_args(ports.QuestionKind) else "string"


def _whole_kind(value: object) -> object:
    return SHORT_KINDS.get(value, value) if isinstance(value, str) else value


PlaceKind = Annotated[Text, BeforeValidator(_whole_kind)]


class User(Wire):
    uri: Text
    name: Text = ""
    email: Text = ""
    timezone: Text
    current_organization: Text
    scheduling_url: Text = ""

    def port(self) -> ports.CalendarUser:
        return ports.CalendarUser(
            uri=self.uri,
            name=self.name,
            email=self.email,
            zone=self.timezone,
            organization=self.current_organization,
            scheduling_url=self.scheduling_url,
        )


class CustomQuestion(Wire):
    name: Text
    type: Annotated[ports.QuestionKind, BeforeValidator(_known_kind)] = "string"
    position: int = 0
    enabled: bool = True
    required: bool = False
    answer_choices: Sequence[Text] = ()
    include_other: bool = False

    def port(self) -> ports.Question:
        return ports.Question(
            name=self.name,
            required=self.required,
            position=self.position,
            kind=self.type,
            choices=tuple(self.answer_choices),
            other=self.include_other,
        )


class Location(Wire):
    """A place an event type can be configured with."""

    kind: PlaceKind = ""
    location: Text = ""

    def port(self) -> ports.Place:
        return ports.Place(kind=self.kind, asks_lead=self.kind in LEADS_TO_SAY)


class LocationWish(TypedDict):
    """A place as it is asked for when an event type or a share is made."""

    kind: str
    location: NotRequired[str]
    additional_info: NotRequired[str]
    phone_number: NotRequired[str]


class EventType(Wire):
    uri: Text
    name: Text = ""
    slug: Text = ""
    active: bool = True
    deleted_at: str | None = None
    duration: int
    scheduling_url: Text = ""
    kind: Text = "solo"
    pooling_type: str | None = None
    custom_questions: Sequence[CustomQuestion] = ()
    locations: Sequence[Location] = ()

    @property
    def round_robin(self) -> bool:
        return self.pooling_type == "round_robin"

    @property
    def places(self) -> Sequence[Location]:
        """Those a booking must choose from: round robin chooses by itself, and wants no word."""
        return [] if self.round_robin else [each for each in self.locations if each.kind]

    @property
    def questions(self) -> Sequence[CustomQuestion]:
        return [each for each in self.custom_questions if each.enabled]

    def port(self) -> ports.EventType:
        return ports.EventType(
            uri=self.uri,
            name=self.name or self.slug,
            active=self.active and self.deleted_at is None,
            duration=self.duration,
            scheduling_url=self.scheduling_url,
            group=self.kind == "group",
            round_robin=self.round_robin,
            places=tuple(each.port() for each in self.places),
            questions=tuple(each.port() for each in self.questions),
        )


class Tracking(Wire):
    utm_content: Text | None = None


class EventLocation(Wire):
    """Where a meeting is. Its `data` has a conference's password, so it is not even read."""

    type: PlaceKind
    location: Text = ""
    join_url: Text | None = None
    """Conferences are made later than the meeting: there may be no address yet."""


class Cancellation(Wire):
    """Absent, not null, while nothing is canceled; its time is missing before 2022."""

    canceled_by: Text = ""
    reason: Text = ""
    canceler_type: Text = ""
    created_at: Past = ""


class Counter(Wire):
    """How many invitees there ever were, and how many still are."""

    total: int = 0
    active: int = 0


class Event(Wire):
    uri: Text
    name: Text = ""
    status: Status
    start_time: Instant
    end_time: Instant
    event_type: Text = ""
    location: EventLocation | None = None
    cancellation: Cancellation | None = None
    invitees_counter: Counter = Counter()
    updated_at: Past = ""

    def port(self) -> ports.ScheduledEvent:
        return ports.ScheduledEvent(
            uri=self.uri,
            name=self.name,
            status=self.status,
            starts_at=self.start_time,
            ends_at=self.end_time,
            event_type=self.event_type,
        )


class NoShow(Wire):
    """A mark, by itself or on its invitee; there it does not say whose it is."""

    uri: Text
    invitee: Text = ""
    created_at: Past = ""


class Invitee(Wire):
    uri: Text
    email: Text
    name: Text = ""
    status: Status
    event: Text
    created_at: Past = ""
    updated_at: Past = ""
    tracking: Tracking | None = None
    rescheduled: bool = False
    old_invitee: Text | None = None
    new_invitee: Text | None = None
    cancel_url: Text = ""
    reschedule_url: Text = ""
    no_show: NoShow | None = None
    cancellation: Cancellation | None = None

    @property
    def token(self) -> str | None:
        return self.tracking.utm_content if self.tracking else None

    def booked(self, starts_at: str, ends_at: str) -> ports.Booked:
        return ports.Booked(
            event_uri=self.event,
            invitee_uri=self.uri,
            starts_at=starts_at,
            ends_at=ends_at,
            cancel_url=self.cancel_url,
            reschedule_url=self.reschedule_url,
        )


class InviteeNews(Invitee):
    """What a webhook says of an invitee: with its event inside."""

    scheduled_event: Event


class Envelope(Wire):
    event: Text
    created_at: Instant
    payload: dict[str, Any]
    """Of many shapes; what we know of them is read by its own model."""


class Organization(Wire):
    """What it pays for. Its fields are known from traffic only: none of them has to be there."""

    uri: Text = ""
    plan: Text = ""
    stage: Text = ""

    @property
    def free(self) -> bool:
        return self.plan.lower() in FREE or self.stage.lower() in FREE


class Subscription(Wire):
    uri: Text
    callback_url: Text
    state: Annotated[
        Literal["active", "disabled"],
        BeforeValidator(lambda value: "active" if value == "active" else "disabled"),
    ] = "active"

    def port(self) -> ports.Subscription:
        return ports.Subscription(uri=self.uri, url=self.callback_url, state=self.state)
