"""Webhook subscriptions. They can be neither changed nor revived: only removed and made anew."""

from collections.abc import Sequence
from typing import Literal

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


Scope = Literal["user", "organization"]
"""Whose events: every token may hear of its own user's, an administrator's of everybody's."""


class Subscriptions:
    """Those about one user, or about everybody in their organization."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def create(
        self,
        owner: User,
        url: str,
        *,
        signing_key: str,
        events: Sequence[str] = NEWS,
        scope: Scope = "user",
    ) -> Subscription:
        about = _about(owner, scope)
        wanted = {"url": url, "events": list(events), "signing_key": signing_key, **about}
        return await self._api.create(Subscription, PATH, wanted)

    async def of(self, owner: User, *, scope: Scope = "user") -> list[Subscription]:
        return await self._api.all(Subscription, PATH, query(**_about(owner, scope)))

    async def get(self, uri: str) -> Subscription:
        return await self._api.one(Subscription, path_of("webhook_subscriptions", uri))

    async def delete(self, uri: str) -> None:
        await self._api.delete(path_of("webhook_subscriptions", uri))


def _about(owner: User, scope: Scope) -> dict[str, str]:
    user = {"user": owner.uri} if scope == "user" else {}
    return {"organization": owner.current_organization, "scope": scope, **user}
