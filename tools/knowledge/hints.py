"""What a passage speaks of without naming it: money is a price, "9 to 18 h" are opening hours."""

import re

from tools.ports.words import Language

MONEY = re.compile(
    r"[€$£]\s?\d|\d\s?(?:€|\$|£|eur\b|usd\b|euros?\b|d[oó]lares\b|dollars\b|reais\b)", re.I
)
CLOCK = re.compile(
    r"\b\d{1,2}[:h]\d{2}\b|\b\d{1,2} ?(?:am|pm|a\. ?m\.|p\. ?m\.|h\b|hrs?\b)"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:lunes|martes|jueves|viernes)\b"
    r"|\bmi[eé]rcoles\b|\bs[aá]bados?\b|\bdomingos?\b|\bsegunda a s|\b\w+-feiras?\b",
    re.I,
)
SPAN = re.compile(
    r"\b(?:days?|weeks?|hours?|minutes?|months?|d[ií]as?|semanas?|horas?|minutos?|m[eê]s(?:es)?)\b",
    re.I,
)
NAMED: dict[Language, tuple[str, str, str]] = {
    "es": ("precio", "horario", "demora"),
    "en": ("price", "hours", "duration"),
    "pt": ("preco", "horario", "prazo"),
}


def hints_of(text: str, language: Language) -> str:
    """Words to find it by, beside its own."""
    found = (pattern.search(text) for pattern in (MONEY, CLOCK, SPAN))
    return " ".join(word for word, is_there in zip(NAMED[language], found, strict=True) if is_there)
