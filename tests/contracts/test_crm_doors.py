"""The CRM port: workspaces, integrations, threads and chat sessions."""

import asyncio

import pytest

from tests.contracts.crm import Office
from tests.contracts.meetings import new_id
from tools.errors import Rejected
from tools.ports.records import Integration

# --- workspaces ---


async def test_a_workspace_is_made_once_and_keeps_what_it_was_made_with(office: Office) -> None:
    workspace, owner = new_id(), f"bob-{new_id()}"

    made = await asyncio.gather(
        *(
            office.crm.ensure_workspace(workspace, owner, zone=zone, fallback=True)
            for zone in ("Europe/Madrid",) * 4
        )
    )
    again = await office.crm.ensure_workspace(workspace, owner, zone="UTC", fallback=False)

    assert made == [again] * 4
    assert (again["zone"], again["fallback_allowed"], again["owner"]) == (
        "Europe/Madrid",
        True,
        owner,
    )
    assert await office.crm.workspace(workspace) == again


async def test_an_owner_has_one_workspace(office: Office) -> None:
    mine = await office.crm.workspace(office.workspace)
    assert mine

    with pytest.raises(Rejected) as refused:
        await office.crm.ensure_workspace(new_id(), mine["owner"], zone="UTC", fallback=True)

    assert refused.value.reason == "conflict"


async def test_a_workspace_remembers_its_event_type_and_zone(office: Office) -> None:
    first = await office.crm.set_default_event_type(
        office.workspace, "Sales Call", zone="America/Bogota"
    )
    second = await office.crm.set_default_event_type(office.workspace, "Demo", zone=None)

    assert (first["default_event_type"], first["zone"]) == ("Sales Call", "America/Bogota")
    assert (second["default_event_type"], second["zone"]) == ("Demo", "America/Bogota")


async def test_a_workspace_keeps_its_own_words_by_language_until_they_are_taken_back(
    office: Office,
) -> None:
    await office.crm.set_disclosure(office.workspace, "es", "Soy Lía, la IA de Acme.")
    both = await office.crm.set_disclosure(office.workspace, "en", "I'm Lía, Acme's AI.")
    left = await office.crm.set_disclosure(office.workspace, "es", None)

    assert set(both["disclosure"]) == {"es", "en"}
    assert left["disclosure"] == {"en": "I'm Lía, Acme's AI."}


async def test_a_workspace_that_is_not_there_is_said_to_be_missing(office: Office) -> None:
    assert await office.crm.workspace(new_id()) is None
    with pytest.raises(Rejected) as refused:
        await office.crm.set_default_event_type(new_id(), "Demo", zone=None)
    assert refused.value.reason == "not_found"


# --- integrations ---


async def connect(office: Office, account: str = "", **secrets: str) -> Integration:
    return await office.crm.save_integration(
        office.workspace, "calendly", account=account, config={"scope": "x"}, sealed=secrets
    )


async def test_an_integration_keeps_its_id_when_it_is_connected_again(office: Office) -> None:
    first = await connect(office, access_token="old")
    await office.crm.mark_integration(first["id"], status="error", error="token refused")

    again = await connect(office, access_token="new")

    assert again["id"] == first["id"]
    assert (again["status"], again["error"]) == ("connected", None)
    assert await office.crm.sealed_secrets(first["id"]) == {"access_token": "new"}


async def test_each_account_of_a_platform_is_an_integration(office: Office) -> None:
    await connect(office, "one")
    await connect(office, "two")

    found = await office.crm.integrations(office.workspace)

    assert [each["account"] for each in found] == ["one", "two", "106540352242922"]


async def test_a_disconnected_integration_has_no_secrets_and_keeps_its_history(
    office: Office,
) -> None:
    integration = await connect(office, access_token="sealed")

    removed = [
        await office.crm.remove_integration(office.workspace, integration["id"]) for _ in range(2)
    ]

    assert removed == [True, False]
    assert await office.crm.sealed_secrets(integration["id"]) == {}
    found = await office.crm.integration(integration["id"])
    assert found
    assert found["status"] == "disconnected"


async def test_no_integration_shows_a_secret(office: Office) -> None:
    integration = await connect(office, access_token="sealed-thing")

    shown = [integration, await office.crm.integration(integration["id"])]

    assert "sealed" not in str(shown)


async def test_a_stranger_cannot_disconnect(office: Office, other_office: Office) -> None:
    assert not await other_office.crm.remove_integration(other_office.workspace, office.integration)
    assert await office.crm.sealed_secrets(office.integration) == {"access_token": "sealed"}
    assert office.integration not in str(await office.crm.integrations(other_office.workspace))


async def test_a_marked_integration_says_what_is_wrong_and_when_it_last_worked(
    office: Office,
) -> None:
    office.later(minutes=5)
    await office.crm.mark_integration(office.integration, status="connected", synced=True)
    office.later(minutes=5)
    await office.crm.mark_integration(office.integration, status="error", error="refused")

    found = await office.crm.integration(office.integration)

    assert found
    assert (found["status"], found["error"]) == ("error", "refused")
    assert found["last_sync"] == "2026-11-23T12:05:00.000000+00:00"


async def test_an_integration_that_is_not_there_is_none(office: Office) -> None:
    assert await office.crm.integration(new_id()) is None
    assert await office.crm.sealed_secrets(new_id()) == {}


# --- threads ---


async def test_a_thread_is_made_once(office: Office) -> None:
    thread_id = new_id()

    made = await asyncio.gather(
        *(office.crm.create_thread(office.workspace, thread_id, {"n": 1}) for _ in range(4))
    )

    assert sorted(new for _, new in made) == [False, False, False, True]
    assert {thread["id"] for thread, _ in made} == {thread_id}


async def test_a_foreign_thread_is_refused_and_unseen(office: Office, other_office: Office) -> None:
    thread, _ = await office.crm.create_thread(office.workspace, new_id(), {"a": 1})
    stranger, crm = other_office.workspace, other_office.crm

    with pytest.raises(Rejected) as refused:
        await crm.create_thread(stranger, thread["id"], {})

    assert refused.value.reason == "conflict"
    assert await crm.find_thread(stranger, thread["id"]) is None
    assert await crm.update_thread(stranger, thread["id"], {"b": 2}) is None
    assert await crm.search_threads(stranger, metadata={}, status=None, limit=9, offset=0) == (
        [],
        0,
    )
    assert await office.crm.find_thread(office.workspace, thread["id"]) == thread


async def test_metadata_is_merged_key_by_key(office: Office) -> None:
    thread, _ = await office.crm.create_thread(office.workspace, new_id(), {"a": 1, "b": 1})

    updated = await office.crm.update_thread(office.workspace, thread["id"], {"b": 2, "c": 3})

    assert updated
    assert updated["metadata"] == {"a": 1, "b": 2, "c": 3}


async def test_threads_are_found_by_metadata_newest_change_first(office: Office) -> None:
    ids = []
    for n in range(4):
        thread, _ = await office.crm.create_thread(
            office.workspace, new_id(), {"graph": "pipewise", "odd": n % 2}
        )
        ids.append(thread["id"])
        office.later(seconds=1)
    await office.crm.update_thread(office.workspace, ids[0], {})

    page, total = await office.crm.search_threads(
        office.workspace, metadata={"graph": "pipewise"}, status=None, limit=2, offset=1
    )
    _, odd = await office.crm.search_threads(
        office.workspace, metadata={"odd": 1}, status="idle", limit=9, offset=0
    )

    assert [thread["id"] for thread in page] == [ids[3], ids[2]]
    assert (total, odd) == (4, 2)


async def test_a_threads_status_is_that_of_its_runs(office: Office) -> None:
    conversation = await office.conversation()

    async def status() -> str:
        thread = await office.crm.find_thread(office.workspace, conversation)
        assert thread
        return thread["status"]

    seen = [await status()]
    run = await office.claims(conversation)
    seen.append(await status())
    await office.crm.fail_run(run["id"], run["attempt"], "for good", retry=False)
    seen.append(await status())
    await office.hears("again")
    await office.answers(conversation)
    seen.append(await status())

    assert seen == ["busy", "busy", "error", "idle"]


# --- web chat ---


async def test_a_chat_session_is_kept_with_its_hash(office: Office) -> None:
    session_id, conversation = new_id(), new_id()
    await office.crm.start_session(
        office.workspace,
        session_id=session_id,
        token_hash="hash",
        integration_id=office.integration,
        conversation_id=conversation,
        language="es",
        zone="Europe/Madrid",
        origin="https://acme.example",
    )

    assert await office.crm.session(session_id) == {
        "id": session_id,
        "workspace": office.workspace,
        "token_hash": "hash",
        "integration_id": office.integration,
        "conversation_id": conversation,
        "language": "es",
        "zone": "Europe/Madrid",
    }
    assert await office.crm.session(new_id()) is None


async def test_a_chat_session_cannot_use_a_foreign_integration(
    office: Office, other_office: Office
) -> None:
    with pytest.raises(Rejected):
        await other_office.crm.start_session(
            other_office.workspace,
            session_id=new_id(),
            token_hash="hash",
            integration_id=office.integration,
            conversation_id=new_id(),
            language=None,
            zone=None,
            origin=None,
        )
