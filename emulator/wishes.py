"""Holding what an invitee sent against the event type: its place and its questions."""

from collections.abc import Mapping, Sequence

from emulator.errors import JSON, invalid

NEED_A_PLACE = ("physical", "outbound_call", "ask_invitee", "custom")
COPIED = ("additional_info",)


def check_location(event_type: JSON, given: Mapping[str, str | None] | None) -> JSON | None:
    """The place the meeting gets. Round robin types choose it themselves."""
    configured = event_type["locations"] or []
    if event_type["pooling_type"] == "round_robin" or not configured:
        if given is not None:
            raise invalid("location", "must be omitted for this event type")
        return _own_place(configured)
    if given is None:
        raise invalid("location", "is required")
    kind = given["kind"]
    matching = [place for place in configured if place["kind"] == kind]
    if not matching:
        raise invalid("location.kind", "does not match a location of the event type")
    if kind in NEED_A_PLACE and not given.get("location"):
        raise invalid("location.location", f"is required for {kind}")
    chosen = next((p for p in matching if p.get("location") == given.get("location")), matching[0])
    return _place(chosen, given.get("location"))


def _own_place(configured: Sequence[JSON]) -> JSON | None:
    return _place(configured[0], None) if configured else None


def _place(configured: JSON, given: str | None) -> JSON:
    where = given or configured.get("location") or configured.get("phone_number")
    extra = {name: configured[name] for name in COPIED if configured.get(name)}
    return {"kind": configured["kind"], "location": where, **extra}


def check_answers(event_type: JSON, answers: Sequence[JSON]) -> list[JSON]:
    """Questions are matched letter for letter; what was left empty is left out."""
    questions = {q["name"]: q for q in event_type["custom_questions"] if q["enabled"]}
    filled = [answer for answer in answers if answer["answer"].strip()]
    for answer in filled:
        question = questions.get(answer["question"])
        if question is None:
            raise invalid("questions_and_answers", f"unknown question: {answer['question']}")
        _check_choice(question, answer["answer"])
    answered = {answer["question"] for answer in filled}
    for name, question in questions.items():
        if question["required"] and name not in answered:
            raise invalid("questions_and_answers", f"an answer is required: {name}")
    return sorted(filled, key=lambda answer: int(answer["position"]))


def _check_choice(question: JSON, answer: str) -> None:
    if question["type"] not in ("single_select", "multi_select") or question["include_other"]:
        return
    chosen = answer.split("\n") if question["type"] == "multi_select" else [answer]
    if any(one not in question["answer_choices"] for one in chosen):
        raise invalid("questions_and_answers", f"not one of the choices: {question['name']}")
