"""Sending the webhooks that are due: signed, retried with back-off, given up after a day."""

import asyncio
import hashlib
import hmac
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx

from emulator.errors import JSON
from emulator.instants import Clock, stamp
from emulator.store import Store, Transaction

log = logging.getLogger(__name__)

TIMEOUT = httpx.Timeout(15.0, connect=10.0)
LEASE = timedelta(seconds=30)  # longer than one attempt may take: nobody else sends meanwhile
FIRST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(hours=1)
GIVE_UP = timedelta(hours=24)
KEEP_LOG = timedelta(days=2)
AT_ONCE = 16


def signature(key: str, body: bytes, at: datetime) -> str:
    """Calendly's header: HMAC-SHA256 over time, dot and the raw bytes."""
    t = str(int(at.timestamp()))
    digest = hmac.new(key.encode(), t.encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={t},v1={digest}"


def wait_after(attempts: int) -> timedelta:
    """1, 2, 4, 8 … seconds, an hour at most."""
    return min(FIRST_WAIT * (1 << min(attempts - 1, 20)), LONGEST_WAIT)


def _turn(delivery: JSON) -> tuple[str, int, str]:
    return delivery["due_at"], delivery.get("place", 0), delivery["id"]


@dataclass(frozen=True, kw_only=True)
class _Claimed:
    account: str
    delivery: JSON
    hook: JSON


class Deliveries:
    """Whoever runs this sends what is due, of every account; several may run at once."""

    def __init__(self, store: Store, *, clock: Clock, http: httpx.AsyncClient) -> None:
        self._store = store
        self._clock = clock
        self._http = http
        self._free = asyncio.Semaphore(AT_ONCE)

    async def run_once(self) -> int:
        """Try everything that is due now; how many attempts were made."""
        accounts = await self._store.accounts_with("delivery")
        claimed = [c for account in accounts for c in await self._claim(account)]
        async with asyncio.TaskGroup() as attempts:
            for claim in claimed:
                attempts.create_task(self._attempt(claim))
        return len(claimed)

    async def run_forever(self, poll: float = 0.2) -> None:
        """Until cancelled. A slow receiver keeps nobody else's webhooks waiting."""
        async with asyncio.TaskGroup() as attempts:
            while True:
                # What is claimed must leave before its lease is over: none is claimed to wait.
                if not self._free.locked():
                    for account in await self._store.accounts_with("delivery"):
                        for claim in await self._claim(account, most=AT_ONCE):
                            attempts.create_task(self._attempt(claim))
                await asyncio.sleep(poll)

    async def _claim(self, account: str, most: int | None = None) -> Sequence[_Claimed]:
        now = self._clock()
        claimed = []
        async with self._store.transaction(account) as tx:
            due = await tx.find("delivery", between=("due_at", "", stamp(now) + "~"))
            for delivery in sorted(due, key=_turn)[:most]:
                hook = await tx.get("hook", delivery["hook"])
                if hook is None or hook["state"] != "active":
                    await tx.delete("delivery", delivery["id"])
                    continue
                delivery["due_at"] = stamp(now + LEASE)
                await tx.put("delivery", delivery["id"], delivery)
                claimed.append(_Claimed(account=account, delivery=delivery, hook=hook))
        return claimed

    async def _attempt(self, claim: _Claimed) -> None:
        async with self._free:
            status = await self._send(claim.hook, claim.delivery["body"].encode())
        async with self._store.transaction(claim.account) as tx:
            await self._settle(tx, claim.delivery, status)
        log.info(
            "webhook attempted",
            extra={"delivery": claim.delivery["id"], "hook": claim.hook["id"], "status": status},
        )

    async def _send(self, hook: JSON, body: bytes) -> int | None:
        """The receiver's status, or None where there was no answer."""
        headers = {"content-type": "application/json", "user-agent": "Calendly-Emulator"}
        if hook["signing_key"]:
            at = self._clock()
            headers["calendly-webhook-signature"] = signature(hook["signing_key"], body, at)
        try:
            answer = await self._http.post(
                hook["callback_url"],
                content=body,
                headers=headers,
                timeout=TIMEOUT,
                follow_redirects=False,
            )
        except (httpx.HTTPError, httpx.InvalidURL):
            return None
        return answer.status_code

    async def _settle(self, tx: Transaction, delivery: JSON, status: int | None) -> None:
        now = self._clock()
        hook = await tx.get("hook", delivery["hook"])
        attempts = delivery["attempts"] + 1
        delivered = status is not None and 200 <= status < 300
        await _write_log(tx, delivery, status, attempts=attempts, now=now)
        if hook is None:
            await tx.delete("delivery", delivery["id"])
        elif delivered:
            await tx.delete("delivery", delivery["id"])
            await tx.put("hook", hook["id"], {**hook, "retry_started_at": None})
        else:
            await _try_later(tx, delivery, hook, attempts=attempts, now=now)


async def _try_later(
    tx: Transaction, delivery: JSON, hook: JSON, *, attempts: int, now: datetime
) -> None:
    since = hook["retry_started_at"] or stamp(now)
    hook = {**hook, "retry_started_at": since}
    if now - datetime.fromisoformat(since) >= GIVE_UP:
        await tx.put("hook", hook["id"], {**hook, "state": "disabled", "updated_at": stamp(now)})
        await tx.delete("delivery", delivery["id"])
        log.warning("webhook disabled", extra={"hook": hook["id"]})
        return
    await tx.put("hook", hook["id"], hook)
    end = delivery["event_end"]
    if end is not None and now - datetime.fromisoformat(end) >= GIVE_UP:
        await tx.delete("delivery", delivery["id"])
        return
    later = {**delivery, "attempts": attempts, "due_at": stamp(now + wait_after(attempts))}
    await tx.put("delivery", delivery["id"], later)


async def _write_log(
    tx: Transaction, delivery: JSON, status: int | None, *, attempts: int, now: datetime
) -> None:
    """What a receiver's developer asks for: when, how often and with what answer. No bodies."""
    for old in await tx.find("attempt", between=("at", "", stamp(now - KEEP_LOG))):
        await tx.delete("attempt", old["id"])
    entry = {
        "id": f"{delivery['id']} {attempts}",
        "delivery": delivery["id"],
        "hook": delivery["hook"],
        "event": delivery["event"],
        "attempt": attempts,
        "status": status,
        "at": stamp(now),
    }
    await tx.put("attempt", entry["id"], entry)
