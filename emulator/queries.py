"""Calendly's query strings."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from emulator.fields import Address, Instant, Query


class Paged(Query):
    count: Annotated[int, Field(ge=1, le=100)] = 20
    page_token: str | None = None


class EventTypesQuery(Paged):
    user: str | None = None
    organization: str | None = None
    active: Literal["true", "false"] | None = None
    admin_managed: Literal["true", "false"] | None = None
    user_availability_schedule: str | None = None
    sort: Annotated[
        str, StringConstraints(pattern=r"^(name|position|created_at|updated_at):(asc|desc)$")
    ] = "name:asc"


class AvailableTimesQuery(Query):
    event_type: str
    start_time: Instant
    end_time: Instant


class BusyTimesQuery(Query):
    user: str
    start_time: Instant
    end_time: Instant


class UserQuery(Query):
    user: str


class EventTypeQuery(Query):
    event_type: str


class MembershipsQuery(Paged):
    user: str | None = None
    organization: str | None = None
    email: str | None = None


class GroupsQuery(Paged):
    organization: str


class RelationshipsQuery(Paged):
    organization: str | None = None
    group: str | None = None
    owner: str | None = None


class FormsQuery(Paged):
    organization: str
    sort: Annotated[str, StringConstraints(pattern=r"^created_at:(asc|desc)$")] = "created_at:asc"


class SubmissionsQuery(Paged):
    form: str
    sort: Annotated[str, StringConstraints(pattern=r"^created_at:(asc|desc)$")] = "created_at:asc"


class EventsQuery(Paged):
    user: str | None = None
    organization: str | None = None
    group: str | None = None
    invitee_email: Address | None = None
    status: Literal["active", "canceled"] | None = None
    min_start_time: Instant | None = None
    max_start_time: Instant | None = None
    sort: Annotated[str, StringConstraints(pattern=r"^start_time:(asc|desc)$")] = "start_time:asc"


class InviteesQuery(Paged):
    status: Literal["active", "canceled"] | None = None
    email: Address | None = None
    sort: Annotated[str, StringConstraints(pattern=r"^created_at:(asc|desc)$")] = "created_at:asc"


class HooksQuery(Paged):
    organization: str
    scope: Literal["organization", "user", "group"]
    user: str | None = None
    group: str | None = None
    sort: Annotated[str, StringConstraints(pattern=r"^created_at:(asc|desc)$")] = "created_at:asc"
