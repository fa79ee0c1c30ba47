"""What the pages say, in English, Spanish and Portuguese, and how each writes a date."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal, get_args

Language = Literal["en", "es", "pt"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

TEXTS: Mapping[str, Mapping[Language, str]] = {
    "minutes": {"en": "{} minutes", "es": "{} minutos", "pt": "{} minutos"},
    "with": {"en": "with {}", "es": "con {}", "pt": "com {}"},
    "choose": {"en": "Choose a time", "es": "Elige una hora", "pt": "Escolha um horário"},
    "zone": {"en": "Time zone", "es": "Zona horaria", "pt": "Fuso horário"},
    "from_day": {"en": "From day", "es": "Desde el día", "pt": "A partir do dia"},
    "show": {"en": "Show times", "es": "Ver horas", "pt": "Ver horários"},
    "earlier": {"en": "Earlier days", "es": "Días anteriores", "pt": "Dias anteriores"},
    "later": {"en": "Later days", "es": "Días siguientes", "pt": "Dias seguintes"},
    "no_times": {
        "en": "No open times here. Try another day.",
        "es": "No hay horas libres aquí. Prueba otro día.",
        "pt": "Não há horários livres aqui. Tente outro dia.",
    },
    "seats": {"en": "{} seats left", "es": "quedan {} plazas", "pt": "restam {} vagas"},
    "details": {"en": "Your details", "es": "Tus datos", "pt": "Seus dados"},
    "name": {"en": "Name", "es": "Nombre", "pt": "Nome"},
    "email": {"en": "E-mail", "es": "Correo electrónico", "pt": "E-mail"},
    "place": {"en": "Where", "es": "Dónde", "pt": "Onde"},
    "where": {
        "en": "Phone number or place",
        "es": "Teléfono o lugar",
        "pt": "Telefone ou local",
    },
    "other": {"en": "Other", "es": "Otra", "pt": "Outra"},
    "book": {"en": "Book this time", "es": "Reservar esta hora", "pt": "Reservar este horário"},
    "booked": {"en": "You are booked", "es": "Tu cita está reservada", "pt": "Reserva feita"},
    "calendar": {
        "en": "Add to your calendar",
        "es": "Añadir a tu calendario",
        "pt": "Adicionar ao seu calendário",
    },
    "cancel": {"en": "Cancel this meeting", "es": "Cancelar la cita", "pt": "Cancelar a reunião"},
    "move": {"en": "Move this meeting", "es": "Cambiar la hora", "pt": "Mudar o horário"},
    "reason": {"en": "Reason (optional)", "es": "Motivo (opcional)", "pt": "Motivo (opcional)"},
    "canceled": {
        "en": "The meeting is canceled",
        "es": "La cita está cancelada",
        "pt": "A reunião foi cancelada",
    },
    "now_at": {"en": "It is now at", "es": "Ahora es a las", "pt": "Agora é às"},
    "used": {
        "en": "This link has been used",
        "es": "Este enlace ya se ha usado",
        "pt": "Este link já foi usado",
    },
    "used_more": {
        "en": "It was for one booking. If you need another time, ask for a new link.",
        "es": "Era para una sola reserva. Si necesitas otra hora, pide un enlace nuevo.",
        "pt": "Era para uma única reserva. Se precisar de outro horário, peça um novo link.",
    },
    "expired": {
        "en": "This link has expired",
        "es": "Este enlace ha caducado",
        "pt": "Este link expirou",
    },
    "ask_new": {
        "en": "Ask for a new one and we will gladly find you a time.",
        "es": "Pide uno nuevo y con gusto te buscaremos una hora.",
        "pt": "Peça um novo e com prazer encontraremos um horário.",
    },
    "not_found": {
        "en": "There is no such page",
        "es": "Esta página no existe",
        "pt": "Esta página não existe",
    },
    "check_address": {
        "en": "Please check the address you were given.",
        "es": "Comprueba la dirección que recibiste.",
        "pt": "Confira o endereço que recebeu.",
    },
    "past": {
        "en": "This meeting is over",
        "es": "Esta cita ya pasó",
        "pt": "Esta reunião já passou",
    },
    "moved": {
        "en": "This meeting was moved",
        "es": "Esta cita se cambió de hora",
        "pt": "Esta reunião mudou de horário",
    },
    "taken": {
        "en": "That time has just been taken. Please choose another.",
        "es": "Esa hora se acaba de ocupar. Elige otra, por favor.",
        "pt": "Esse horário acabou de ser ocupado. Escolha outro, por favor.",
    },
    "need_start": {"en": "Choose a time.", "es": "Elige una hora.", "pt": "Escolha um horário."},
    "need_name": {"en": "Enter your name.", "es": "Escribe tu nombre.", "pt": "Digite seu nome."},
    "need_email": {
        "en": "Enter a valid e-mail address.",
        "es": "Escribe un correo electrónico válido.",
        "pt": "Digite um e-mail válido.",
    },
    "need_answer": {
        "en": "Answer this question: {}",
        "es": "Responde a esta pregunta: {}",
        "pt": "Responda a esta pergunta: {}",
    },
    "need_place": {
        "en": "Say where we reach you.",
        "es": "Di dónde te encontramos.",
        "pt": "Diga onde encontramos você.",
    },
    "too_large": {
        "en": "That was too much text",
        "es": "Es demasiado texto",
        "pt": "É texto demais",
    },
    "no_video": {
        "en": "No video meeting here: this calendar runs on its own.",
        "es": "Aquí no hay videollamada: este calendario funciona por su cuenta.",
        "pt": "Não há videochamada aqui: este calendário funciona sozinho.",
    },
}

WEEKDAYS: Mapping[Language, str] = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "pt": "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
}
MONTHS: Mapping[Language, str] = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre"
    " diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro"
    " dezembro",
}
DAY: Mapping[Language, str] = {
    "en": "{weekday}, {day} {month} {year}",
    "es": "{weekday}, {day} de {month} de {year}",
    "pt": "{weekday}, {day} de {month} de {year}",
}


def say(language: Language, key: str, *values: object) -> str:
    return TEXTS[key][language].format(*values)


def write_day(language: Language, day: date) -> str:
    return DAY[language].format(
        weekday=WEEKDAYS[language].split()[day.weekday()],
        day=day.day,
        month=MONTHS[language].split()[day.month - 1],
        year=day.year,
    )


def write_time(language: Language, at: datetime) -> str:
    """24 hours, but for English, which reads half of them twice."""
    if language != "en":
        return f"{at:%H:%M}"
    return f"{at.hour % 12 or 12}:{at:%M} {'am' if at.hour < 12 else 'pm'}"


def preferred(accept_language: str) -> Language:
    """The reader's first language among ours, by weight; English where there is none."""
    wishes = []
    for place, part in enumerate(accept_language.lower().split(",")):
        match = re.fullmatch(r"\s*([a-z]{2})(?:-[\w-]+)?\s*(?:;\s*q\s*=\s*([\d.]{1,5}))?\s*", part)
        if match and match[1] in LANGUAGES:
            weight = float(match[2]) if match[2] and match[2].count(".") < 2 else 1.0
            wishes.append((-weight, place, match[1]))
    best = min(wishes)[2] if wishes else "en"
    return next(language for language in LANGUAGES if language == best)
