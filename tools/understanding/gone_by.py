"""What has been: yesterday, last Monday, two days ago."""

import re

from tools.understanding.date_words import MONTHS, NUMBERS, PORTUGUESE_WEEKDAYS, WEEKDAYS
from tools.understanding.days import Days, Today, faulty
from tools.understanding.page import words

SOME = words(*(w for w, v in NUMBERS.items() if 1 <= v <= 31 and w != "a"))
COUNT = rf"(?P<n>\d{{1,3}}|{SOME}|a|un par de|a couple of|a couple|um par de)"
UNIT = (
    "(?P<unit>minutos?|minutes?|mins?|horas?|hours?|hrs?|h|dias?|days?|semanas?|weeks?"
    r"|fortnights?|quincenas?|mes(?:es)?|months?)\b"
)
AGO = re.compile(
    rf"\b(?:an?|one|two|three|\d) weeks? ago(?: on)? {words(*WEEKDAYS)}\b|\bearlier today\b"
    rf"|\b(?:hace|ha|faz) {COUNT} {UNIT}|\b{COUNT.replace('<n>', '<n2>')}"
    rf" {UNIT.replace('<unit>', '<unit2>')} (?:ago|atras|before today|antes de hoy"
    r"|antes de hoje)\b"
    r"|\b(?:anteayer|antier|antes de ayer|ayer|anoche|yesterday|last night|anteontem|ontem)\b"
    rf"|\b(?:{words(*WEEKDAYS)} (?:of|from|de|da) )?(?:(?:last|previous|this past"
    rf"|past) (?:{words(*WEEKDAYS)}|week|weekend|month|year)"
    rf"|{words(*WEEKDAYS)} (?:just (?:gone|passed)|past\b(?! \w)|last week)|(?:the"
    rf" )?(?:{words(*WEEKDAYS)}|week|month) before last"
    rf"|(?:{SOME}|\d+) {words(*WEEKDAYS)}s ago|back in {words(*MONTHS)}|earlier this (?:morning"
    rf"|week|month)"
    rf"|(?:semana|mes|ano|{words(*WEEKDAYS, *PORTUGUESE_WEEKDAYS)}) retrasad[oa]|trasanteontem"
    rf"|(?:sabado|domingo|{words(*PORTUGUESE_WEEKDAYS)}) que passou|ha pouco"
    "|(?:el |la |este |esta )?(?:semana|mes|ano|fin de semana) (?:pasad[oa]|passad[oa]"
    r"|anterior))\b"
    rf"|\b(?:el |la )?{words(*WEEKDAYS)} (?:pasad[oa]|anterior)\b"
    rf"|\b(?:el |la |este |esta )?pasad[oa] (?:{words(*WEEKDAYS)}|semana|mes|ano)\b"
    rf"|\b(?:na |no |a |o )?{words(*WEEKDAYS, *PORTUGUESE_WEEKDAYS)} passad[oa]\b"
)


def gone_by(today: Today, match: re.Match[str]) -> list[Days]:
    return [faulty(match.span(), "past", today.date)]
