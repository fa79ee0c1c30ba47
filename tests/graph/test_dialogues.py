"""Whole conversations through the graph, from the first hello to what the CRM keeps."""

from tests.chat import Chat
from tests.fakes import FakeCalendar, Line, at, heard, nth, window
from tools.errors import Rejected, Unavailable
from tools.ports.understanding import Choice

ANA = {"name": "Ana López", "email": "ana@example.com"}
SPANISH: dict[str, Line] = {
    "hola": heard("greeting"),
    "quiero una reunión": heard("schedule_meeting"),
    "el jueves": heard("schedule_meeting", windows=[window(at(26, 0), at(27, 0))]),
    "el martes a las 10": heard("schedule_meeting", windows=[window(at(24, 9))]),
    "la segunda": nth(1),
    "ninguna": heard(choice=Choice(kind="none", slot_id=None)),
    "cualquiera": heard(choice=Choice(kind="any", slot_id=None)),
    "Ana López, ana@example.com": heard("provide_details", details=ANA),
    "soy Ana López": heard("provide_details", details={"name": "Ana López"}),
    "ana@example.com": heard("provide_details", details={"email": "ana@example.com"}),
    "sí": heard(answer="yes"),
    "no": heard(answer="no"),
    "¿cuánto cuesta?": heard("pricing_question"),
    "cancela mi reunión": heard("cancel_meeting"),
    "cámbiala de hora": heard("reschedule_meeting"),
    "¿cuándo es?": heard("meeting_info"),
    "una persona": heard("talk_to_human"),
    "STOP": heard("opt_out"),
    "ALTA": heard("opt_in"),
}
ENGLISH: dict[str, Line] = {
    "hi": heard("greeting", language="en"),
    "a demo please": heard("schedule_meeting", language="en"),
    "the second": nth(1, "en"),
    "Ann, ann@example.com": heard(
        "provide_details", language="en", details={"name": "Ann", "email": "ann@example.com"}
    ),
}


async def booked() -> Chat:
    chat = Chat(SPANISH)
    for line in ("quiero una reunión", "la segunda", "Ana López, ana@example.com"):
        await chat.say(line)
    assert chat.state["result"]["meeting_state"] == "booked"
    return chat


async def test_a_spanish_lead_goes_from_hello_to_a_booked_meeting() -> None:
    chat = Chat(SPANISH)

    hello = await chat.say("hola")
    offer = await chat.say("quiero una reunión")
    asked = await chat.say("la segunda")
    done = await chat.say("Ana López, ana@example.com")

    assert hello.startswith("Hola, soy el asistente virtual")
    assert "1. martes 24 de noviembre, 10:00" in offer
    assert "(hora de Madrid)" in offer
    assert "¿A qué nombre y correo" in asked
    assert "reservada: Sales Call, miércoles 25 de noviembre, 14:00 (hora de Madrid)" in done
    assert chat.calendar.booked[0].email == "ana@example.com"
    assert chat.state["result"]["lead_status"] == "meeting_scheduled"


async def test_an_english_lead_goes_from_hello_to_a_booked_meeting() -> None:
    chat = Chat(ENGLISH)

    for line in ("hi", "a demo please", "the second"):
        await chat.say(line)
    done = await chat.say("Ann, ann@example.com")

    assert "booked: Sales Call, Wednesday, November 25, 2:00 PM (Madrid time)" in done
    assert chat.tools == ["book_calendly_slot"]


async def test_the_disclosure_is_said_once() -> None:
    chat = Chat(SPANISH)

    first, second = await chat.say("hola"), await chat.say("hola")

    assert "una IA" in first
    assert "una IA" not in second


async def test_the_disclosure_is_in_the_workspaces_words() -> None:
    chat = Chat(SPANISH | ENGLISH)
    chat.crm.house["disclosure"] = {"es": "Soy Lía, la IA de Acme. Más en https://evil.example"}

    reply = await chat.say("hola")

    assert reply.startswith("Soy Lía, la IA de Acme.")
    assert "evil.example" not in reply
    assert "asistente virtual" not in reply


async def test_a_language_without_words_of_the_workspace_gets_ours() -> None:
    chat = Chat(SPANISH | ENGLISH)
    chat.crm.house["disclosure"] = {"es": "Soy Lía, la IA de Acme."}

    assert (await chat.say("hi")).startswith("Hi, I'm the team's virtual assistant (an AI).")


async def test_a_slot_taken_between_offer_and_booking_is_replaced_by_others() -> None:
    chat = Chat(SPANISH)
    await chat.say("quiero una reunión")
    await chat.say("la segunda")
    chat.calendar.open.remove(at(25, 13))

    reply = await chat.say("Ana López, ana@example.com")

    assert chat.tools == ["book_calendly_slot", "find_best_calendly_meeting_slot"]
    assert "esa hora se acaba de ocupar" in reply
    assert "miércoles 25 de noviembre, 10:00" in reply
    assert chat.calendar.booked == []


async def test_refused_slots_are_not_offered_again() -> None:
    chat = Chat(SPANISH)
    first = await chat.say("quiero una reunión")
    second = await chat.say("ninguna")
    third = await chat.say("ninguna")

    offered = [set(slot_lines(reply)) for reply in (first, second, third)]

    assert all(offered)
    assert not offered[0] & offered[1]
    assert not (offered[0] | offered[1]) & offered[2]


async def test_when_nothing_is_left_a_person_is_proposed() -> None:
    chat = Chat(SPANISH, calendar=FakeCalendar(open=[at(24, 9)]))
    await chat.say("quiero una reunión")

    asked = await chat.say("ninguna")
    reply = await chat.say("sí")

    assert "No encuentro más horas libres" in asked
    assert "He avisado a una persona" in reply


async def test_a_question_in_the_middle_is_answered_and_the_offer_comes_back() -> None:
    chat = Chat(SPANISH)
    await chat.crm.add_passage("", title="Precio", text="Desde 49 € al mes.", language="es")
    offer = await chat.say("quiero una reunión")

    reply = await chat.say("¿cuánto cuesta?")
    await chat.say("la segunda")

    assert reply.startswith("Desde 49 € al mes.")
    assert set(slot_lines(offer)) == set(slot_lines(reply))
    assert chat.state["agenda"]["asked"] == "name"


async def test_nothing_is_invented_where_knowledge_is_silent() -> None:
    chat = Chat(SPANISH)

    reply = await chat.say("¿cuánto cuesta?")
    handed = await chat.say("sí")

    assert "No tengo ese dato" in reply
    assert chat.state["result"]["action"] == "handed_over"
    assert "He avisado a una persona" in handed


async def test_a_time_that_is_open_is_read_back_and_booked_on_a_yes() -> None:
    chat = Chat(SPANISH)
    await chat.say("Ana López, ana@example.com")

    asked = await chat.say("el martes a las 10")
    done = await chat.say("sí")

    assert "martes 24 de noviembre, 10:00 (hora de Madrid)" in asked
    assert chat.calendar.booked[0].starts_at == "2026-11-24T09:00:00Z"
    assert "reservada" in done


async def test_any_of_them_is_read_back_before_it_is_booked() -> None:
    chat = Chat(SPANISH)
    await chat.say("Ana López, ana@example.com")
    await chat.say("quiero una reunión")

    asked = await chat.say("cualquiera")

    assert "¿La reservo" in asked
    assert chat.calendar.booked == []


async def test_details_given_first_are_not_asked_for_again() -> None:
    chat = Chat(SPANISH)
    await chat.say("Ana López, ana@example.com")
    await chat.say("quiero una reunión")

    done = await chat.say("la segunda")

    assert "reservada" in done


async def test_only_the_missing_detail_is_asked_for() -> None:
    chat = Chat(SPANISH)
    await chat.say("soy Ana López")
    await chat.say("quiero una reunión")

    asked = await chat.say("la segunda")
    done = await chat.say("ana@example.com")

    assert "¿A qué correo" in asked
    assert "nombre" not in asked
    assert "reservada" in done


async def test_a_day_without_open_times_gets_the_nearest_ones() -> None:
    chat = Chat(SPANISH, calendar=FakeCalendar(open=[at(27, 9)]))

    reply = await chat.say("el jueves")

    assert "no hay nada libre. Lo más cercano:" in reply
    assert "viernes 27 de noviembre, 10:00" in reply


async def test_a_meeting_is_canceled_only_after_it_was_read_back() -> None:
    chat = await booked()

    asked = await chat.say("cancela mi reunión")
    assert chat.calendar.canceled == []
    done = await chat.say("sí")

    assert "miércoles 25 de noviembre, 14:00" in asked
    assert "cancelada" in done
    assert len(chat.calendar.canceled) == 1
    assert chat.state["meeting"] is None


async def test_a_meeting_stays_where_the_lead_says_no_to_canceling() -> None:
    chat = await booked()
    await chat.say("cancela mi reunión")

    reply = await chat.say("no")

    assert "la dejo como está" in reply
    assert chat.calendar.canceled == []


async def test_a_meeting_is_moved_to_the_slot_that_was_picked() -> None:
    chat = await booked()

    await chat.say("cámbiala de hora")
    reply = await chat.say("la segunda")

    assert chat.tools == ["reschedule_calendly_event"]
    assert "se ha cambiado" in reply
    assert chat.calendar.canceled == ["https://api.calendly.com/scheduled_events/1"]
    assert chat.state["result"]["action"] == "meeting_scheduled"


async def test_other_times_asked_for_while_moving_are_times_to_move_to() -> None:
    chat = await booked()
    await chat.say("cámbiala de hora")

    await chat.say("el jueves")
    reply = await chat.say("la segunda")

    assert chat.tools == ["reschedule_calendly_event"]
    assert "se ha cambiado" in reply


async def test_another_day_instead_of_canceling_moves_the_meeting() -> None:
    chat = await booked()
    await chat.say("cancela mi reunión")

    reply = await chat.say("el jueves")

    assert "jueves 26 de noviembre" in reply
    assert chat.state["agenda"]["goal"] == "reschedule_meeting"


async def test_a_button_of_an_older_message_is_no_yes_to_canceling() -> None:
    chat = await booked()
    await chat.say("cámbiala de hora")
    older = chat.choices[0]["id"]
    await chat.say("cancela mi reunión")

    reply = await chat.press(older)

    assert chat.calendar.canceled == []
    assert "¿Paso tu reunión a esa hora?" in reply
    assert "cambiado" in await chat.say("sí")


async def test_a_yes_of_an_older_message_is_no_yes_to_todays_question() -> None:
    chat = await booked()
    await chat.say("cancela mi reunión")
    await chat.say("el martes a las 10")
    older = next(button["id"] for button in chat.choices if button["title"] == "Sí")
    await chat.say("cancela mi reunión")

    stale = await chat.press(older, "sí")
    assert chat.calendar.canceled == []
    assert "¿Quieres que la cancele?" in stale
    today = next(button["id"] for button in chat.choices if button["title"] == "Sí")

    assert "cancelada" in await chat.press(today, "sí")


async def test_a_button_pressed_along_with_the_wish_to_cancel_is_no_yes_to_it() -> None:
    chat = await booked()
    await chat.say("cámbiala de hora")

    reply = await chat.press(chat.choices[0]["id"], "cancela mi reunión")

    assert chat.calendar.canceled == []
    assert "¿" in reply


async def test_a_calendar_that_refuses_to_be_read_is_said_and_goes_to_a_person() -> None:
    chat = Chat(SPANISH)
    chat.calendar.faults["event_types"] = [Rejected("Calendly answered 409", reason="conflict")]

    reply = await chat.say("quiero una reunión")

    assert "no puedo usar el calendario" in reply
    assert chat.state["result"]["error"] == "Calendly answered 409"
    assert chat.state["route"] == "hand_over"


async def test_a_yes_to_several_times_gets_the_same_times_again() -> None:
    chat = Chat(SPANISH, calendar=FakeCalendar(open=[at(27, 9), at(27, 10)]))
    offer = await chat.say("el jueves")
    chat.calendar.open.insert(0, at(24, 9))

    again = await chat.say("sí")
    done = await chat.say("la segunda")

    assert slot_lines(again) == slot_lines(offer)
    assert "viernes 27 de noviembre, 11:00" in done


async def test_an_unclear_message_gets_the_open_question_again() -> None:
    chat = Chat(SPANISH)
    offer = await chat.say("quiero una reunión")

    reply = await chat.say("¿eh?")

    assert "Perdona, no te he entendido" in reply
    assert slot_lines(reply) == slot_lines(offer)


async def test_who_keeps_their_email_gets_a_link() -> None:
    chat = Chat(SPANISH)
    await chat.say("quiero una reunión")
    await chat.say("la segunda")

    reply = await chat.say("no")

    assert "https://calendly.com/d/link-1/" in reply


async def test_a_second_meeting_is_not_booked_beside_the_first() -> None:
    chat = await booked()

    reply = await chat.say("quiero una reunión")

    assert "Ya tienes esta reunión" in reply
    assert chat.tools == []


async def test_a_lead_hears_when_the_meeting_is() -> None:
    chat = await booked()

    reply = await chat.say("¿cuándo es?")

    assert "miércoles 25 de noviembre, 14:00 (hora de Madrid)" in reply


async def test_a_person_who_takes_over_silences_the_bot() -> None:
    chat = Chat(SPANISH)

    handed = await chat.say("una persona")
    await chat.say("hola")

    assert "He avisado a una persona" in handed
    assert chat.state["result"]["action"] == "ignored"
    assert len(chat.crm.messages) == 2


async def test_stop_is_confirmed_once_and_final_until_the_lead_comes_back() -> None:
    chat = Chat(SPANISH)

    stopped = await chat.say("STOP")
    await chat.say("hola")
    ignored = chat.state["result"]["action"]
    back = await chat.say("ALTA")

    assert stopped.startswith("De acuerdo, no te escribiremos más")
    assert ignored == "ignored"
    assert "volvemos a estar en contacto" in back


async def test_a_silent_calendar_is_admitted_and_no_time_is_made_up() -> None:
    chat = Chat(SPANISH)
    chat.calendar.faults["event_types"] = [Unavailable("Calendly answered 503")]

    reply = await chat.say("quiero una reunión")

    assert "no consigo consultar el calendario" in reply
    assert chat.state["result"]["success"] is False
    assert chat.state["result"]["error"] == "Calendly answered 503"
    assert chat.state["result"]["action"] == "manual_follow_up"


async def test_a_refused_token_goes_to_a_person() -> None:
    chat = Chat(SPANISH)
    chat.calendars.refused = Rejected("Calendly refuses the token", reason="token")

    reply = await chat.say("quiero una reunión")

    assert "He avisado a una persona" in reply
    assert chat.state["result"]["success"] is False
    assert chat.state["result"]["mode"] == "error"


async def test_a_workspace_without_any_calendar_says_so() -> None:
    chat = Chat(SPANISH)
    chat.calendars.refused = Rejected("No Calendly is connected", reason="not_configured")

    await chat.say("quiero una reunión")

    assert chat.state["result"]["action"] == "calendly_not_configured"
    assert chat.state["result"]["error"] == "No Calendly is connected"


async def test_what_a_lead_tells_in_passing_does_not_lose_the_offer() -> None:
    chat = Chat(SPANISH | {"somos Acme": heard("provide_details", details={"company": "Acme"})})
    offer = await chat.say("quiero una reunión")

    reply = await chat.say("somos Acme")

    assert reply.startswith("Gracias, tomo nota.")
    assert slot_lines(reply) == slot_lines(offer)


async def test_a_plan_without_booking_gets_a_link() -> None:
    chat = Chat(SPANISH)
    chat.calendar.faults["book"] = [Rejected("Calendly: plan", reason="plan")]
    await chat.say("Ana López, ana@example.com")
    await chat.say("quiero una reunión")

    reply = await chat.say("la segunda")

    assert "https://calendly.com/d/link-1/sales-call?utm_source=pipewise" in reply
    assert "email=ana%40example.com" in reply
    assert chat.state["result"]["meeting_state"] == "link_sent"


async def test_a_lost_answer_is_looked_up_and_not_booked_twice() -> None:
    chat = Chat(SPANISH)
    lost = Unavailable("Calendly: timeout", unsure=True)
    chat.calendar.faults["book_answer"] = [lost]
    await chat.say("Ana López, ana@example.com")
    await chat.say("quiero una reunión")

    reply = await chat.say("la segunda")

    assert "reservada" in reply
    assert len(chat.calendar.booked) == 1


async def test_a_booking_nobody_can_vouch_for_is_not_claimed() -> None:
    chat = Chat(SPANISH)
    lost = Unavailable("Calendly: timeout", unsure=True)
    chat.calendar.faults |= {"book_answer": [lost], "find_booked": [lost]}
    await chat.say("Ana López, ana@example.com")
    await chat.say("quiero una reunión")

    reply = await chat.say("la segunda")

    assert "no sé si tu hora ha quedado apuntada" in reply
    assert "reservada" not in reply
    assert chat.state["result"]["success"] is False


async def test_the_facade_makes_a_link_in_three_calls() -> None:
    chat = Chat(SPANISH, door="facade")

    await chat.say("quiero una reunión")

    assert chat.tools == [
        "get_lead_by_id",
        "create_calendly_scheduling_link",
        "schedule_meeting_for_lead",
    ]
    result = chat.state["result"]
    assert result["success"]
    assert str(result["meeting_url"]) in chat.state["messages"][-1].text
    assert (result["event_type"], result["mode"]) == ("Sales Call", "fallback")


async def test_a_pressed_button_picks_its_slot() -> None:
    chat = Chat(SPANISH)
    await chat.say("quiero una reunión")
    second = chat.choices[1]

    await chat.press(second["id"], second["title"])

    assert second["title"] == "mié 25 nov, 14:00"
    assert chat.state["agenda"]["picked"] == second["id"]


async def test_a_button_of_an_older_offer_still_works() -> None:
    chat = Chat(SPANISH)
    await chat.say("quiero una reunión")
    old = chat.choices[0]
    await chat.say("ninguna")

    await chat.press(old["id"], old["title"])

    assert chat.state["agenda"]["picked"] == old["id"]


async def test_three_messages_get_one_answer() -> None:
    chat = Chat({"hola\nquiero una reunión": heard("greeting", "schedule_meeting")})

    reply = await chat.say("hola", "quiero una reunión")

    assert len(slot_lines(reply)) == 3
    assert chat.state["turn"]["covers"] == 2


async def test_a_superseded_reply_leaves_no_trace_in_the_thread() -> None:
    chat = Chat(SPANISH)
    chat.crm.next_outcome = "superseded"

    await chat.say("quiero una reunión")

    assert [message.type for message in chat.state["messages"]] == ["human"]
    assert chat.state["agenda"]["goal"] is None
    assert chat.state["turn"]["committed"]


async def test_a_booking_made_elsewhere_is_announced_from_its_receipt() -> None:
    chat = await booked()
    proof = next(proof for _, proof in chat.crm.proofs.values() if proof["kind"] == "booked")

    reply = await chat.give({"platform": None}, notice=proof["id"])

    assert "reservada" in reply
    assert chat.state["route"] == "announce"


def slot_lines(reply: str) -> list[str]:
    return [line[3:] for line in reply.splitlines() if line[:3] in {"1. ", "2. ", "3. "}]
