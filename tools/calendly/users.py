"""Users and what their organization pays for."""

from tools.calendly.addresses import path_of
from tools.calendly.api import Api
from tools.calendly.models import Organization, User


class Users:
    def __init__(self, api: Api) -> None:
        self._api = api

    async def me(self) -> User:
        """The owner of the token."""
        return await self._api.one(User, "/users/me")

    async def get(self, uri: str) -> User:
        return await self._api.one(User, path_of("users", uri))

    async def organization(self, uri: str) -> Organization:
        return await self._api.one(Organization, path_of("organizations", uri))
