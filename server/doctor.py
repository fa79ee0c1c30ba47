"""What is configured and what is missing, in words."""

from rich.console import Console
from rich.table import Table

from server.connections import calendly_status
from server.parts import Parts
from server.settings import Settings
from server.wiring import Wired

OK, NOTE, BAD = "[green]ok[/green]", "[yellow]note[/yellow]", "[red]fix[/red]"


async def migrate_now(settings: Settings, console: Console) -> None:
    wired = Wired(settings)
    applied = await wired.database.ready()
    await wired.database.close()
    console.print(
        f"Applied: {', '.join(applied)}." if applied else "The database is at this version already."
    )


async def examine(settings: Settings, console: Console) -> None:
    wired = Wired(settings)
    async with wired.open() as parts:
        faults = await wired.faults()
        table = Table("", "part", "state", box=None, pad_edge=False)
        for mark, part, state in [
            _database(settings, faults["database"]),
            *await _calendar(parts),
            _model(settings),
            _address(settings),
            _keys(settings),
            *await _channels(parts),
        ]:
            table.add_row(mark, part, state)
        console.print(table)


Row = tuple[str, str, str]


def _database(settings: Settings, fault: str | None) -> Row:
    where = "DATABASE_URL" if settings.database_url else f"embedded, in {settings.data_home}"
    return (BAD, "database", fault) if fault else (OK, "database", f"{where}; up to date")


async def _calendar(parts: Parts) -> list[Row]:
    status = await calendly_status(parts, parts.home)
    rows: list[Row] = []
    if status["status"] == "error":
        rows.append((BAD, "calendar", f"{status['error']}. Connect Calendly again."))
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
    if warning := status.get("warning"):
        rows.append((NOTE, "event type", warning))
    return rows


def _model(settings: Settings) -> Row:
    if settings.openai_api_key is None and settings.openai_base_url is None:
        return NOTE, "model", "none: rules only (OPENAI_API_KEY or OPENAI_BASE_URL adds one)"
    return OK, "model", f"{settings.openai_model}; rules take over when it fails"


def _address(settings: Settings) -> Row:
    if settings.public_url:
        return OK, "address", settings.public_url
    return (
        NOTE,
        "address",
        "reachable from this machine only: booking links of the built-in calendar go to web chat, "
        "thread API, Studio and terminal, not to channels (PIPEWISE_PUBLIC_URL)",
    )


def _keys(settings: Settings) -> Row:
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
