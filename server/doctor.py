"""What is configured and what is missing, in words."""

from rich.console import Console
from rich.table import Table

from server.calendly_status import calendly_status
from server.keys import review
from server.parts import Parts
from server.settings import Settings
from server.spending import in_words
from server.wiring import Wired
from tools.errors import Rejected

Row = tuple[str, str, str]
"""Mark, part, state."""

OK, NOTE, BAD = "[green]ok[/green]", "[yellow]note[/yellow]", "[red]fix[/red]"


async def migrate_now(settings: Settings, console: Console) -> None:
    wired = Wired(settings)
    applied = await wired.database.ready()
    await wired.database.close()
    console.print(
        f"Applied: {', '.join(applied)}." if applied else "The database is at this version already."
    )


async def examine(settings: Settings, console: Console) -> None:
    """Raises `SystemExit(1)` where something has to be fixed."""
    wired = Wired(settings)
    async with wired.open() as parts:
        rows = await _rows(wired, parts)
    table = Table("", "part", "state", box=None, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    console.print(table)
    if any(mark == BAD for mark, _, _ in rows):
        raise SystemExit(1)


async def _rows(wired: Wired, parts: Parts) -> list[Row]:
    faults = await wired.faults()
    return [
        _database(parts.settings, faults["database"]),
        *await _calendar(parts),
        await _model(parts),
        *_tracing(parts.settings),
        _address(parts.settings),
        await _keys(parts),
        *await _channels(parts),
        _told(parts),
        *await _troubles(parts),
    ]


def _database(settings: Settings, fault: str | None) -> Row:
    where = "DATABASE_URL" if settings.database_url else f"embedded, in {settings.data_home}"
    return (BAD, "database", fault) if fault else (OK, "database", f"{where}; up to date")


async def _calendar(parts: Parts) -> list[Row]:
    status = await calendly_status(parts, parts.home)
    rows: list[Row] = []
    if status["status"] == "error":
        rows.append((BAD, "calendar", f"{status['error']} {status['what_to_do']}"))
    elif status["mode"] is None:
        rows.append(
            (BAD, "calendar", "no Calendly is connected, and fallback is off (PIPEWISE_FALLBACK)")
        )
    elif status["mode"] == "fallback":
        rows.append(
            (NOTE, "calendar", "fallback: the built-in calendar; no Calendly token is connected")
        )
    else:
        rows.append((OK, "calendar", f"Calendly of {status['user_name']}"))
        rows += [(NOTE, "calendar", lack) for lack in status["lacks"]]
        if why := status["updates"]["why"]:
            rows.append((NOTE, "webhooks", why))
    if warning := status.get("warning"):
        rows.append((NOTE, "event type", warning))
    return rows


async def _model(parts: Parts) -> Row:
    settings = parts.settings
    if settings.openai_api_key is None and settings.openai_base_url is None:
        return NOTE, "model", "none: rules only (OPENAI_API_KEY or OPENAI_BASE_URL adds one)"
    spent = in_words(await parts.crm.spending(parts.home, days=1))
    return OK, "model", f"{settings.openai_model}; rules take over when it fails; {spent}"


def _tracing(settings: Settings) -> list[Row]:
    if not settings.langsmith_tracing:
        return []
    where = f"LangSmith, project {settings.langsmith_project}"
    if settings.trace_contents:
        return [(NOTE, "tracing", f"{where}; with names, addresses and what leads write")]
    return [(OK, "tracing", f"{where}; every text is only its length")]


def _address(settings: Settings) -> Row:
    if settings.public_url:
        return OK, "address", settings.public_url
    return (
        NOTE,
        "address",
        "reachable from this machine only: booking links of the built-in calendar go to web chat, "
        "thread API, Studio and terminal, not to channels (PIPEWISE_PUBLIC_URL)",
    )


async def _keys(parts: Parts) -> Row:
    settings = parts.settings
    try:
        await parts.vault.check()
    except Rejected as error:
        return BAD, "secrets", str(error)
    found = await review(parts.crm, parts.vault)
    if found.closed:
        return (
            BAD,
            "secrets",
            f"{found.closed} do not open with these keys: add the key they were sealed with, or "
            "connect those accounts again (docs/connect-calendly.md)",
        )
    if found.older:
        return (
            NOTE,
            "secrets",
            f"{found.older} are sealed with an older key; `pipewise keys rotate` seals them again",
        )
    if settings.token_keys is not None:
        return OK, "secrets", "sealed with PIPEWISE_TOKEN_KEYS"
    return NOTE, "secrets", f"sealed with the key file in {settings.data_home}; back it up"


async def _channels(parts: Parts) -> list[Row]:
    known = {item["platform"]: item for item in await parts.crm.integrations(parts.home)}
    rows: list[Row] = [(OK, "webchat", "open")]
    for name in parts.channels:
        item = known.get(name)
        if name == "webchat":
            continue
        if item is None or item["status"] == "disconnected":
            rows.append((NOTE, name, f"not connected (docs/channels/{name}.md)"))
        elif item["status"] == "error":
            rows.append((BAD, name, item["error"] or "refused by the provider"))
        else:
            rows.append((OK, name, f"connected, account {item['account']}"))
    return rows


def _told(parts: Parts) -> Row:
    ways = {"email": "by e-mail", "webhook": "by web hook"}
    told = [ways[way] for way in sorted(parts.alert_ways)]
    if told:
        return OK, "handover", f"its owner is told {' and '.join(told)}"
    return (
        NOTE,
        "handover",
        "nobody is told of one (PIPEWISE_HANDOVER_EMAIL, PIPEWISE_HANDOVER_WEBHOOK_URL)",
    )


async def _troubles(parts: Parts) -> list[Row]:
    counts = await parts.crm.troubles(parts.home)
    said = {
        "turns": (counts["failed_runs"], "failed for good; the log says why"),
        "replies": (counts["failed_replies"], "could not be sent; the outbox says why"),
        "events": (counts["quarantined"], "could not be read and are kept in quarantine"),
        "handovers": (counts["failed_alerts"], "could not be told to their owner; /api/handovers"),
        "bookings": (counts["to_review"], "may be a lead's; they are kept in quarantine, too"),
    }
    return [(NOTE, part, f"{count} {what}") for part, (count, what) in said.items() if count]
