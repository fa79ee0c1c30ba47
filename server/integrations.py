"""Connecting platforms over HTTP: what is connected, connect, try, disconnect."""

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from server import oauth
from server.calendly_account import Credentials, connect_calendly, disconnect_calendly
from server.calendly_status import calendly_status, try_calendly
from server.connections import connect_channel, state_of, try_channel
from server.parts import Parts
from server.problems import Problem
from server.zone_field import Zone
from tools.errors import Rejected
from tools.ports.records import Integration

router = APIRouter(prefix="/api/integrations", tags=["integrations"])
router.include_router(oauth.router)


class CalendlyForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    access_token: SecretStr = Field(min_length=1)
    default_event_type: str = Field(min_length=1, max_length=255)
    timezone: Zone = "UTC"
    name: str | None = None

    @field_validator("access_token")
    @classmethod
    def _as_pasted(cls, given: SecretStr) -> SecretStr:
        """Without the line's end that came along when it was copied."""
        return SecretStr(given.get_secret_value().strip())


@router.get("")
async def listed(request: Request) -> dict[str, Any]:
    """Every platform with its state and the fields it needs."""
    parts: Parts = request.app.state.parts
    known = await parts.crm.integrations(parts.home)
    return {"success": True, "data": [_platform(parts, name, known) for name in _names(parts)]}


@router.get("/available")
async def available(request: Request) -> dict[str, Any]:
    return await listed(request)


@router.post("/calendly/connect")
async def connect(request: Request, form: CalendlyForm) -> dict[str, Any]:
    parts: Parts = request.app.state.parts
    try:
        await connect_calendly(
            parts,
            parts.home,
            credentials=Credentials(access=form.access_token),
            default_event_type=form.default_event_type,
            zone=form.timezone,
        )
    except Rejected as error:
        if error.reason != "token":
            raise
        raise Problem(
            400, "Calendly refused the token", str(error), field="access_token"
        ) from error
    return {"success": True, "data": await calendly_status(parts, parts.home)}


@router.get("/calendly/status")
async def status(request: Request) -> dict[str, Any]:
    parts: Parts = request.app.state.parts
    return {"success": True, "data": await calendly_status(parts, parts.home)}


@router.post("/calendly/test")
async def test(request: Request) -> dict[str, Any]:
    parts: Parts = request.app.state.parts
    return {"success": True, "data": await try_calendly(parts, parts.home)}


@router.delete("/calendly")
@router.post("/calendly/disconnect")
async def disconnect(request: Request) -> dict[str, Any]:
    parts: Parts = request.app.state.parts
    removed = await disconnect_calendly(parts, parts.home)
    return {"success": True, "data": {"disconnected": removed}}


@router.post("/{platform}/connect")
async def connect_platform(
    request: Request, platform: str, fields: dict[str, str]
) -> dict[str, Any]:
    """Answers with the address to give to the platform as its webhook."""
    parts: Parts = request.app.state.parts
    integration = await connect_channel(parts, parts.home, platform, fields)
    return {"success": True, "data": _told(parts, integration)}


@router.get("/{platform}/status")
async def platform_status(request: Request, platform: str) -> dict[str, Any]:
    parts = _parts_with(request, platform)
    known = await parts.crm.integrations(parts.home)
    return {"success": True, "data": _platform(parts, platform, known)}


@router.post("/{platform}/test")
async def test_platform(request: Request, platform: str) -> dict[str, Any]:
    parts: Parts = request.app.state.parts
    return {"success": True, "data": await try_channel(parts, parts.home, platform)}


@router.delete("/{platform}")
async def disconnect_platform(request: Request, platform: str) -> dict[str, Any]:
    parts = _parts_with(request, platform)
    removed = [
        await parts.crm.remove_integration(parts.home, integration["id"])
        for integration in await parts.crm.integrations(parts.home)
        if integration["platform"] == platform
    ]
    return {"success": True, "data": {"disconnected": any(removed)}}


def _parts_with(request: Request, platform: str) -> Parts:
    parts: Parts = request.app.state.parts
    if platform not in parts.channels:
        raise Problem(404, "Not found", f"There is no platform {platform!r}")
    return parts


def _names(parts: Parts) -> list[str]:
    return ["calendly", *parts.channels]


def _platform(parts: Parts, name: str, known: list[Integration]) -> dict[str, Any]:
    accounts = [integration for integration in known if integration["platform"] == name]
    channel = parts.channels.get(name)
    form = [
        {
            "name": field.name,
            "label": field.label,
            "secret": field.secret,
            "required": field.required,
        }
        for field in (channel.fields if channel else ())
    ]
    if name == "calendly":
        form = [
            {"name": "access_token", "label": "Access token", "secret": True, "required": True},
            {
                "name": "default_event_type",
                "label": "Event type",
                "secret": False,
                "required": True,
            },
            {"name": "timezone", "label": "Time zone", "secret": False, "required": False},
        ]
    signs_in = name == "calendly" and parts.authorization is not None
    return {
        "platform": name,
        "status": state_of(parts, name, known),
        "fields": form,
        "sign_in": f"{router.prefix}/calendly/oauth/start" if signs_in else None,
        "accounts": [_told(parts, integration) for integration in accounts],
    }


def _told(parts: Parts, integration: Integration) -> dict[str, Any]:
    """What the browser may know: never a secret again."""
    platform = integration["platform"]
    return {
        "id": integration["id"],
        "platform": platform,
        "account": integration["account"],
        "status": integration["status"],
        "error": integration["error"],
        "last_sync": integration["last_sync"],
        "webhook_url": f"{parts.settings.base_url}/webhooks/{platform}/{integration['id']}",
    }
