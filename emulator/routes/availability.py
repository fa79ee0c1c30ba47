"""Open times, busy times and opening hours."""

from datetime import datetime, timedelta

from fastapi import APIRouter, Request

from emulator.access import Caller, calling
from emulator.availability import open_times
from emulator.bodies import ScheduleChanges
from emulator.desk import Emulation
from emulator.errors import JSON, denied, invalid
from emulator.instants import short_stamp, stamp
from emulator.queries import AvailableTimesQuery, BusyTimesQuery, EventTypeQuery, UserQuery
from emulator.routes.event_types import tell_of

router = APIRouter()

LONGEST_RANGE = timedelta(days=31)
LONGEST_BUSY_RANGE = timedelta(days=7)


def _check_range(start: datetime, end: datetime, now: datetime, longest: timedelta) -> None:
    if start <= now:
        raise invalid("start_time", "must be in the future")
    if end <= start:
        raise invalid("start_time", "start_time must be before end_time")
    if end - start > longest:
        raise invalid("end_time", f"date range can be no greater than {longest.days} days")


@router.get("/event_type_available_times")
async def list_available_times(request: Request) -> JSON:
    emulation: Emulation = request.app.state.emulation
    async with calling(request, emulation.unsettled.times_scope) as caller:
        query = caller.query(AvailableTimesQuery)
        free = caller.organization["stage"] == "free"
        if free and not caller.desk.unsettled.free_plan_sees_times:
            raise denied()
        _check_range(query.start_time, query.end_time, caller.desk.now, LONGEST_RANGE)
        event_type = await caller.linked("event_type", "event_types", query.event_type)
        owner = await caller.desk.existing("user", event_type["owner"])
        openings = await open_times(
            caller.tx,
            event_type,
            start=query.start_time,
            end=query.end_time,
            now=caller.desk.now,
        )
        page = caller.shapes.page(owner["slug"], event_type["slug"])
        written = stamp if caller.desk.unsettled.slot_precision == "microseconds" else short_stamp
        return {
            "collection": [
                caller.shapes.available_time(written(o.start), o.seats, page) for o in openings
            ]
        }


@router.get("/user_busy_times")
async def list_busy_times(request: Request) -> JSON:
    async with calling(request, "availability:read") as caller:
        query = caller.query(BusyTimesQuery)
        _check_range(query.start_time, query.end_time, caller.desk.now, LONGEST_BUSY_RANGE)
        user = await _whose(caller, query.user)
        window = (stamp(query.start_time), stamp(query.end_time))
        busy = await caller.tx.find("busy", between=("start", *window), host=user["id"])
        busy.sort(key=lambda b: b["start"])
        return {"collection": [caller.shapes.busy_time(b) for b in busy]}


@router.get("/user_availability_schedules")
async def list_schedules(request: Request) -> JSON:
    async with calling(request, "availability:read") as caller:
        user = await _whose(caller, caller.query(UserQuery).user)
        schedules = await caller.tx.find("schedule", user=user["id"])
        return {"collection": [caller.shapes.schedule(s) for s in schedules]}


@router.get("/user_availability_schedules/{uuid}")
async def get_schedule(uuid: str, request: Request) -> JSON:
    async with calling(request, "availability:read") as caller:
        return {"resource": caller.shapes.schedule(await caller.named("schedule", uuid))}


@router.get("/event_type_availability_schedules")
async def list_event_type_schedules(request: Request) -> JSON:
    async with calling(request, "availability:read") as caller:
        query = caller.query(EventTypeQuery)
        event_type = await caller.linked("event_type", "event_types", query.event_type)
        return {"collection": [await _rule_of(caller, event_type)]}


@router.patch("/event_type_availability_schedules")
async def change_event_type_schedule(request: Request) -> JSON:
    """The rules that are sent replace all there were."""
    async with calling(request, "availability:write") as caller:
        query = caller.query(EventTypeQuery)
        rule = caller.body(ScheduleChanges).availability_rule
        event_type = await caller.linked("event_type", "event_types", query.event_type)
        if caller.user["id"] not in event_type["hosts"] and not caller.is_admin:
            raise denied()
        hours = await _hours(caller, event_type)
        event_type["availability"] = {
            "timezone": rule.timezone or hours["timezone"],
            "rules": [r.model_dump(by_alias=True, exclude_none=True) for r in rule.rules],
        }
        event_type["updated_at"] = caller.desk.at
        await caller.tx.put("event_type", event_type["id"], event_type)
        await tell_of(caller.desk, "event_type.updated", event_type)
        return {"resource": await _rule_of(caller, event_type)}


async def _rule_of(caller: Caller, event_type: JSON) -> JSON:
    hours = await _hours(caller, event_type)
    return {
        "event_type": caller.shapes.uri("event_types", event_type["id"]),
        "user": caller.shapes.uri("users", event_type["owner"]),
        "availability_rule": {"timezone": hours["timezone"], "rules": hours["rules"]},
    }


async def _hours(caller: Caller, event_type: JSON) -> JSON:
    own: JSON | None = event_type["availability"]
    return own or (await caller.tx.find("schedule", user=event_type["owner"], default=True))[0]


async def _whose(caller: Caller, uri: str) -> JSON:
    id = caller.shapes.id_of("users", uri)
    user = await caller.tx.get("user", id) if id else None
    if user is None:
        raise denied("This user is not in your organization")
    if user["id"] != caller.user["id"] and not caller.is_admin:
        raise denied()
    return user
