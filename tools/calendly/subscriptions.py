"""Webhook subscriptions. They can be neither changed nor revived: only removed and made anew."""

from collections.abc import Sequence

from tools.calendly.addresses import path_of
from tools.calendly.api import Api
from tools.calendly.models import Subscription, User
from tools.calendly.wire import query

PATH = "/webhook_subscriptions"
NEWS = (
    "invitee.created",
    "invitee.canceled",
    "invitee_no_show.created",
    "invitee_no_show.deleted",
)


class Subscriptions:
    """Those about one user: a scope that every token has."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def create(
        self, owner: User, url: str, *, signing_key: str, events: Sequence[str] = NEWS
    ) -> Subscription:
        wanted = {"url": url, "events": list(events), "signing_key": signing_key, **_scope(owner)}
        return await self._api.create(Subscription, PATH, wanted)

    async def of(self, owner: User) -> list[Subscription]:
        return await self._api.all(Subscription, PATH, query(**_scope(owner)))

    async def get(self, uri: str) -> Subscription:
        return await self._api.one(Subscription, path_of("webhook_subscriptions", uri))

    async def delete(self, uri: str) -> None:
        await self._api.delete(path_of("webhook_subscriptions", uri))


def _scope(owner: User) -> dict[str, str]:
    return {"organization": owner.current_organization, "scope": "user", "user": owner.uri}
