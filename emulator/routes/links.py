"""Single-use links, plain ones and those with wishes of their own (shares)."""

import base64
from datetime import timedelta

from fastapi import APIRouter, Request

from emulator.access import Caller, calling
from emulator.bodies import LinkBody, ShareBody
from emulator.errors import JSON, denied, invalid
from emulator.instants import stamp

router = APIRouter()

UNUSED_FOR = timedelta(days=90)


@router.post("/scheduling_links", status_code=201)
async def create_link(request: Request) -> JSON:
    async with calling(request, "scheduling_links:write") as caller:
        body = caller.body(LinkBody)
        event_type = await caller.linked("event_type", "event_types", body.owner)
        link = await _new_link(caller, event_type, overrides={})
        return {"resource": caller.shapes.link(link)}


async def _new_link(caller: Caller, event_type: JSON, *, overrides: JSON) -> JSON:
    link = {
        "id": _token(caller),
        "event_type": event_type["id"],
        "overrides": overrides,
        "used_by": None,
        "created_at": caller.desk.at,
        "expires_at": stamp(caller.desk.now + UNUSED_FOR),
    }
    await caller.tx.put("link", link["id"], link)
    return link


def _token(caller: Caller) -> str:
    """The capability to book: a fresh id's bits, short enough for a chat message."""
    bits = bytes.fromhex(caller.desk.new_id().replace("-", ""))
    return base64.urlsafe_b64encode(bits).rstrip(b"=").decode()


@router.post("/shares", status_code=201)
async def create_share(request: Request) -> JSON:
    async with calling(request, "shares:write") as caller:
        body = caller.body(ShareBody)
        event_type = await caller.linked("event_type", "event_types", body.event_type)
        if event_type["kind"] != "solo" or event_type["pooling_type"]:
            raise denied("Only one-on-one event types can be shared.")
        host = await caller.desk.existing("user", event_type["owner"])
        overrides = _overrides(body, zone=host["timezone"])
        link = await _new_link(caller, event_type, overrides=overrides)
        override = body.model_dump(exclude_unset=True, exclude={"event_type"}, by_alias=True)
        return {
            "resource": {"scheduling_links": [caller.shapes.link(link)], "share_override": override}
        }


def _overrides(body: ShareBody, *, zone: str) -> JSON:
    """What the link's page does differently from its event type; hours are in the host's zone
    where they name none."""
    overrides: JSON = {}
    if body.name is not None:
        overrides["name"] = body.name
    if body.duration is not None:
        overrides["duration"] = body.duration
    if body.location_configurations is not None:
        kept = [c.model_dump(exclude_none=True) for c in body.location_configurations]
        overrides["locations"] = kept or None
    overrides |= _period(body)
    rule = body.availability_rule
    if rule is not None:
        rules = [r.model_dump(exclude_none=True, by_alias=True) for r in rule.rules]
        overrides["availability"] = {"timezone": rule.timezone or zone, "rules": rules}
    return overrides


def _period(body: ShareBody) -> JSON:
    match body.period_type:
        case "fixed":
            if body.start_date is None or body.end_date is None:
                raise invalid("start_date", "a fixed period has start_date and end_date")
            if body.end_date < body.start_date:
                raise invalid("end_date", "must not be before start_date")
            dates = {"start_date": body.start_date, "end_date": body.end_date}
            return {"dates": {"type": "date_range", **dates}}
        case "moving" | "available_moving":
            if body.max_booking_time is None:
                raise invalid("max_booking_time", "is required for a moving period")
            return {"horizon_days": max(0, min(body.max_booking_time // 1440, 365))}
        case "unlimited":
            return {"horizon_days": 365}
        case None:
            return {}
