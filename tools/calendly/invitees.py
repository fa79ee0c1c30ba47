"""Invitees: booking them, reading them, and marking who did not come."""

from typing import Literal

from tools.calendly.addresses import invitee_path, path_of
from tools.calendly.api import Api
from tools.calendly.models import Invitee, NoShow
from tools.calendly.wire import query
from tools.ports.words import JSON


class Invitees:
    def __init__(self, api: Api) -> None:
        self._api = api

    async def create(self, body: JSON) -> Invitee:
        """Book. `tools.calendly.booking` makes the body."""
        return await self._api.create_booking(Invitee, body)

    async def of(
        self,
        event: str,
        *,
        status: Literal["active", "canceled"] | None = None,
        email: str | None = None,
    ) -> list[Invitee]:
        path = f"{path_of('scheduled_events', event)}/invitees"
        return await self._api.all(Invitee, path, query(status=status, email=email))

    async def get(self, uri: str) -> Invitee:
        return await self._api.one(Invitee, invitee_path(uri))

    async def mark_no_show(self, invitee: str) -> NoShow:
        return await self._api.create(NoShow, "/invitee_no_shows", {"invitee": invitee})

    async def no_show(self, uri: str) -> NoShow:
        return await self._api.one(NoShow, path_of("invitee_no_shows", uri))

    async def unmark_no_show(self, uri: str) -> None:
        await self._api.delete(path_of("invitee_no_shows", uri))
