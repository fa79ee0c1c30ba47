"""What an operator may choose: environment variables, then `.env` beside the code, then this."""

import ipaddress
import os
import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from server.embedded import home_folder

ENV_FILE = Path(__file__).parent.parent / ".env"
CHOSEN_ENV_FILE = Path(os.environ.get("PIPEWISE_ENV_FILE") or ENV_FILE)  # the tests choose none


MAIL_ADDRESS = re.compile(r"[^\s@<>,;]{1,64}@[^\s@<>,;]{1,255}")
SHORTEST_SECRET = 16


class SettingsError(ValueError):
    """A setting has a value that cannot work; the message names it and never shows it."""


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _loopback(host: str) -> str:
    if not _is_loopback(host):
        raise ValueError(
            "there is no sign-in yet, so PipeWise listens on this machine only: leave it at "
            "127.0.0.1 and put a tunnel or proxy in front for the webhooks (PIPEWISE_PUBLIC_URL)"
        )
    return host


def _web_address(url: str) -> str:
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
        raise ValueError("write it like https://example.com")
    return url.strip().rstrip("/")


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("write an IANA name such as Europe/Madrid") from error


def _listed(text: object) -> object:
    return tuple(text.replace(",", " ").split()) if isinstance(text, str) else text


def _origins(urls: tuple[str, ...]) -> tuple[str, ...]:
    if any(urlsplit(url).path.strip("/") or "*" in url for url in urls):
        raise ValueError("write origins like https://example.com, with commas between, never *")
    return tuple(_web_address(url).lower() for url in urls)


def _hook_address(url: str) -> str:
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise ValueError("write it like https://example.com/hook")
    return url.strip()


def _mail_address(address: str) -> str:
    if not MAIL_ADDRESS.fullmatch(address.strip()):
        raise ValueError("write one address, like team@example.com")
    return address.strip()


def _price(dollars: tuple[float, ...]) -> tuple[float, ...]:
    if len(dollars) not in (0, 2, 3) or not all(0 <= each < 1e6 for each in dollars):
        raise ValueError(
            "write dollars for a million tokens in, out and, where it differs, in from the cache, "
            "like 0.15 0.60 0.075"
        )
    return dollars


WebAddress = Annotated[str, AfterValidator(_web_address)]


class Settings(BaseSettings):
    """Read once, by the wiring. Everything has a default that works on a laptop."""

    model_config = SettingsConfigDict(
        env_prefix="PIPEWISE_",
        env_file=CHOSEN_ENV_FILE,
        env_ignore_empty=True,  # `KEY=` means not set, not an empty key
        extra="ignore",  # `.env` may hold other programs' settings
        frozen=True,
        hide_input_in_errors=True,  # a faulty value may be a secret on the wrong line
        validate_by_name=True,
        validate_by_alias=True,
    )

    home: Path | None = None
    host: Annotated[str, AfterValidator(_loopback)] = "127.0.0.1"
    port: int = Field(default=2024, ge=1, le=65535)
    public_url: WebAddress | None = None
    allowed_origins: Annotated[
        tuple[str, ...], NoDecode, BeforeValidator(_listed), AfterValidator(_origins)
    ] = ()
    local_user: str = Field(default="user_123", min_length=1)
    timezone: Annotated[str, AfterValidator(_zone)] = "UTC"
    fallback: bool = True
    worker: bool = True
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"],
        BeforeValidator(lambda level: level.upper() if isinstance(level, str) else level),
    ] = "INFO"
    handover_webhook_url: Annotated[str, AfterValidator(_hook_address)] | None = None
    handover_webhook_secret: SecretStr | None = Field(default=None, validate_default=True)
    handover_email: Annotated[str, AfterValidator(_mail_address)] | None = None
    smtp_host: str | None = Field(default=None, validate_default=True)
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_from: Annotated[str, AfterValidator(_mail_address)] | None = None
    history_days: int = Field(default=30, ge=0)
    record_turns: bool = True
    token_keys: SecretStr | None = None
    calendly_url: WebAddress = "https://api.calendly.com"
    calendly_auth_url: WebAddress = "https://auth.calendly.com"
    calendly_client_id: str | None = None
    calendly_client_secret: SecretStr | None = None
    calendly_webhook_key: SecretStr | None = None
    whatsapp_graph_url: WebAddress = "https://graph.facebook.com/v25.0"
    database_url: SecretStr | None = Field(default=None, validation_alias="DATABASE_URL")
    openai_api_key: SecretStr | None = Field(default=None, validation_alias="OPENAI_API_KEY")
    openai_base_url: WebAddress | None = Field(default=None, validation_alias="OPENAI_BASE_URL")
    openai_model: str = Field(default="gpt-4o-mini", validation_alias="OPENAI_MODEL")
    model_seconds: float = Field(default=10, gt=0, le=120)
    model_answer_tokens: int = Field(default=1_000, ge=100)
    model_below: float = Field(default=0.7, ge=0, le=1)
    model_schedules: bool = False
    model_price: Annotated[
        tuple[float, ...], NoDecode, BeforeValidator(_listed), AfterValidator(_price)
    ] = ()
    model_tokens_per_turn: int = Field(default=30_000, ge=1)
    model_tokens_per_lead: int = Field(default=300_000, ge=1)
    model_tokens_per_day: int = Field(default=3_000_000, ge=1)
    model_dollars_per_turn: float | None = Field(default=None, gt=0)
    model_dollars_per_lead: float | None = Field(default=None, gt=0)
    model_dollars_per_day: float | None = Field(default=None, gt=0)
    langsmith_tracing: bool = Field(default=False, validation_alias="LANGSMITH_TRACING")
    langsmith_api_key: SecretStr | None = Field(default=None, validation_alias="LANGSMITH_API_KEY")
    langsmith_endpoint: WebAddress = Field(
        default="https://api.smith.langchain.com", validation_alias="LANGSMITH_ENDPOINT"
    )
    langsmith_project: str = Field(default="pipewise", validation_alias="LANGSMITH_PROJECT")
    trace_contents: bool = False

    @field_validator("handover_webhook_secret")
    @classmethod
    def _signs(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if info.data.get("handover_webhook_url") and len(secret or SecretStr("")) < SHORTEST_SECRET:
            raise ValueError(
                f"the web hook is signed: give at least {SHORTEST_SECRET} characters that its "
                "receiver knows, too"
            )
        return secret

    @field_validator("smtp_host")
    @classmethod
    def _sends(cls, host: str | None, info: ValidationInfo) -> str | None:
        if info.data.get("handover_email") and not host:
            raise ValueError("e-mail about handovers needs a mail server")
        return host

    @field_validator("model_dollars_per_turn", "model_dollars_per_lead", "model_dollars_per_day")
    @classmethod
    def _counts(cls, dollars: float | None, info: ValidationInfo) -> float | None:
        if dollars is not None and not info.data.get("model_price"):
            raise ValueError("a budget in dollars needs PIPEWISE_MODEL_PRICE")
        return dollars

    @property
    def data_home(self) -> Path:
        """Where the embedded server and the local key live."""
        return home_folder(self.home)

    @property
    def loopback_url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def base_url(self) -> str:
        """Where links of ours point. Never taken from a request: `Host` is a stranger's word."""
        return self.public_url or self.loopback_url


def env_names() -> dict[str, str]:
    """Each setting's name in the environment, by field."""
    return {
        name: field.validation_alias
        if isinstance(field.validation_alias, str)
        else f"PIPEWISE_{name.upper()}"
        for name, field in Settings.model_fields.items()
    }


def read_settings(env_file: Path | None = CHOSEN_ENV_FILE) -> Settings:
    """Raise `SettingsError`, one sentence per faulty setting."""
    try:
        return Settings(_env_file=env_file)  # type: ignore[call-arg]  # pydantic's own, unknown to mypy
    except ValidationError as error:
        names = env_names()
        faults = [
            f"{names.get(str(fault['loc'][0]), fault['loc'][0])}: "
            f"{fault['msg'].removeprefix('Value error, ')}."
            for fault in error.errors(include_input=False, include_url=False)
        ]
        raise SettingsError(" ".join(faults)) from None  # its cause may show what was typed
