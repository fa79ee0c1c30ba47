"""What the doors keep: threads, workspaces, integrations, chat sessions."""

from simulator.crm.shapes import integration_json, workspace_json
from simulator.crm.tables import Function, Tables, conflict, invalid, not_found
from simulator.crm.talk_rows import ChatSession, Integration, Workspace
from simulator.crm.values import Id, Moment, own
from tools.ports.words import JSON


def ensure_workspace(
    t: Tables,
    *,
    workspace: Id,
    owner: str,
    name: str,
    zone: str,
    language: str,
    fallback: bool,
    event_type: str | None,
    now: Moment,
) -> JSON:
    found = t.workspaces.get(workspace)
    if found is None:
        if any(each.owner == owner for each in t.workspaces.values()):
            raise conflict("the owner has another workspace")
        found = t.workspaces[workspace] = Workspace(
            id=workspace,
            owner=owner,
            name=name,
            zone=zone,
            language=language,
            fallback_allowed=fallback,
            default_event_type=event_type,
            created_at=now,
        )
    return workspace_json(found)


def find_workspace(t: Tables, *, workspace: Id) -> JSON | None:
    found = t.workspaces.get(workspace)
    return workspace_json(found) if found else None


def set_default_event_type(t: Tables, *, workspace: Id, event_type: str, zone: str | None) -> JSON:
    found = _workspace(t, workspace)
    found.default_event_type, found.zone = event_type, zone or found.zone
    return workspace_json(found)


def set_disclosure(t: Tables, *, workspace: Id, language: str, text: str | None) -> JSON:
    """Without a text, our own words are said again."""
    found = _workspace(t, workspace)
    if text is None:
        found.disclosure.pop(language, None)
    else:
        found.disclosure[language] = text
    return workspace_json(found)


def _workspace(t: Tables, workspace: str) -> Workspace:
    found = t.workspaces.get(workspace)
    if found is None:
        raise not_found("there is no such workspace")
    return found


def save_integration(
    t: Tables,
    *,
    workspace: Id,
    platform: str,
    account: str,
    config: JSON,
    sealed: dict[str, str],
    integration: Id,
    alone: bool,
    now: Moment,
) -> JSON:
    """`alone`: the workspace has one account of this platform; the others go."""
    if workspace not in t.workspaces:
        raise invalid("there is no such workspace")
    mine = [each for each in t.integrations.values() if each.workspace_id == workspace]
    same = [each for each in mine if each.platform == platform]
    found = next((each for each in same if each.account == account), None)
    if found is None and integration in t.integrations:
        raise conflict("this id is taken")
    for other in same:
        if alone and other is not found and other.status != "disconnected":
            _disconnect(other)
    if found is None:
        found = t.integrations[integration] = Integration(
            id=integration,
            workspace_id=workspace,
            platform=platform,
            account=account,
            status="connected",
            config={},
            sealed={},
            created_at=now,
        )
    found.status, found.error, found.last_sync = "connected", None, now
    found.config, found.sealed = own(config), dict(sealed)
    found.next_look = found.asked_at = None  # nobody has told us anything meanwhile
    return integration_json(found)


def _disconnect(integration: Integration) -> None:
    integration.status, integration.sealed, integration.error = "disconnected", {}, None


def find_integration(t: Tables, *, integration: Id) -> JSON | None:
    found = t.integrations.get(integration)
    return integration_json(found) if found else None


def list_integrations(t: Tables, *, workspace: Id) -> list[JSON]:
    mine = [each for each in t.integrations.values() if each.workspace_id == workspace]
    mine.sort(key=lambda each: (each.platform, each.created_at))
    return [integration_json(each) for each in mine]


def sealed_secrets(t: Tables, *, integration: Id) -> dict[str, str]:
    found = t.integrations.get(integration)
    return dict(found.sealed) if found else {}


def mark_integration(
    t: Tables, *, integration: Id, status: str, error: str | None, synced: bool, now: Moment
) -> bool:
    """An account that was disconnected meanwhile stays so."""
    found = t.integrations.get(integration)
    if found is None or (found.status == "disconnected" and status != "disconnected"):
        return False
    found.status, found.error = status, error
    found.last_sync = now if synced else found.last_sync
    return True


def remove_integration(t: Tables, *, workspace: Id, integration: Id) -> bool:
    found = t.integrations.get(integration)
    if found is None or found.workspace_id != workspace or found.status == "disconnected":
        return False
    _disconnect(found)
    return True


def start_session(
    t: Tables,
    *,
    workspace: Id,
    session: Id,
    token_hash: str,
    integration: Id | None,
    conversation: Id,
    language: str | None,
    zone: str | None,
    origin: str | None,
    now: Moment,
) -> None:
    account = t.integrations.get(integration or "")
    if workspace not in t.workspaces or (
        integration and (account is None or account.workspace_id != workspace)
    ):
        raise invalid("the workspace has no such integration")
    if session in t.chat_sessions:
        raise conflict("this id is taken")
    t.chat_sessions[session] = ChatSession(
        id=session,
        workspace_id=workspace,
        token_hash=token_hash,
        integration_id=integration,
        conversation_id=conversation,
        language=language,
        zone=zone,
        origin=origin,
        created_at=now,
    )


def find_session(t: Tables, *, session: Id) -> JSON | None:
    found = t.chat_sessions.get(session)
    if found is None:
        return None
    return {
        "id": found.id,
        "workspace": found.workspace_id,
        "token_hash": found.token_hash,
        "integration_id": found.integration_id,
        "conversation_id": found.conversation_id,
        "language": found.language,
        "zone": found.zone,
    }


FUNCTIONS: tuple[Function, ...] = (
    ensure_workspace,
    find_workspace,
    set_default_event_type,
    set_disclosure,
    save_integration,
    find_integration,
    list_integrations,
    sealed_secrets,
    mark_integration,
    remove_integration,
    start_session,
    find_session,
)
