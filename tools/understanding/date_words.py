"""The words of the calendar and the clock in Spanish, English and Portuguese, without accents."""

from tools.ports.words import Language

_UNITS = {
    "es": "cero un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
    "dieciseis diecisiete dieciocho diecinueve veinte veintiun veintidos veintitres "
    "veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve treinta",
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty",
    "pt": "zero um dois tres quatro cinco seis sete oito nove dez onze doze treze quatorze quinze "
    "dezesseis dezessete dezoito dezenove vinte",
}
_MORE = {
    "una": 1, "uno": 1, "uma": 1, "a": 1, "an": 1, "duas": 2, "veintiuno": 21, "veintiuna": 21,
    "catorze": 14, "dezasseis": 16, "dezassete": 17, "dezanove": 19,
    "thirty": 30, "forty": 40, "fifty": 50, "cuarenta": 40, "cincuenta": 50,
    "trinta": 30, "quarenta": 40, "cinquenta": 50,
}  # fmt: skip
NUMBERS: dict[str, int] = {
    **{word: n for words in _UNITS.values() for n, word in enumerate(words.split())},
    **_MORE,
}

_ENGLISH_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
DAY_WORDS: dict[str, int] = {
    **{word: value for word, value in NUMBERS.items() if 1 <= value <= 31 and len(word) > 2},
    **{word: n for n, word in enumerate(_ENGLISH_ORDINALS.split(), 1)},
    **{
        f"{tens}{joint}{word}": value + n
        for tens, value in (("twenty", 20), ("thirty", 30))
        for joint in (" ", "-")
        for n, word in enumerate(_ENGLISH_ORDINALS.split()[:9], 1)
        if value + n <= 31
    },
    **{
        f"twenty{joint}{word}": 20 + NUMBERS[word]
        for joint in " -"
        for word in _UNITS["en"].split()[1:10]
    },
    **{
        "um": 1,
        "primero": 1,
        "primeiro": 1,
        "thirtieth": 30,
        "treinta y uno": 31,
        "trinta e um": 31,
    },
    **{f"vinte e {word}": 20 + NUMBERS[word] for word in _UNITS["pt"].split()[1:10]},
}
"""The days of a month in words."""

WEEKDAYS: dict[str, int] = {
    "lunes": 0, "martes": 1, "miercoles": 2, "miercole": 2, "jueves": 3, "viernes": 4,
    "sabado": 5, "domingo": 6,
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5,
    "sunday": 6, "mon": 0, "tue": 1, "tues": 1, "wed": 2, "weds": 2, "wednes": 2, "thu": 3,
    "thur": 3, "thurs": 3, "fri": 4,
    "segunda-feira": 0, "terca-feira": 1, "quarta-feira": 2, "quinta-feira": 3, "sexta-feira": 4,
    "segunda feira": 0, "terca feira": 1, "quarta feira": 2, "quinta feira": 3, "sexta feira": 4,
    "2a-feira": 0, "3a-feira": 1, "4a-feira": 2, "5a-feira": 3, "6a-feira": 4,
    "2a feira": 0, "3a feira": 1, "4a feira": 2, "5a feira": 3, "6a feira": 4,
}  # fmt: skip
MARKED_WEEKDAYS: dict[str, int] = {
    "lun": 0, "mie": 2, "jue": 3, "vie": 4, "sab": 5, "dom": 6, "sat": 5, "sun": 6,
    "seg": 0, "ter": 1, "qua": 2, "qui": 3, "sex": 4,
}  # fmt: skip
"""Short forms that are other words too: read only beside a number or a preposition."""

PORTUGUESE_WEEKDAYS: dict[str, int] = {
    "segunda": 0, "terca": 1, "quarta": 2, "quinta": 3, "sexta": 4,
}  # fmt: skip
"""Ordinals in Spanish, and in Portuguese after the article: read in Portuguese only."""

MONTHS: dict[str, int] = {
    "enero": 1, "febrero": 2, "marzo": 3, "abril": 4, "mayo": 5, "junio": 6, "julio": 7,
    "agosto": 8, "septiembre": 9, "setiembre": 9, "octubre": 10, "noviembre": 11, "diciembre": 12,
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7,
    "august": 8, "september": 9, "october": 10, "november": 11, "december": 12,
    "janeiro": 1, "fevereiro": 2, "marco": 3, "maio": 5, "junho": 6, "julho": 7,
    "setembro": 9, "outubro": 10, "novembro": 11, "dezembro": 12,
    "ene": 1, "feb": 2, "mar": 3, "abr": 4, "jun": 6, "jul": 7, "ago": 8, "sept": 9, "sep": 9,
    "oct": 10, "nov": 11, "dic": 12, "jan": 1, "apr": 4, "aug": 8, "dec": 12, "fev": 2,
    "mai": 5, "set": 9, "out": 10, "dez": 12,
}  # fmt: skip

ORDINALS: dict[str, int] = {
    "primera": 1, "tercera": 3, "cuarta": 4,
    "primer": 1, "primero": 1, "segundo": 2, "tercer": 3, "tercero": 3, "cuarto": 4, "ultimo": -1,
    "first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1, "1st": 1, "2nd": 2, "3rd": 3,
    "4th": 4, "1er": 1, "1ro": 1, "1ra": 1, "2do": 2, "2da": 2, "3er": 3, "3ro": 3, "3ra": 3,
    "4to": 4, "4ta": 4, "1a": 1, "2a": 2, "3a": 3, "4a": 4, "1o": 1, "2o": 2, "3o": 3, "4o": 4,
    "fifth": 5, "5th": 5, "quinta": 5, "quinto": 5,
    "primeira": 1, "primeiro": 1, "segunda": 2, "terceira": 3, "terceiro": 3,
    "quarto": 4, "ultima": -1,
}  # fmt: skip

PARTS: dict[str, tuple[int, int]] = {
    "morning": (6, 12),
    "afternoon": (13, 18),
    "evening": (18, 22),
    "night": (18, 22),
    "small_hours": (0, 6),
    "first_thing": (8, 10),
    "mid_morning": (10, 12),
    "before_lunch": (8, 13),
    "before_noon": (6, 12),
    "lunch": (12, 14),
    "after_lunch": (13, 18),
    "early_afternoon": (13, 15),
    "late_afternoon": (16, 19),
    "after_work": (18, 21),
    "last_thing": (16, 19),
    "office_hours": (9, 18),
}
"""From and until, in hours of the local day. Noon itself is nobody's afternoon."""

_DAY_ENDS = (
    r"(?:(?<=lunes )|(?<=artes )|(?<=coles )|(?<=ueves )|(?<=ernes )|(?<=abado )|(?<=mingo )"
    r"|(?<=sexta )|(?<=segunda )|(?<=terca )|(?<=quarta )|(?<=quinta )|(?<=feira )|(?<=hoje ))"
)
_TOMORROW_ENDS = (
    r"(?:(?<=manana )|(?<=amanha )|(?<=hoy )|(?<=cualquier )|(?<=qualquer )|(?<=alguna )"
    r"|(?<=una )|(?<=uma )|(?<=alguma ))"
)
_ENGLISH_DAYS = "(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|today"
PART_WORDS: dict[str, str] = {
    # Spanish
    r"a primera hora de la tarde|(?:no |a )?(?:comeco|inicio) da tarde": "early_afternoon",
    r"(?:no )?(?:fim|final) da manha": "mid_morning",
    r"(?:no )?(?:fim|final|finalzinho) d[ae] tarde|last thing": "last_thing",
    rf"(?:{_DAY_ENDS}|{_TOMORROW_ENDS})tarde(?! para)": "afternoon",
    rf"(?:{_DAY_ENDS}|{_TOMORROW_ENDS})(?:noche|noite)": "night",
    r"(?:de |a |na )?manhazinha": "first_thing",
    r"(?:de |a |na )?tarde?(?:z)?inha|a la tardecita": "late_afternoon",
    r"(?:de |a |na )?noitinha": "evening",
    r"a seguir (?:ao almoco|a hora d[eo] almoco)": "after_lunch",
    r"ao almoco": "lunch",
    r"(?:depois|apos) de (?:o )?almoc(?:o|ar)|pos[- ]almoco": "after_lunch",
    r"antes de (?:o )?almoc(?:o|ar)": "before_lunch",
    r"(?:no )?(?:fim|final) (?:de|do) expediente|(?:no )?ultimo horario": "last_thing",
    r"(?:no )?comecinho da tarde": "early_afternoon",
    r"a ultima hora de la manana": "mid_morning",
    r"(?:a|en|por) la mananita": "first_thing",
    r"(?:en|por) la tardecita": "late_afternoon",
    r"a la nochecita": "evening",
    r"(?:a|en) la siesta": "early_afternoon",
    r"al (?:final|cierre) del dia": "last_thing",
    r"en horario de manana": "morning",
    r"al (?:final|caer) (?:de )?la tarde": "late_afternoon",
    r"(?<=manana )pront(?:o|ito)": "morning",
    rf"{_DAY_ENDS}(?:de )?(?:manana|manha)"
    r"|(?:(?<=cualquier )|(?<=qualquer )|(?<=alguna )|(?<=alguma ))(?:manana|manha)": "morning",
    r"a primerisima hora|(?:a )?primera hora(?: de la manana)?(?! (?:libre|disponible|que))"
    r"|(?:na |a )?primeira hora da manha": "first_thing",
    r"a ultima hora(?: de la (?:manana|tarde))?": "last_thing",
    r"a media manana|media manana": "mid_morning",
    r"a media tarde|media tarde": "late_afternoon",
    r"antes del? (?:comer|almorzar|almuerzo|la comida)": "before_lunch",
    r"(?:despues|dps|luego) (?:de|del) (?:comer|almorzar|almuerzo|mediodia|la comida)"
    r"|tras (?:la comida|el almuerzo|comer)": "after_lunch",
    r"(?:a|en) la hora (?:de comer|del almuerzo|de la comida)": "lunch",
    r"(?:despues|al salir) del? (?:trabajo|trabajar|curro|oficina)": "after_work",
    r"(?:(?:por|en|a|de) )?las? mananas?(?! siguiente)|temprano por la manana": "morning",
    r"(?:(?:por|en|a|de) )?las? tardes?|por la tardecita": "afternoon",
    r"(?:(?:por|en|a|de) )?las? noches?|de noche|(?:por|en) la nochecita": "night",
    r"(?:de|por la|en la|na|pela|da) madrugada": "small_hours",
    r"(?<!mas )(?<!tan )(?<!lo )tempran(?:o|ito)|(?<!mais )(?<!tao )(?<!hoje )cedo": "morning",
    r"en horario (?:de oficina|laboral)": "office_hours",
    # English
    r"first thing(?: in the morning)?|early(?: in the)? mornings?": "first_thing",
    r"mid[- ]?mornings?|late(?: in the)? mornings?": "mid_morning",
    r"early(?: in the)? afternoons?": "early_afternoon",
    r"mid[- ]?afternoons?|late(?: in the)? afternoons?": "late_afternoon",
    r"before (?:noon|midday)|antes del mediodia|antes do meio[- ]?dia": "before_noon",
    r"before lunch": "before_lunch",
    r"after (?:lunch|my lunch break)": "after_lunch",
    r"(?:at |over |during |around |for )?lunch(?: ?time)?(?! break)": "lunch",
    r"after (?:work|hours)": "after_work",
    r"(?:at |by |before )?(?:the )?end of (?:the )?(?:business )?day|eod|cob"
    r"|close of business": "last_thing",
    r"(?:in )?(?:the )?mornings?|(?:(?<=day )|(?<=mon )|(?<=tue )|(?<=wed )|(?<=thu )|(?<=fri )"
    r"|(?<=sat )|(?<=sun )|(?<=tues )|(?<=weds )|(?<=thur )|(?<=thurs )"
    r"|(?<=tomorrow ))am"
    rf"|early(?= (?:on )?(?:{_ENGLISH_DAYS})\b)": "morning",
    rf"late(?= (?:on )?(?:{_ENGLISH_DAYS})\b)": "last_thing",
    r"(?:in )?(?:the )?(?:afternoons?|arvo)|\bpm\b": "afternoon",
    r"(?:in )?(?:the )?evenings?": "evening",
    r"at night|(?<!\d )nights?": "night",
    r"(?:during )?(?:business|office|working) hours": "office_hours",
    # Portuguese
    r"(?:after|past) (?:noon|midday)|(?:despues del|pasado el) mediodia"
    r"|(?:depois do|apos o) meio[- ]?dia": "afternoon",
    r"(?:na|a) primeira hora|logo cedo|cedinho|bem cedo": "first_thing",
    r"(?:no )?(?:fim|final) d[ao] (?:tarde|dia)": "last_thing",
    r"(?:no )?meio da manha": "mid_morning",
    r"(?:no )?meio da tarde": "late_afternoon",
    r"antes do almoco": "before_lunch",
    r"(?:depois|apos) (?:do |o )?almoco": "after_lunch",
    r"(?:na|a|no) (?:hora|horario|intervalo|pausa) d[eo] almoco": "lunch",
    r"depois do (?:trabalho|expediente)": "after_work",
    r"(?:de|pela|na|da|a|as|pelas) manhas?": "morning",
    r"(?:de|a|pela|na|da|as|pelas) tardes?": "afternoon",
    r"(?:de|a|pela|na|da|as|pelas) noites?": "night",
    r"(?:em )?horario comercial": "office_hours",
}
"""Patterns of a part of day, in the order they are tried."""

TODAY_PARTS: dict[str, str] = {
    "esta manana|this morning|esta manha|hoje cedo": "morning",
    "esta (?:misma )?tarde|this (?:afternoon|arvo)|logo a tarde": "afternoon",
    "esta noche|tonight|tonite|this evening|(?:ne|e|na)ss?t?a noite|(?:hoje|logo) a noite": "night",
}

SPANISH_PARTS: dict[str, tuple[int, int]] = {"afternoon": (13, 20), "after_lunch": (14, 20)}
"""Where lunch is late and the afternoon lasts until eight."""


def part_hours(part: str, language: Language) -> tuple[int, int]:
    return SPANISH_PARTS[part] if language == "es" and part in SPANISH_PARTS else PARTS[part]


def number(words: str) -> int | None:
    """ "15", "quince", "cuarenta y cinco", "twenty-five"."""
    parts = words.replace("-", " ").split()
    parts = [part for part in parts if part not in ("y", "e", "and")]
    if len(parts) == 1 and parts[0].isdigit():
        return int(parts[0])
    if not parts or len(parts) > 2 or any(part not in NUMBERS for part in parts):
        return None
    return sum(NUMBERS[part] for part in parts)
