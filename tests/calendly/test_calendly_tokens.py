"""A token that changes under way: asked before each request, renewed once after a 401."""

import httpx
import pytest
from pydantic import SecretStr

from tests.calendly.stand_in import StandIn, invitee, ok, order, refusal, user
from tools.errors import Rejected, Unavailable

OLD, NEW = SecretStr("old-token"), SecretStr("new-token")
EXPIRED = refusal(401, "The access token expired")


class Tokens:
    """Gives the old token until it is renewed, if it can be."""

    def __init__(self, new: SecretStr | None) -> None:
        self.given = OLD
        self.refused: list[SecretStr] = []
        self._new = new

    async def current(self) -> SecretStr:
        return self.given

    async def renewed(self, refused: SecretStr) -> SecretStr | None:
        self.refused.append(refused)
        self.given = self._new or OLD
        return self._new


@pytest.fixture
def calendly() -> StandIn:
    return StandIn()


def carried(calendly: StandIn) -> list[str]:
    return [each.headers["authorization"].removeprefix("Bearer ") for each in calendly.asked]


async def test_a_read_refused_with_an_old_token_is_asked_with_a_new_one(calendly: StandIn) -> None:
    calendly.says("GET", "/users/me", EXPIRED, ok(user()))
    tokens = Tokens(NEW)
    calendar = calendly.calendar(token=tokens)

    await calendar.me()
    await calendar.me()

    assert carried(calendly) == ["old-token", "new-token", "new-token"]
    assert tokens.refused == [OLD]


async def test_a_booking_refused_with_an_old_token_has_not_happened(calendly: StandIn) -> None:
    calendly.says("POST", "/invitees", EXPIRED, ok(invitee(), 201))

    assert await calendly.calendar(token=Tokens(NEW)).book(order())

    assert carried(calendly)[-2:] == ["old-token", "new-token"]


@pytest.mark.parametrize(("new", "asked"), [(None, 1), (NEW, 2)])
async def test_a_token_that_cannot_be_renewed_is_refused(
    calendly: StandIn, new: SecretStr | None, asked: int
) -> None:
    calendly.says("GET", "/users/me", EXPIRED)
    tokens = Tokens(new)

    with pytest.raises(Rejected) as caught:
        await calendly.calendar(token=tokens).me()

    assert caught.value.reason == "token"
    assert len(calendly.asked) == asked
    assert len(tokens.refused) == 1


async def test_a_renewed_booking_that_is_lost_is_in_doubt(calendly: StandIn) -> None:
    calendly.says("POST", "/invitees", EXPIRED, httpx.ReadTimeout("slow"))

    with pytest.raises(Unavailable) as caught:
        await calendly.calendar(token=Tokens(NEW)).book(order())

    assert caught.value.unsure
    assert len(calendly.bodies("/invitees")) == 2
