"""What a person reads when the server has started: what is on, what is fallback, what is next."""

from server.settings import Settings
from tools.ports.records import Integration


def banner(settings: Settings, integrations: list[Integration]) -> str:
    on = {item["platform"] for item in integrations if item["status"] == "connected"}
    lines = [
        f"PipeWise is ready at {settings.loopback_url}",
        "",
        f"  calendar    {_calendar(on)}",
        f"  language    {_language(settings)}",
        f"  storage     {_storage(settings)}",
        f"  channels    {_channels(on)}",
        f"  reachable   {settings.public_url or 'from this machine only (PIPEWISE_PUBLIC_URL)'}",
        "",
        "  Next: talk to it as a lead, in another terminal:  .venv/bin/pipewise chat",
        "        see a whole conversation:                   .venv/bin/pipewise demo",
        "        what is missing, in words:                  .venv/bin/pipewise doctor",
        "  Ctrl-C stops everything.",
    ]
    return "\n".join(lines)


def _calendar(on: set[str]) -> str:
    return "Calendly" if "calendly" in on else "fallback: the built-in one (no Calendly token)"


def _language(settings: Settings) -> str:
    if settings.openai_api_key is None and settings.openai_base_url is None:
        return "rules, without a model (Spanish, English, Portuguese)"
    return f"rules and the model {settings.openai_model}"


def _storage(settings: Settings) -> str:
    if settings.database_url is not None:
        return "Postgres at DATABASE_URL"
    return f"embedded Postgres in {settings.data_home}"


def _channels(on: set[str]) -> str:
    return ", ".join(["web chat", *sorted(on & {"whatsapp"})])
