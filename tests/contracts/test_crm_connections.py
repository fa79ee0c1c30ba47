"""Consents, leases and sealed secrets, in any CRM."""

import asyncio

from tests.contracts.connections import consent_of
from tests.contracts.crm import Office
from tests.contracts.meetings import new_id
from tools.ports.connections import SealedBlob

# --- consents ---


async def test_a_consent_is_given_back_once(office: Office) -> None:
    consent = consent_of(office.workspace, browser_hash="browser")
    await office.crm.begin_consent(consent, seconds=600)

    ended = await asyncio.gather(*(office.crm.end_consent(consent["state_hash"]) for _ in range(5)))

    assert [each for each in ended if each] == [consent]


async def test_a_consent_is_over_after_its_time(office: Office) -> None:
    consent = consent_of(office.workspace)
    await office.crm.begin_consent(consent, seconds=600)
    office.later(seconds=600)

    assert await office.crm.bind_consent(consent["state_hash"], "browser") is None
    assert await office.crm.end_consent(consent["state_hash"]) is None


async def test_the_first_browser_binds_a_consent_and_no_other(office: Office) -> None:
    consent = consent_of(office.workspace)
    await office.crm.begin_consent(consent, seconds=600)

    first = await office.crm.bind_consent(consent["state_hash"], "hers")
    second = await office.crm.bind_consent(consent["state_hash"], "his")

    assert first == {**consent, "browser_hash": "hers"}
    assert second is None
    assert await office.crm.end_consent(consent["state_hash"]) == first


async def test_consents_that_are_over_are_removed_by_the_next_one(office: Office) -> None:
    await office.crm.begin_consent(consent_of(office.workspace), seconds=600)
    office.later(minutes=11)

    await office.crm.begin_consent(consent_of(office.workspace), seconds=600)

    assert len(office.table("consents")) == 1


# --- leases ---


async def test_a_lease_has_one_holder(office: Office) -> None:
    async def take() -> bool:
        return await office.crm.take_lease(office.workspace, "token", holder=new_id(), seconds=60)

    assert sorted(await asyncio.gather(*(take() for _ in range(8)))) == [False] * 7 + [True]


async def test_a_lease_is_free_when_it_is_dropped_or_over(
    office: Office, other_office: Office
) -> None:
    mine, theirs, workspace = new_id(), new_id(), office.workspace
    took = [await office.crm.take_lease(workspace, "token", holder=mine, seconds=60)]
    await office.crm.drop_lease(workspace, "token", holder=theirs)
    took.append(await office.crm.take_lease(workspace, "token", holder=theirs, seconds=60))
    await office.crm.drop_lease(workspace, "token", holder=mine)
    took.append(await office.crm.take_lease(workspace, "token", holder=theirs, seconds=60))
    office.later(seconds=60)
    took.append(await office.crm.take_lease(workspace, "token", holder=mine, seconds=60))

    assert took == [True, False, True, True]
    assert await other_office.crm.take_lease(
        other_office.workspace, "token", holder=mine, seconds=60
    )


async def test_its_holder_may_keep_a_lease(office: Office) -> None:
    mine, theirs, workspace = new_id(), new_id(), office.workspace
    took = []
    for holder in (mine, mine, theirs):
        took.append(await office.crm.take_lease(workspace, "token", holder=holder, seconds=60))
        office.later(seconds=40)

    assert took == [True, True, False]


# --- accounts and their secrets ---


async def connect(office: Office, account: str, *, alone: bool = False, **sealed: str) -> str:
    saved = await office.crm.save_integration(
        office.workspace, "calendly", account=account, config={"a": 1}, sealed=sealed, alone=alone
    )
    return saved["id"]


async def test_an_account_that_is_to_be_alone_replaces_the_others_of_its_platform(
    office: Office, other_office: Office
) -> None:
    old = await connect(office, "old", access_token="sealed")
    strangers = await connect(other_office, "old", access_token="sealed")

    await connect(office, "new", alone=True, access_token="fresh")

    states = {
        each["account"]: each["status"] for each in await office.crm.integrations(office.workspace)
    }
    assert states == {"old": "disconnected", "new": "connected", "106540352242922": "connected"}
    assert await office.crm.sealed_secrets(old) == {}
    assert await office.crm.sealed_secrets(strangers) == {"access_token": "sealed"}


async def test_tokens_are_renewed_only_where_their_refresh_token_is_the_stored_one(
    office: Office,
) -> None:
    one = await connect(office, "one", access_token="a1", refresh_token="r1", signing_key="s")
    await office.crm.mark_integration(one, status="error", error="refused")

    stored = [
        await office.crm.renew_secrets(one, before=before, sealed=sealed, config={"b": 2})
        for before, sealed in (
            ("r1", {"access_token": "a2", "refresh_token": "r2"}),
            ("r1", {"access_token": "a3", "refresh_token": "r3"}),
        )
    ]

    known = await office.crm.integration(one)
    assert stored == [True, False]
    assert await office.crm.sealed_secrets(one) == {
        "access_token": "a2",
        "refresh_token": "r2",
        "signing_key": "s",
    }
    assert known
    assert (known["status"], known["error"], known["config"]) == (
        "connected",
        None,
        {"a": 1, "b": 2},
    )


async def test_a_disconnected_account_gets_no_tokens_any_more(office: Office) -> None:
    one = await connect(office, "one", access_token="a1", refresh_token="r1")
    await office.crm.remove_integration(office.workspace, one)

    assert not await office.crm.renew_secrets(one, before="r1", sealed={"a": "b"}, config={})
    assert await office.crm.sealed_secrets(one) == {}


async def test_configuration_is_merged_key_by_key(office: Office) -> None:
    one = await connect(office, "one")

    await office.crm.update_integration(one, {"b": None})

    known = await office.crm.integration(one)
    assert known
    assert known["config"] == {"a": 1, "b": None}


async def all_blobs(office: Office, *, page: int) -> list[SealedBlob]:
    found: list[SealedBlob] = []
    while more := await office.crm.sealed_blobs(
        after=found[-1]["key"] if found else "", limit=page
    ):
        found += more
    return [each for each in found if each["workspace"] == office.workspace]


async def test_everything_sealed_is_found_page_by_page(office: Office) -> None:
    await connect(office, "one", access_token="a", refresh_token="r")
    await office.crm.begin_consent(consent_of(office.workspace), seconds=600)

    found = {
        (each["provider"], each["field"], each["blob"]) for each in await all_blobs(office, page=2)
    }

    assert found == {
        ("calendly/one", "access_token", "a"),
        ("calendly/one", "refresh_token", "r"),
        ("calendly", "verifier", "v1.k1.sealed"),
        ("whatsapp/106540352242922", "access_token", "sealed"),
    }
    assert await office.crm.has_sealed()


async def test_a_secret_is_sealed_again_unless_it_changed_meanwhile(office: Office) -> None:
    one = await connect(office, "one", access_token="old", signing_key="s")
    await office.crm.begin_consent(consent_of(office.workspace), seconds=600)
    blobs = {(each["provider"], each["field"]): each for each in await all_blobs(office, page=9)}
    token, verifier = blobs["calendly/one", "access_token"], blobs["calendly", "verifier"]

    done = [await office.crm.reseal(each, "new") for each in (token, token, verifier, verifier)]

    assert done == [True, False, True, False]
    assert await office.crm.sealed_secrets(one) == {"access_token": "new", "signing_key": "s"}


async def test_accounts_are_counted_by_platform_and_state(office: Office) -> None:
    before = {
        (each["platform"], each["status"]): each["count"]
        for each in await office.crm.count_integrations()
    }
    one = await connect(office, "one")
    await connect(office, "two")
    await office.crm.mark_integration(one, status="error", error="refused")

    after = {
        (each["platform"], each["status"]): each["count"]
        for each in await office.crm.count_integrations()
    }

    assert after["calendly", "error"] == before.get(("calendly", "error"), 0) + 1
    assert after["calendly", "connected"] == before.get(("calendly", "connected"), 0) + 1
