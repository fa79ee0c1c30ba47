"""The emulator against Calendly's contract: whatever the contract allows, and what it forbids."""

import anyio
import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.emulator.contract_cases import answer, cases, is_wrong, operations, world
from tests.platforms.calendly_contract import written

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# The library says what it does to itself: it makes e-mail addresses of its own kind.
pytestmark = pytest.mark.filterwarnings("ignore:Overriding standard format")
OPERATIONS = sorted(operations())
# Any text is a sound id, and a cancellation need not have a reason: these cannot be asked wrongly.
NEVER_WRONG = {
    "cancelEvent",
    "deleteNoShow",
    "deleteWebhook",
    "getEvent",
    "getEventType",
    "getInvitee",
    "getMe",
    "getNoShow",
    "getUser",
    "getWebhook",
    "listInvitees",
}


def hold(operation_id: str, mode: GenerationMode, examples: int) -> list[int]:
    """Every status that was answered. Raises at the first finding."""
    statuses = []

    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],  # the first finding says enough
    )
    @given(cases(operation_id, mode))
    def check(case: Case) -> None:
        response = anyio.run(answer, case)
        statuses.append(response.status_code)
        forbidden = mode == GenerationMode.NEGATIVE and is_wrong(case)
        wrong = [negative_data_rejection] if forbidden else []
        case.validate_response(response, checks=[*CHECKS, *wrong])

    check()
    return statuses


FORBIDDING = sorted(set(OPERATIONS) - NEVER_WRONG)


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_what_the_contract_allows_is_answered_as_it_says(operation_id: str) -> None:
    statuses = hold(operation_id, GenerationMode.POSITIVE, 7)

    assert any(200 <= status < 300 for status in statuses)


@pytest.mark.parametrize("operation_id", FORBIDDING)
def test_what_the_contract_forbids_is_refused(operation_id: str) -> None:
    hold(operation_id, GenerationMode.NEGATIVE, 6)


@pytest.mark.heavy
@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_five_thousand_calls_find_nothing(operation_id: str) -> None:
    """136 examples of what each of 24 operations allows, and of what 13 of them forbid."""
    statuses = hold(operation_id, GenerationMode.POSITIVE, 136)
    if operation_id in FORBIDDING:
        hold(operation_id, GenerationMode.NEGATIVE, 136)

    assert any(200 <= status < 300 for status in statuses)


def test_the_five_thousand_are_five_thousand() -> None:
    assert 136 * (len(OPERATIONS) + len(FORBIDDING)) >= 5000
    assert set(OPERATIONS) == {
        operation["operationId"]
        for path in written()["paths"].values()
        for method, operation in path.items()
        if method != "parameters"
    }


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_nobody_without_a_token_is_answered(operation_id: str) -> None:
    call = operations()[operation_id]
    path = call.path.replace("{", "").replace("}", "")
    api = world().laptop.api

    async def ask() -> httpx.Response:
        return await api.request(call.method, path, headers={"authorization": ""})

    response = anyio.run(ask)
    assert (response.status_code, response.json()["title"]) == (401, "Unauthenticated")


def test_an_answer_that_breaks_the_contract_is_found() -> None:
    """The proof that silence means something."""
    call = operations()["getMe"].Case()
    sound = anyio.run(answer, call)
    spoiled = httpx.Response(200, json={"resource": {"name": 7}}, request=sound.request)
    spoiled.elapsed = sound.elapsed

    call.validate_response(sound, checks=CHECKS)
    with pytest.raises(FailureGroup):
        call.validate_response(spoiled, checks=CHECKS)
