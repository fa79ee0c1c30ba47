"""Beside the business: greetings, a question with the wish to meet, "never mind", not a word."""

from tests.chat import Chat
from tests.fakes import FakeCalendar, Line, at, heard, nth, window
from tools.ports.understanding import Choice, SmallTalk, Understanding, Window

ANA = {"name": "Ana López", "email": "ana@example.com"}

ALL = {
    "company": "Acme",
    "need": "ventas",
    "team_size": "20",
    "role": "CEO",
    "budget": "5000",
    "urgency": "ya",
}


def chatter(kind: SmallTalk) -> Understanding:
    return {**heard(), "small_talk": kind}


LINES: dict[str, Line] = {
    "hola": heard("greeting"),
    "gracias": heard("thanks_or_bye"),
    "no, gracias": heard("thanks_or_bye", answer="no"),
    "no me interesa nada de esto": heard("not_interested", answer="no"),
    "quiero una reunión": heard("schedule_meeting"),
    "¿cuánto cuesta? y quiero una reunión": heard("schedule_meeting", "pricing_question"),
    "¿me das hora?": heard("schedule_meeting", "product_question"),
    "¿cuánto cuesta?": heard("pricing_question"),
    "espera, ¿cuánto cuesta?": heard("pricing_question", answer="no"),
    "¿puedo llevar a mi socio?": heard(),
    "la segunda": nth(1),
    "la 2, ¿cuánto cuesta?": lambda hearing: {
        **heard("schedule_meeting", "pricing_question"),
        "choice": Choice(kind="slot", slot_id=hearing.offers[1]["id"]),
    },
    "el martes a las 10": heard("schedule_meeting", windows=[window(at(24, 9))]),
    "Ana López, ana@example.com": heard("provide_details", details=ANA),
    "trabajo en Acme": heard("provide_details", details=ALL),
    "¿eres un robot?": chatter("robot"),
    "un momento": chatter("wait"),
    "déjalo": chatter("drop"),
    "tengo una pregunta": chatter("question"),
    "no quiero reunión, solo información": {
        **heard("product_question", "not_interested"),
        "small_talk": "question",
    },
    "cancela mi reunión": heard("cancel_meeting"),
    "cuéntame un chiste": heard("other", confidence=0.9),
    "prefiero no dar mi correo": {**heard("not_interested"), "small_talk": "private"},
    "bien, gracias": {**heard("thanks_or_bye", answer="yes"), "small_talk": "fine"},
    "cancela": heard("cancel_meeting"),
    "me equivoqué, es eva@example.com": heard(
        "provide_details", details={"email": "eva@example.com"}
    ),
    "otra hora": heard("reschedule_meeting", choice=Choice(kind="more", slot_id=None)),
    "sí, confirmo": heard("meeting_info", answer="yes"),
    "soy Ana López, me va bien el martes": heard(
        "provide_details", details=ANA, windows=[window(at(24, 0), at(25, 0))]
    ),
    "sí": heard(answer="yes"),
    "no": heard(answer="no"),
    "otro día": heard(choice=Choice(kind="other_day", slot_id=None)),
    "ninguna": heard(choice=Choice(kind="none", slot_id=None)),
}


async def after(*lines: str) -> Chat:
    chat = Chat(LINES)
    for line in lines:
        await chat.say(line)
    return chat


async def booked() -> Chat:
    return await after("quiero una reunión", "la segunda", "Ana López, ana@example.com")


async def test_a_second_hello_is_no_second_introduction() -> None:
    chat = await after("hola")

    again = await chat.say("hola")

    assert again.startswith("¡Hola de nuevo!")
    assert "Puedo contarte" not in again


async def test_a_price_and_a_wish_to_meet_get_both() -> None:
    chat = Chat(LINES)
    await chat.crm.add_passage("", title="Precio", text="Desde 49 € al mes.", language="es")

    reply = await chat.say("¿cuánto cuesta? y quiero una reunión")

    assert reply.index("Desde 49 € al mes.") < reply.index("Estas horas están libres")
    assert chat.state["route"] == "scheduler"
    assert chat.state["agenda"]["asked"] == "slot"


async def test_a_price_nobody_knows_is_admitted_beside_the_times() -> None:
    reply = await Chat(LINES).say("¿cuánto cuesta? y quiero una reunión")

    assert "No tengo ese dato" in reply
    assert "1. " in reply
    assert reply.count("¿") == 1


async def test_what_only_sounds_like_a_question_gets_the_times_alone() -> None:
    reply = await Chat(LINES).say("¿me das hora?")

    assert "1. " in reply
    assert "No tengo ese dato" not in reply


async def test_a_slot_and_a_question_in_one_message_get_both() -> None:
    chat = await after("quiero una reunión")

    reply = await chat.say("la 2, ¿cuánto cuesta?")

    assert "No tengo ese dato" in reply
    assert "miércoles 25 de noviembre, 14:00" in reply
    assert "¿A qué nombre y correo" in reply


async def test_a_question_before_the_answer_refuses_none_of_the_times() -> None:
    chat = await after("quiero una reunión")

    reply = await chat.say("espera, ¿cuánto cuesta?")

    assert "1. martes 24 de noviembre, 10:00" in reply
    assert chat.state["agenda"]["refused"] == []


async def test_one_thing_is_asked_at_a_time_after_a_question_in_the_middle() -> None:
    chat = await after("quiero una reunión", "la segunda")

    reply = await chat.say("¿cuánto cuesta?")

    assert reply.count("¿") == 1
    assert reply.endswith("¿A qué nombre y correo pongo la reunión?")


async def test_a_question_that_fits_no_intent_is_offered_to_the_team() -> None:
    reply = await Chat(LINES).say("¿puedo llevar a mi socio?")

    assert "¿Se lo pregunto al equipo?" in reply


async def test_a_robot_says_so_and_goes_on() -> None:
    chat = await after("quiero una reunión")

    reply = await chat.say("¿eres un robot?")

    assert reply.startswith("Soy un asistente virtual (una IA)")
    assert "1. " in reply


async def test_who_asks_for_a_moment_gets_it_and_the_offer_waits() -> None:
    chat = await after("quiero una reunión")

    assert "1. " not in await chat.say("un momento")
    assert "miércoles 25 de noviembre, 14:00" in await chat.say("la segunda")


async def test_never_mind_ends_what_was_begun() -> None:
    chat = await after("quiero una reunión")

    reply = await chat.say("déjalo")

    assert "lo dejamos aquí" in reply
    assert chat.state["agenda"]["goal"] is None


async def test_never_mind_keeps_a_meeting_that_was_to_be_canceled() -> None:
    chat = await booked()
    await chat.say("cancela mi reunión")

    reply = await chat.say("déjalo")

    assert "la dejo como está" in reply
    assert chat.calendar.canceled == []


async def test_no_thanks_to_the_times_is_not_answered_with_more_times() -> None:
    chat = await after("quiero una reunión")

    reply = await chat.say("no, gracias")

    assert "1. " not in reply
    assert chat.state["agenda"]["goal"] is None


async def test_who_loses_interest_over_their_details_gets_no_link() -> None:
    chat = await after("quiero una reunión", "la segunda")

    reply = await chat.say("no me interesa nada de esto")

    assert "http" not in reply
    assert "Entendido" in reply


async def test_who_wants_information_and_no_meeting_is_asked_what_and_not_pushed() -> None:
    chat = Chat(LINES)

    reply = await chat.say("no quiero reunión, solo información")
    told = await chat.say("trabajo en Acme")

    assert "¿qué te gustaría saber?" in reply
    assert "1. " not in reply
    assert "busco una hora" not in told


async def test_a_yes_to_a_meeting_that_was_proposed_gets_times() -> None:
    chat = Chat(LINES)

    proposed = await chat.say("trabajo en Acme")
    reply = await chat.say("sí")

    assert "busco una hora" in proposed
    assert "1. " in reply


async def test_a_no_to_a_meeting_that_was_proposed_is_taken() -> None:
    chat = await after("trabajo en Acme")

    assert "lo dejamos aquí" in await chat.say("no")


async def test_a_button_that_says_ask_a_question_asks_which() -> None:
    chat = await after("cuéntame un chiste")
    button = next(each for each in chat.choices if each["id"] == "intent:product_question")

    reply = await chat.press(button["id"], button["title"])

    assert "¿qué te gustaría saber?" in reply


async def test_out_of_scope_is_told_what_we_can_do_and_then_offered_a_person() -> None:
    chat = Chat(LINES)

    first = await chat.say("cuéntame un chiste")
    second = await chat.say("cuéntame un chiste")
    handed = await chat.say("sí")

    assert "Puedo responder preguntas" in first
    assert "¿Quieres que avise a una persona del equipo?" in second
    assert chat.state["result"]["action"] == "handed_over"
    assert "He avisado a una persona" in handed


async def test_who_is_understood_in_between_is_not_offered_a_person() -> None:
    chat = await after("cuéntame un chiste", "hola")

    assert "Puedo responder preguntas" in await chat.say("cuéntame un chiste")


async def test_twice_unclear_in_the_middle_keeps_the_question_open() -> None:
    chat = await after("quiero una reunión", "¿eh?")

    reply = await chat.say("blablá")
    picked = await chat.say("la segunda")

    assert "Si prefieres hablar con una persona" in reply
    assert "1. " in reply
    assert "¿A qué nombre" in picked


async def test_silence_is_not_called_a_misunderstanding() -> None:
    chat = await after("quiero una reunión")

    reply = await chat.say("...")

    assert reply.splitlines()[1] == "Aquí sigo." or reply.startswith("Aquí sigo.")
    assert "no te he entendido" not in reply


async def test_a_bare_yes_after_all_is_done_is_acknowledged() -> None:
    chat = await booked()

    assert "¡Perfecto!" in await chat.say("sí")


async def test_another_day_is_no_day_that_was_on_offer() -> None:
    chat = Chat({**LINES, "el martes": heard(windows=[window(at(24, 0), at(25, 0))])})
    await chat.say("quiero una reunión")
    await chat.say("el martes")

    reply = await chat.say("otro día")

    assert "1. " in reply
    assert "martes 24" not in reply


async def test_after_a_refusal_the_lead_may_name_a_day() -> None:
    chat = await after("quiero una reunión")

    assert (await chat.say("ninguna")).endswith("dime qué día y a qué hora prefieres.")


async def test_details_in_answer_to_shall_i_book_it_are_a_yes() -> None:
    chat = await after("el martes a las 10")

    reply = await chat.say("Ana López, ana@example.com")

    assert "reservada" in reply
    assert len(chat.calendar.booked) == 1


async def test_a_new_time_for_who_has_a_meeting_is_a_time_to_move_to() -> None:
    chat = await booked()

    asked = await chat.say("el martes a las 10")
    done = await chat.say("sí")

    assert "¿Paso tu reunión a esa hora?" in asked
    assert "se ha cambiado" in done


async def test_who_keeps_their_email_gets_a_link_and_is_not_let_go() -> None:
    chat = await after("quiero una reunión", "la segunda")

    assert "https://calendly.com/d/link-1/" in await chat.say("prefiero no dar mi correo")


async def test_cancel_with_nothing_booked_ends_the_arranging() -> None:
    chat = await after("quiero una reunión")

    assert "lo dejamos aquí" in await chat.say("cancela")


async def test_another_time_before_anything_is_booked_moves_nothing() -> None:
    chat = await after("quiero una reunión")

    assert "Otras horas libres" in await chat.say("otra hora")


async def test_a_yes_is_a_yes_whatever_else_it_sounds_like() -> None:
    chat = await booked()
    await chat.say("cancela mi reunión")

    assert "cancelada" in await chat.say("sí, confirmo")


async def test_a_time_beside_a_name_is_a_wish_to_meet() -> None:
    reply = await Chat(LINES).say("soy Ana López, me va bien el martes")

    assert "1. martes 24 de noviembre" in reply


async def test_an_address_that_cannot_be_changed_is_not_said_to_be_noted() -> None:
    chat = await booked()

    reply = await chat.say("me equivoqué, es eva@example.com")
    handed = await chat.say("sí")

    assert "sigue con la dirección de antes" in reply
    assert "tomo nota" not in reply
    assert "He avisado a una persona" in handed


async def test_in_the_afternoon_is_an_afternoon_of_the_days_asked_for() -> None:
    afternoons = [window(at(day, 12), at(day, 18)) for day in (24, 25, 26)]
    chat = Chat(
        {
            **LINES,
            "el jueves": heard(windows=[window(at(26, 0), at(27, 0))]),
            "por la tarde": heard(
                windows=[{**each, "assumptions": ["any_day"]} for each in afternoons]
            ),
        }
    )
    await chat.say("quiero una reunión")
    await chat.say("el jueves")

    reply = await chat.say("por la tarde")

    assert "1. jueves 26 de noviembre, 14:00" in reply
    assert "martes" not in reply


async def test_in_the_afternoon_is_an_afternoon_of_a_later_week_too() -> None:
    afternoon: Window = {**window(at(24, 12), at(24, 18)), "assumptions": ["any_day"]}
    chat = Chat(
        {
            **LINES,
            "la última semana": heard(windows=[window(at(29, 23), at(30, 23))]),
            "por la tarde": heard(windows=[afternoon]),
        },
        calendar=FakeCalendar(open=[at(24, 13), at(30, 9), at(30, 15)]),
    )
    await chat.say("quiero una reunión")
    await chat.say("la última semana")

    reply = await chat.say("por la tarde")

    assert "1. lunes 30 de noviembre, 16:00" in reply
    assert "2. " not in reply


async def test_more_times_are_of_the_days_asked_for() -> None:
    chat = Chat(
        {
            **LINES,
            "el martes": heard(windows=[window(at(24, 0), at(25, 0))]),
            "más": heard(choice=Choice(kind="more", slot_id=None)),
        },
        calendar=FakeCalendar(open=[at(24, hour) for hour in range(8, 17)] + [at(25, 9)]),
    )
    await chat.say("quiero una reunión")
    await chat.say("el martes")

    reply = await chat.say("más")

    assert reply.count("martes 24") == 3


async def test_a_yes_to_several_is_asked_to_which_and_not_called_unclear() -> None:
    chat = await after("quiero una reunión")

    reply = await chat.say("sí")

    assert reply.startswith("1. ")
    assert "no te he entendido" not in reply
