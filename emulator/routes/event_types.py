"""Event types: reading, making and changing them."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request

from emulator.access import Caller, calling
from emulator.accounts import event_type_document, slug_of
from emulator.announce import tell
from emulator.bodies import (
    DateRange,
    DaysInFuture,
    EventTypeBody,
    EventTypeChanges,
    OneOffBody,
    Spots,
)
from emulator.desk import Desk
from emulator.errors import JSON, denied, invalid
from emulator.instants import stamp
from emulator.paging import page
from emulator.queries import EventTypeQuery, EventTypesQuery

router = APIRouter()

YEAR = timedelta(days=365)


async def shown(desk: Desk, event_type: JSON) -> JSON:
    owner = await desk.existing("user", event_type["owner"])
    return desk.shapes.event_type(event_type, owner)


async def tell_of(desk: Desk, event_name: str, event_type: JSON) -> None:
    await tell(desk, event_name, await shown(desk, event_type), about=event_type["hosts"])


@router.get("/event_types")
async def list_event_types(request: Request) -> JSON:
    async with calling(request, "event_types:read") as caller:
        query = caller.query(EventTypesQuery)
        found = await _of_whom(caller, query)
        if query.active is not None:
            found = [t for t in found if t["active"] == (query.active == "true")]
        if query.admin_managed == "true":
            found = []  # nothing here is managed by an administrator's template
        field, _, order = query.sort.partition(":")
        found.sort(key=lambda t: (t[field], t["id"]), reverse=order == "desc")
        return page(caller, query, [await shown(caller.desk, t) for t in found])


async def _of_whom(caller: Caller, query: EventTypesQuery) -> list[JSON]:
    """Public lists leave one-off types out."""
    if query.user is None and query.organization is None:
        raise invalid("user", "user or organization is required")
    types = [
        event_type
        for event_type in await caller.tx.find("event_type", type="StandardEventType")
        if event_type.get("deleted_at") is None
    ]
    if query.organization is not None:
        caller.must_be_mine(query.organization)
    if query.user_availability_schedule is not None:
        schedule = await caller.linked(
            "schedule", "user_availability_schedules", query.user_availability_schedule
        )
        types = [t for t in types if _keeps(t, schedule)]
    if query.user is None:
        return types
    user = caller.shapes.id_of("users", query.user)
    if user is None or await caller.tx.get("user", user) is None:
        raise denied("This user is not in your organization")
    return [t for t in types if user in t["hosts"]]


def _keeps(event_type: JSON, schedule: JSON) -> bool:
    """Whether the type has no hours of its own, and a host whose default schedule it is."""
    inherits = event_type["availability"] is None and schedule["default"]
    return bool(inherits and schedule["user"] in event_type["hosts"])


@router.get("/event_types/{uuid}")
async def get_event_type(uuid: str, request: Request) -> JSON:
    async with calling(request, "event_types:read") as caller:
        return {"resource": await shown(caller.desk, await caller.named("event_type", uuid))}


@router.post("/event_types", status_code=201)
async def create_event_type(request: Request) -> JSON:
    async with calling(request, "event_types:write") as caller:
        body = caller.body(EventTypeBody)
        owner = await _member(caller, body.owner)
        doc = event_type_document(
            id=caller.desk.new_id(), name=body.name, duration=30, hosts=[owner], at=caller.desk.at
        )
        others = await caller.tx.find("event_type")
        doc = _changed({**doc, "active": False, "position": len(others)}, body)
        doc["slug"] = _free_slug(doc["slug"], {other["slug"] for other in others})
        await caller.tx.put("event_type", doc["id"], doc)
        await tell_of(caller.desk, "event_type.created", doc)
        return {"resource": await shown(caller.desk, doc)}


@router.patch("/event_types/{uuid}")
async def change_event_type(uuid: str, request: Request) -> JSON:
    async with calling(request, "event_types:write") as caller:
        body = caller.body(EventTypeChanges)
        doc = await caller.named("event_type", uuid)
        if doc["kind"] != "solo" or doc["pooling_type"]:
            raise denied("Only one-on-one event types can be updated.")
        if caller.user["id"] not in doc["hosts"] and not caller.is_admin:
            raise denied()
        doc = _changed({**doc, "updated_at": caller.desk.at}, body)
        await caller.tx.put("event_type", uuid, doc)
        await tell_of(caller.desk, "event_type.updated", doc)
        return {"resource": await shown(caller.desk, doc)}


def _changed(doc: JSON, changes: EventTypeChanges) -> JSON:
    given = changes.model_dump(exclude_unset=True, exclude_none=True, exclude={"owner"})
    return {**doc, **given}


def _free_slug(slug: str, taken: set[str]) -> str:
    numbered = (f"{slug}-{number}" for number in range(1, len(taken) + 2))
    return slug if slug not in taken else next(s for s in numbered if s not in taken)


async def _member(caller: Caller, uri: str) -> str:
    """The id of a user of this organization; only an administrator names others."""
    id = caller.shapes.id_of("users", uri)
    if id is None or await caller.tx.get("user", id) is None:
        raise denied("This user is not in your organization")
    if id != caller.user["id"] and not caller.is_admin:
        raise denied()
    return id


@router.get("/event_type_memberships")
async def list_hosts(request: Request) -> JSON:
    async with calling(request, "event_types:read") as caller:
        query = caller.query(EventTypeQuery)
        event_type = await caller.linked("event_type", "event_types", query.event_type)
        members = [await caller.desk.existing("user", id) for id in event_type["hosts"]]
        return {
            "collection": [
                {"event_type": query.event_type, "member": caller.shapes.user(member)}
                for member in members
            ],
            "pagination": {
                "count": len(members),
                "next_page": None,
                "previous_page": None,
                "next_page_token": None,
                "previous_page_token": None,
            },
        }


@router.post("/one_off_event_types", status_code=201)
async def create_one_off(request: Request) -> JSON:
    async with calling(request, "event_types:write") as caller:
        body = caller.body(OneOffBody)
        hosts = [await _member(caller, uri) for uri in (body.host, *body.co_hosts)]
        doc = event_type_document(
            id=caller.desk.new_id(),
            name=body.name,
            duration=body.duration,
            hosts=list(dict.fromkeys(hosts)),
            at=caller.desk.at,
        )
        doc |= {
            "type": "AdhocEventType",
            "slug": f"{slug_of(body.name)}-{doc['id'][:8].lower()}",
            "secret": True,
            "pooling_type": "collective" if len(set(hosts)) > 1 else None,
            "start_time_increment": None,
            "dates": _dates(body.date_setting, today=await _today(caller, body)),
            "horizon_days": 365,
            "locations": [_location(body)] if body.location else None,
        }
        await caller.tx.put("event_type", doc["id"], doc)
        return {"resource": await shown(caller.desk, doc)}


def _location(body: OneOffBody) -> JSON:
    location = body.location
    if location is None:
        return {}
    if location.kind == "inbound_call" and not location.phone_number:
        raise invalid("location.phone_number", "is required for inbound_call")
    return location.model_dump(exclude_none=True)


async def _today(caller: Caller, body: OneOffBody) -> date:
    """Where the days are counted: in the zone that is given, else at the host's."""
    host = await caller.linked("user", "users", body.host)
    return caller.desk.now.astimezone(ZoneInfo(body.timezone or host["timezone"])).date()


def _dates(setting: DateRange | DaysInFuture | Spots, *, today: date) -> JSON:
    match setting:
        case DateRange():
            if setting.end_date < setting.start_date:
                raise invalid("date_setting.end_date", "must not be before start_date")
            first, last = map(date.fromisoformat, (setting.start_date, setting.end_date))
            if last - first >= YEAR:
                raise invalid(
                    "date_setting.end_date", "must be less than 365 days after start_date"
                )
            return setting.model_dump()
        case DaysInFuture():
            end = today + timedelta(days=setting.days)
            return {**setting.model_dump(), "end_date": end.isoformat()}
        case Spots():
            if not setting.spots or any(s.end_time <= s.start_time for s in setting.spots):
                raise invalid("date_setting.spots", "must have spots that end after they start")
            spots = [
                {"start_time": stamp(s.start_time), "end_time": stamp(s.end_time)}
                for s in setting.spots
            ]
            return {"type": "spots", "spots": spots}
