"""What the `database` fixture gives."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Database:
    """A migrated database. `admin_url` owns it; `app_url` is what the program works under."""

    admin_url: str
    app_url: str
