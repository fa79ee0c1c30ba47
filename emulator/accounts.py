"""Making an account: an organization, its user, opening hours, event types and a token."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from emulator.errors import JSON
from emulator.hours import OFFICE_HOURS
from emulator.instants import NewId, stamp
from emulator.store import Store, Transaction

SCOPES = (
    "users:read",
    "organizations:read",
    "event_types:write",
    "availability:write",
    "scheduled_events:write",
    "scheduling_links:write",
    "shares:write",
    "webhooks:write",
    "groups:read",
    "routing_forms:read",
)
DEFAULT_TYPES = (
    ("Sales Call", 30),
    ("Product Demo", 45),
    ("Discovery Call", 15),
    ("Technical Demo", 60),
    ("Executive Consultation", 30),
)
STAGES = {"basic": "free"}
"""Every plan but the free one is a paid stage."""


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What every default event type of a new account allows."""

    start_time_increment: int = 30
    before_buffer: int = 0
    after_buffer: int = 0
    minimum_notice: int = 0
    """Minutes."""
    horizon_days: int = 60


DEFAULT_RULES = Rules()


def token_id(token: str) -> str:
    """The name a token is stored under: its hash, since a stolen store must open nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


def slug_of(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "meeting"


async def ensure_account(
    store: Store,
    *,
    token: str,
    name: str,
    email: str,
    zone: str,
    new_id: NewId,
    now: datetime,
    plan: str = "standard",
    scopes: Sequence[str] = SCOPES,
    rules: Rules = DEFAULT_RULES,
    limited: bool = False,
) -> str:
    """The account this token opens, made unless it is there. Its request and booking limits are
    Calendly's only where `limited`: a calendar of one's own has no reason to refuse."""
    key = token_id(token)
    account = hashlib.sha256(f"account {key}".encode()).hexdigest()[:32]
    async with store.transaction(account) as tx:
        if await tx.get("token", key) is not None:
            return account
        at = stamp(now)
        organization = await _put_organization(tx, name, new_id(), at, plan, limited=limited)
        user = await put_user(tx, name, email, zone, new_id, at, organization=organization)
        for position, (title, minutes) in enumerate(DEFAULT_TYPES):
            id = new_id()
            doc = event_type_document(
                # Accounts that have lived a while hold ids of both shapes: so do ours.
                id=legacy_id(id) if position == 0 else id,
                name=title,
                duration=minutes,
                hosts=[user["id"]],
                at=at,
                rules=rules,
            )
            await tx.put("event_type", doc["id"], {**doc, "position": position})
        await put_token(tx, token, user["id"], at, scopes)
    return account


async def _put_organization(
    tx: Transaction, name: str, id: str, at: str, plan: str, *, limited: bool
) -> str:
    doc: JSON = {
        "id": id,
        "name": name,
        "kind": "single",
        "plan": plan,
        "stage": STAGES.get(plan, "paid"),
        "limited": limited,
        "created_at": at,
        "updated_at": at,
    }
    await tx.put("organization", id, doc)
    return id


async def put_user(
    tx: Transaction,
    name: str,
    email: str,
    zone: str,
    new_id: NewId,
    at: str,
    *,
    organization: str,
    role: str = "owner",
    rules: Sequence[JSON] = OFFICE_HOURS,
) -> JSON:
    """A user with opening hours. The slug ends in the id's start: a page's address is unique."""
    id = new_id()
    user: JSON = {
        "id": id,
        "name": name,
        "slug": f"{slug_of(name)}-{id[:8].lower()}",
        "email": email,
        "timezone": zone,
        "organization": organization,
        "role": role,
        "created_at": at,
        "updated_at": at,
    }
    schedule: JSON = {
        "id": new_id(),
        "user": id,
        "default": True,
        "name": "Working hours",
        "timezone": zone,
        "rules": list(rules),
    }
    await tx.put("user", id, user)
    await tx.put("slug", user["slug"], {"user": id})
    await tx.put("schedule", schedule["id"], schedule)
    return user


async def put_token(
    tx: Transaction, token: str, user: str, at: str, scopes: Sequence[str] = SCOPES
) -> None:
    key = token_id(token)
    await tx.put("token", key, {"user": user, "scopes": list(scopes), "created_at": at})


def event_type_document(
    *,
    id: str,
    name: str,
    duration: int,
    hosts: Sequence[str],
    at: str,
    rules: Rules = DEFAULT_RULES,
) -> JSON:
    """A standard one-on-one type; whoever makes another kind changes what differs."""
    return {
        "id": id,
        "name": name,
        "slug": slug_of(name),
        "active": True,
        "duration": duration,
        "duration_options": None,
        "kind": "solo",
        "seats": 1,
        "pooling_type": None,
        "type": "StandardEventType",
        "color": "#0069ff",
        "description": None,
        "internal_note": None,
        "secret": False,
        "custom_questions": [],
        "locations": None,
        "locale": "en",
        "position": 0,
        "owner": hosts[0],
        "hosts": list(hosts),
        "availability": None,
        "dates": None,
        "start_time_increment": rules.start_time_increment,
        "before_buffer": rules.before_buffer,
        "after_buffer": rules.after_buffer,
        "minimum_notice": rules.minimum_notice,
        "horizon_days": rules.horizon_days,
        "created_at": at,
        "updated_at": at,
    }


def legacy_id(id: str) -> str:
    """The 16-character shape of resources made before 2023, from an id of today's shape."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    digest = hashlib.sha256(id.encode()).digest()
    return "".join(letters[byte % 32] for byte in digest[:16])
