"""Where things are: the API's URIs and the pages people open."""

from emulator.errors import JSON


class Addresses:
    """URIs begin with the API's address, pages with the pages'."""

    def __init__(self, *, api_url: str, pages_url: str) -> None:
        self._api = api_url.rstrip("/")
        self._pages = pages_url.rstrip("/")

    def uri(self, collection: str, id: str) -> str:
        return f"{self._api}/{collection}/{id}"

    def id_of(self, collection: str, uri: str) -> str | None:
        """The id inside one of our URIs; None for anybody else's."""
        prefix = f"{self._api}/{collection}/"
        id = uri.removeprefix(prefix)
        return id if uri.startswith(prefix) and id and "/" not in id else None

    def invitee_uri(self, invitee: JSON) -> str:
        return self.uri(f"scheduled_events/{invitee['event']}/invitees", invitee["id"])

    def page(self, *parts: str) -> str:
        return "/".join((self._pages, "book", *parts))

    def api(self, path: str) -> str:
        return f"{self._api}{path}"
