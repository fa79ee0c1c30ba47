"""Routing forms: read by the API, filled in by the control plane, told to the organization."""

from emulator.store import MemoryStore
from tests.emulator.laptop import API, Json, Laptop, new_laptop


async def with_a_form(plan: str = "teams") -> tuple[Laptop, str]:
    laptop = await new_laptop(MemoryStore(), plan=plan)
    questions = [{"name": "Company?", "required": True}, {"name": "Size?"}]
    seed = {"token": laptop.token, "routing_forms": [{"name": "Who?", "questions": questions}]}
    seeded = await laptop.api.post("/_emulator/seed", json=seed)
    return laptop, seeded.json()["routing_forms"]["Who?"]


async def fill_in(laptop: Laptop, form: str) -> Json:
    sent = {
        "form": form,
        "answers": {"Company?": "Acme"},
        "tracking": {"utm_content": "token"},
        "result": {"type": "custom_message", "value": "Thank you"},
    }
    answer = await laptop.api.post("/_emulator/routing_form_submissions", json=sent)
    assert answer.status_code == 201
    return answer.json()["resource"]


async def test_a_form_is_read() -> None:
    laptop, form = await with_a_form()
    mine = {"organization": laptop.me["current_organization"]}
    listed = (await laptop.api.get("/routing_forms", params=mine)).json()["collection"]
    alone = (await laptop.api.get(form.removeprefix(API))).json()["resource"]

    assert listed == [alone]
    assert [question["name"] for question in alone["questions"]] == ["Company?", "Size?"]


async def test_what_was_sent_in_is_read_and_told() -> None:
    laptop, form = await with_a_form()
    await laptop.subscribe(events=["routing_form_submission.created"])
    sent = await fill_in(laptop, form)
    await laptop.deliveries.run_once()
    listed = (await laptop.api.get("/routing_form_submissions", params={"form": form})).json()
    alone = (await laptop.api.get(sent["uri"].removeprefix(API))).json()["resource"]

    assert listed["collection"] == [alone] == [sent]
    assert [a["answer"] for a in sent["questions_and_answers"]] == ["Acme"]
    assert sent["tracking"]["utm_content"] == "token"
    assert laptop.receiver.payload("routing_form_submission.created") == sent


async def test_forms_need_the_plan_teams() -> None:
    laptop, form = await with_a_form("standard")
    mine = {"organization": laptop.me["current_organization"]}

    assert (await laptop.api.get("/routing_forms", params=mine)).status_code == 403
    assert (await laptop.api.get(form.removeprefix(API))).status_code == 403
    sent = await laptop.api.get("/routing_form_submissions", params={"form": form})
    assert sent.status_code == 403


async def test_only_an_organizations_hook_hears_of_forms() -> None:
    laptop, _ = await with_a_form()
    refused = await laptop.subscribe(
        scope="user", user=laptop.me["uri"], events=["routing_form_submission.created"]
    )

    assert refused.status_code == 400


async def test_a_form_nobody_has_is_not_found() -> None:
    laptop, _ = await with_a_form()
    nowhere = f"{API}/routing_forms/x"
    sent = {"form": nowhere, "result": {"type": "custom_message", "value": ""}}

    listed = await laptop.api.get("/routing_form_submissions", params={"form": nowhere})
    filled = await laptop.api.post("/_emulator/routing_form_submissions", json=sent)
    assert (listed.status_code, filled.status_code) == (404, 404)
