"""Time zones of people: by their phone number, and by the place or abbreviation they name."""

import re
from functools import cache
from zoneinfo import available_timezones

import phonenumbers
from phonenumbers import timezone as phone_zones

from tools.understanding.normalise import plain

_MAIN_ZONE = {
    "AR": "America/Argentina/Buenos_Aires", "AU": "Australia/Sydney", "BR": "America/Sao_Paulo",
    "CL": "America/Santiago", "CO": "America/Bogota", "CR": "America/Costa_Rica",
    "CU": "America/Havana", "DE": "Europe/Berlin", "DO": "America/Santo_Domingo",
    "EC": "America/Guayaquil", "ES": "Europe/Madrid", "FR": "Europe/Paris", "GB": "Europe/London",
    "GG": "Europe/London", "JE": "Europe/London",
    "GT": "America/Guatemala", "HN": "America/Tegucigalpa", "IE": "Europe/Dublin",
    "IT": "Europe/Rome", "MX": "America/Mexico_City", "NI": "America/Managua",
    "NL": "Europe/Amsterdam", "NZ": "Pacific/Auckland", "PA": "America/Panama",
    "PE": "America/Lima", "PT": "Europe/Lisbon", "PY": "America/Asuncion",
    "SV": "America/El_Salvador", "UY": "America/Montevideo", "VE": "America/Caracas",
    "BO": "America/La_Paz", "PR": "America/Puerto_Rico", "AO": "Africa/Luanda",
    "MZ": "Africa/Maputo", "CH": "Europe/Zurich", "BE": "Europe/Brussels", "IN": "Asia/Kolkata",
    "PH": "Asia/Manila", "MA": "Africa/Casablanca", "ZA": "Africa/Johannesburg",
}  # fmt: skip
"""Where nearly everyone in a country lives, for numbers that name no single zone."""

_BY_AREA = frozenset({"AR", "BR", "CL", "ES", "MX", "PT", "EC"})
"""Countries whose area codes tell a zone other than the main one."""

_WIDE = frozenset({"AU", "BR", "CA", "CD", "ID", "KZ", "MX", "RU", "US"})
"""Countries whose people live in several zones. Where just some islands have another one, the
zone's name beside every time has to do."""

_OLD_NAMES = {
    "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
    "America/Cordoba": "America/Argentina/Cordoba",
    "America/Catamarca": "America/Argentina/Catamarca",
    "America/Jujuy": "America/Argentina/Jujuy",
    "America/Mendoza": "America/Argentina/Mendoza",
    "America/Indianapolis": "America/Indiana/Indianapolis",
    "America/Louisville": "America/Kentucky/Louisville",
    "Asia/Calcutta": "Asia/Kolkata",
    "Asia/Saigon": "Asia/Ho_Chi_Minh",
    "Asia/Katmandu": "Asia/Kathmandu",
    "Asia/Rangoon": "Asia/Yangon",
    "Atlantic/Faeroe": "Atlantic/Faroe",
    "Europe/Kiev": "Europe/Kyiv",
    "America/Godthab": "America/Nuuk",
}
_UNKNOWN = "Etc/Unknown"

_PLACES = {
    "madrid": "Europe/Madrid", "barcelona": "Europe/Madrid", "valencia": "Europe/Madrid",
    "sevilla": "Europe/Madrid", "bilbao": "Europe/Madrid", "espana": "Europe/Madrid",
    "peninsular": "Europe/Madrid", "spain": "Europe/Madrid", "espanola": "Europe/Madrid",
    "canarias": "Atlantic/Canary", "canaria": "Atlantic/Canary", "insular": "Atlantic/Canary",
    "canary islands": "Atlantic/Canary",
    "tenerife": "Atlantic/Canary",
    "bogota": "America/Bogota", "colombia": "America/Bogota", "colombiana": "America/Bogota",
    "medellin": "America/Bogota", "cali": "America/Bogota",
    "mexico": "America/Mexico_City", "cdmx": "America/Mexico_City",
    "centro de mexico": "America/Mexico_City",
    "ciudad de mexico": "America/Mexico_City", "mexico city": "America/Mexico_City",
    "guadalajara": "America/Mexico_City", "monterrey": "America/Monterrey",
    "tijuana": "America/Tijuana", "cancun": "America/Cancun",
    "lima": "America/Lima", "peru": "America/Lima", "peruana": "America/Lima",
    "buenos aires": "America/Argentina/Buenos_Aires",
    "argentina": "America/Argentina/Buenos_Aires", "cordoba": "America/Argentina/Cordoba",
    "santiago": "America/Santiago", "chile": "America/Santiago", "chilena": "America/Santiago",
    "caracas": "America/Caracas", "venezuela": "America/Caracas", "quito": "America/Guayaquil",
    "guayaquil": "America/Guayaquil", "ecuador": "America/Guayaquil",
    "montevideo": "America/Montevideo", "uruguay": "America/Montevideo",
    "asuncion": "America/Asuncion", "paraguay": "America/Asuncion", "la paz": "America/La_Paz",
    "bolivia": "America/La_Paz", "panama": "America/Panama", "costa rica": "America/Costa_Rica",
    "guatemala": "America/Guatemala", "el salvador": "America/El_Salvador",
    "honduras": "America/Tegucigalpa", "nicaragua": "America/Managua",
    "republica dominicana": "America/Santo_Domingo", "dominican republic": "America/Santo_Domingo",
    "santo domingo": "America/Santo_Domingo", "puerto rico": "America/Puerto_Rico",
    "cuba": "America/Havana",
    "brasilia": "America/Sao_Paulo", "sao paulo": "America/Sao_Paulo",
    "rio de janeiro": "America/Sao_Paulo", "brasil": "America/Sao_Paulo",
    "brazil": "America/Sao_Paulo", "manaus": "America/Manaus", "fortaleza": "America/Fortaleza",
    "recife": "America/Recife", "lisboa": "Europe/Lisbon", "lisbon": "Europe/Lisbon",
    "portugal": "Europe/Lisbon", "porto": "Europe/Lisbon", "acores": "Atlantic/Azores",
    "azores": "Atlantic/Azores",
    "new york": "America/New_York", "nueva york": "America/New_York",
    "nova york": "America/New_York", "nova iorque": "America/New_York", "miami": "America/New_York",
    "boston": "America/New_York", "washington": "America/New_York", "atlanta": "America/New_York",
    "florida": "America/New_York", "eastern": "America/New_York", "chicago": "America/Chicago",
    "dallas": "America/Chicago", "houston": "America/Chicago", "texas": "America/Chicago",
    "austin": "America/Chicago", "central": "America/Chicago", "denver": "America/Denver",
    "mountain": "America/Denver", "phoenix": "America/Phoenix", "arizona": "America/Phoenix",
    "colorado": "America/Denver", "utah": "America/Denver", "salt lake city": "America/Denver",
    "illinois": "America/Chicago", "minneapolis": "America/Chicago",
    "nashville": "America/Chicago", "new orleans": "America/Chicago",
    "san antonio": "America/Chicago", "philadelphia": "America/New_York",
    "orlando": "America/New_York", "new jersey": "America/New_York",
    "massachusetts": "America/New_York", "charlotte": "America/New_York",
    "san diego": "America/Los_Angeles", "las vegas": "America/Los_Angeles",
    "nevada": "America/Los_Angeles", "oregon": "America/Los_Angeles",
    "calgary": "America/Edmonton", "alberta": "America/Edmonton",
    "ontario": "America/Toronto", "quebec": "America/Toronto", "ottawa": "America/Toronto",
    "curitiba": "America/Sao_Paulo", "belo horizonte": "America/Sao_Paulo",
    "porto alegre": "America/Sao_Paulo", "goiania": "America/Sao_Paulo",
    "florianopolis": "America/Sao_Paulo", "puebla": "America/Mexico_City",
    "queretaro": "America/Mexico_City", "culiacan": "America/Mazatlan",
    "sinaloa": "America/Mazatlan", "sonora": "America/Hermosillo",
    "los angeles": "America/Los_Angeles", "san francisco": "America/Los_Angeles",
    "seattle": "America/Los_Angeles", "california": "America/Los_Angeles",
    "pacific": "America/Los_Angeles", "toronto": "America/Toronto", "montreal": "America/Toronto",
    "vancouver": "America/Vancouver", "hawaii": "Pacific/Honolulu",
    "london": "Europe/London", "londres": "Europe/London", "uk": "Europe/London",
    "england": "Europe/London", "dublin": "Europe/Dublin", "ireland": "Europe/Dublin",
    "paris": "Europe/Paris", "francia": "Europe/Paris", "france": "Europe/Paris",
    "berlin": "Europe/Berlin", "alemania": "Europe/Berlin", "germany": "Europe/Berlin",
    "rome": "Europe/Rome", "roma": "Europe/Rome", "italia": "Europe/Rome", "italy": "Europe/Rome",
    "amsterdam": "Europe/Amsterdam", "brussels": "Europe/Brussels", "zurich": "Europe/Zurich",
    "dubai": "Asia/Dubai", "india": "Asia/Kolkata", "mumbai": "Asia/Kolkata",
    "singapore": "Asia/Singapore", "tokyo": "Asia/Tokyo", "tokio": "Asia/Tokyo",
    "sydney": "Australia/Sydney", "melbourne": "Australia/Melbourne",
    "espanha": "Europe/Madrid", "equador": "America/Guayaquil", "panama city": "America/Panama",
    "pacifico": "America/Los_Angeles", "este": "America/New_York", "leste": "America/New_York",
    "oeste": "America/Los_Angeles", "east": "America/New_York", "west": "America/Los_Angeles",
    "central european": "Europe/Madrid", "eastern european": "Europe/Athens",
    "indian": "Asia/Kolkata", "british": "Europe/London", "spanish": "Europe/Madrid",
    "espanhola": "Europe/Madrid", "ny": "America/New_York", "nyc": "America/New_York",
    "brasileiro": "America/Sao_Paulo", "brasileira": "America/Sao_Paulo",
    "angola": "Africa/Luanda", "mocambique": "Africa/Maputo", "mozambique": "Africa/Maputo",
    "cabo verde": "Atlantic/Cape_Verde", "portuguesa": "Europe/Lisbon",
    "inglesa": "Europe/London", "britanica": "Europe/London", "francesa": "Europe/Paris",
    "alemana": "Europe/Berlin", "italiana": "Europe/Rome", "venezolana": "America/Caracas",
    "ecuatoriana": "America/Guayaquil", "boliviana": "America/La_Paz",
    "uruguaya": "America/Montevideo", "paraguaya": "America/Asuncion",
    "franca": "Europe/Paris", "alemanha": "Europe/Berlin",
    "reino unido": "Europe/London", "inglaterra": "Europe/London", "irlanda": "Europe/Dublin",
    "holanda": "Europe/Amsterdam", "suiza": "Europe/Zurich", "suica": "Europe/Zurich",
    "belgica": "Europe/Brussels", "japon": "Asia/Tokyo", "japan": "Asia/Tokyo",
    "japao": "Asia/Tokyo", "mexicana": "America/Mexico_City",
    "acre": "America/Rio_Branco", "noronha": "America/Noronha",
    "fernando de noronha": "America/Noronha", "paraguai": "America/Asuncion",
    "uruguai": "America/Montevideo", "toquio": "Asia/Tokyo", "china": "Asia/Shanghai",
    "centro": "America/Mexico_City", "dominicana": "America/Santo_Domingo",
    "panamena": "America/Panama", "costarricense": "America/Costa_Rica", "cubana": "America/Havana",
    "german": "Europe/Berlin", "french": "Europe/Paris", "irish": "Europe/Dublin",
    "italian": "Europe/Rome", "dutch": "Europe/Amsterdam", "swiss": "Europe/Zurich",
    "portuguese": "Europe/Lisbon", "brazilian": "America/Sao_Paulo",
    "mexican": "America/Mexico_City", "colombian": "America/Bogota",
    "chilean": "America/Santiago", "peruvian": "America/Lima",
    "argentine": "America/Argentina/Buenos_Aires",
    "argentinian": "America/Argentina/Buenos_Aires", "japanese": "Asia/Tokyo",
    "turkish": "Europe/Istanbul", "turkey": "Europe/Istanbul", "israel": "Asia/Jerusalem",
    "israeli": "Asia/Jerusalem", "tel aviv": "Asia/Jerusalem", "alaska": "America/Anchorage",
    "nz": "Pacific/Auckland", "new zealand": "Pacific/Auckland", "atlantic": "America/Halifax",
    "south africa": "Africa/Johannesburg", "south african": "Africa/Johannesburg",
    "nigeria": "Africa/Lagos", "kenya": "Africa/Nairobi", "korea": "Asia/Seoul",
    "east coast": "America/New_York", "west coast": "America/Los_Angeles",
    "costa leste": "America/New_York", "costa oeste": "America/Los_Angeles",
    "costa este": "America/New_York",
    "johannesburg": "Africa/Johannesburg", "luanda": "Africa/Luanda", "maputo": "Africa/Maputo",
}  # fmt: skip
_SHORT = {
    "est": "America/New_York", "edt": "America/New_York", "cst": "America/Chicago",
    "cdt": "America/Chicago", "mst": "America/Denver", "mdt": "America/Denver",
    "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles", "cet": "Europe/Madrid",
    "cest": "Europe/Madrid", "gmt": "Europe/London", "bst": "Europe/London", "utc": "UTC",
    "brt": "America/Sao_Paulo", "ist": "Asia/Kolkata", "aest": "Australia/Sydney",
    "aedt": "Australia/Sydney", "awst": "Australia/Perth", "jst": "Asia/Tokyo",
    "kst": "Asia/Seoul", "sgt": "Asia/Singapore", "hkt": "Asia/Hong_Kong",
    "nzst": "Pacific/Auckland", "nzdt": "Pacific/Auckland", "eet": "Europe/Athens",
    "eest": "Europe/Athens", "hst": "Pacific/Honolulu", "akst": "America/Anchorage",
    "akdt": "America/Anchorage",
}  # fmt: skip
"""What an abbreviation means to who says it: "EST" in March is New York's wall clock."""

_CLOCK_SHORT = {"et": "America/New_York", "ct": "America/Chicago", "pt": "America/Los_Angeles",
                "mt": "America/Denver", "z": "UTC", "ast": "America/Halifax",
                "sast": "Africa/Johannesburg", "wat": "Africa/Lagos", "eat": "Africa/Nairobi",
                "gst": "Asia/Dubai", "art": "America/Argentina/Buenos_Aires",
                "cot": "America/Bogota", "pet": "America/Lima", "clt": "America/Santiago",
                "wet": "Europe/Lisbon", "msk": "Europe/Moscow"}  # fmt: skip
"""Read only right behind a clock time: they are words too."""


_WINTER = frozenset({"est", "cst", "mst", "pst", "cet", "gmt", "aest", "nzst", "eet", "akst"})
_SUMMER = frozenset({"edt", "cdt", "mdt", "pdt", "cest", "bst", "aedt", "nzdt", "eest", "akdt"})
_NO_CITIES = frozenset(
    {"reunion", "nome", "center", "easter", "wake", "midway", "davis", "casey", "general", "west"}
    | {"east", "north", "south", "male", "victoria", "troll", "la rioja", "san juan", "unknown"}
)
"""Cities of the zone files that are words, or too many places, to those who write to us."""


def _cities() -> dict[str, str]:
    """The city that each zone is called after, for "9am Perth time"."""
    named = (zone for zone in sorted(available_timezones()) if zone.count("/") >= 1)
    regions = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Pacific/")
    cities = {
        zone.rpartition("/")[2].replace("_", " ").lower(): zone
        for zone in named
        if zone.startswith(regions)
    }
    kept = {city: _OLD_NAMES.get(zone, zone) for city, zone in cities.items()}
    return {city: zone for city, zone in kept.items() if city not in _NO_CITIES} | _PLACES


_CITIES = _cities()


def said_summer(text: str) -> bool | None:
    """Whether a zone's short name says which half of the year's clocks is meant: EDT, not EST."""
    words = set(re.findall(r"[a-z]+", text.lower()))
    if words & _SUMMER:
        return True
    return False if words & _WINTER else None


def _any_of(names: dict[str, str]) -> str:
    return "|".join(sorted(names, key=lambda name: (-len(name), name)))


_DIRECTIONS = frozenset(
    "este leste oeste east west indian british spanish centro german french irish italian dutch"
    " swiss portuguese brazilian mexican colombian chilean peruvian argentine argentinian japanese"
    " turkish israeli atlantic south\tafrican".replace(" ", "\n")
    .replace("\t", " ")
    .split("\n")
)
_ALONE = {name: zone for name, zone in _PLACES.items() if name not in _DIRECTIONS}
_ALONE_CITIES = {name: zone for name, zone in _CITIES.items() if name not in _DIRECTIONS}
_NAMED = re.compile(
    r"\b(?:en )?(?:la )?(?:hora|horario|huso|fuso|tiempo|zona horaria)(?: horario| oficial|"
    r" local)? (?:del? (?:la |los |las )?"
    r"|d[oa]s? "
    rf"|d[eo] |en |in )?(?:la )?(?:costa )?(?:la |el |o )?(?P<place>{_any_of(_CITIES)})\b"
    rf"|\b(?P<place2>{_any_of(_CITIES)}) (?:standard |daylight |coast )?time(?: zone)?\b"
    rf"|\b(?:time in|in) (?P<place3>{_any_of(_PLACES)}) time\b"
    r"|\b(?:(?:estoy|estamos|vivo|vivimos|i'?m|i am|we'?re|we are|i live|we live|based|located"
    r"|estou|moro|moramos|aqui) (?:based |located |aqui |ahora )?(?:en|in|em|no|na|on)"
    r"|(?:escribo|llamo|hablo|calling|writing|speaking|falando) (?:desde|from)) (?:el |la |the |o "
    rf"|a )?(?P<place4>{_any_of(_CITIES)})\b"
    rf"|\b(?P<short>{_any_of(_SHORT)})\b(?! ?[+-] ?\d)"
    rf"|(?:(?<=\d)|(?<=[ap]m)|(?<=\dh)) ?\b(?P<clock>{_any_of(_CLOCK_SHORT)})\b"
    r"|(?:(?<=\d )|(?<=[ap]m )|(?<=[ap]\.m\. )|(?<=noon )|(?<=midday ))(?P<coast>pacific|eastern"
    r"|central|mountain)\b(?!"
    r" (?:park|"
    r"station|bank|office))"
    r"|(?:(?<=[ap]m )|(?<=\d )|(?<=\dh )|(?<=\d h )|(?<=horas )|(?<=de la manana )|(?<=de la"
    r" tarde )"
    r"|(?<=de la noche )|(?<=da manha )|(?<=da tarde )|(?<=da noite ))"
    rf"(?:in |en |em |de |do |dos |da |\()(?P<place5>{_any_of(_ALONE)})\b"
    rf"|(?:(?<=[ap]m )|(?<=\dh )|(?<=at \d )|(?<=at \d\d )|(?<=las \d )|(?<=las \d\d )|(?<=:\d\d ))"
    rf"(?P<place6>{_any_of(_ALONE_CITIES)})\b"
    r"|\b(?:utc|gmt) ?(?P<offset>[+-] ?\d{1,2}(?::?30)?)(?::00)?\b"
)
_ONLY_PLACE = re.compile(
    r"\W*(?:(?:si|no|yes|sim|nao|actually|en realidad)[ ,]+)*(?:(?:estoy |estou |i'?m |we'?re )?"
    rf"(?:en|in|em|desde|from) )?(?:{_any_of(_ALONE)})\W*"
)
_PLACE = re.compile(rf"\b(?:{_any_of(_ALONE)})\b")
_AGAIN = re.compile(
    r" ?[/(=,] ?(?:(?:that'?s|que son|que sao|ou seja|o sea|i\.?e\.?),? )?(?:a )?(?:las |as )?"
    r"\d{1,2}(?:[:.h][0-5]\d)? ?(?:[ap]\.?m\.?|hs?|hrs|horas)?,? ?(?:hora )?"
    r"(?:de |en |in |em |do )?(?:la )?"
    rf"(?:{_any_of(_SHORT)}|{_any_of(_CLOCK_SHORT)}|{_any_of(_PLACES)})\b(?: time)?\)?"
)
"""The same time once more on another clock: "10am PT / 1pm ET"."""
_IANA = re.compile(
    r"\b(?:africa|america|asia|atlantic|australia|europe|indian|pacific)/[a-z_]+(?:/[a-z_]+)?\b"
)


def is_place(text: str) -> bool:
    """Whether a plain text names a place that we know, and nothing else."""
    return _ONLY_PLACE.fullmatch(text) is not None


def zone_named(
    text: str, language: str | None = None, *, asked: bool = False
) -> tuple[str, tuple[int, int]] | None:
    """The first zone named, as an IANA name, and where in the text; every language is tried.

    A place alone ("Lima") names a zone only where we `asked` for one.
    """
    message = plain(text)
    if match := _IANA.search(message.text):
        name = _by_lower_name().get(match[0])
        if name:
            return _canonical(name), _original(message.origin, match.span())
    if match := _NAMED.search(message.text):
        zone = _zone_of(match)
        again = _AGAIN.match(message.text, match.end())
        span = match.start(), again.end() if again else match.end()
        return (zone, _original(message.origin, span)) if zone else None
    if asked and (match := _PLACE.search(message.text)):
        return _PLACES[match[0]], _original(message.origin, match.span())
    return None


_HALF_HOURS = {"+530": "Asia/Kolkata", "-330": "America/St_Johns", "+930": "Australia/Darwin"}
_PLACE_GROUPS = ("place", "place2", "place3", "place4", "place5", "place6", "coast")


def _zone_of(match: re.Match[str]) -> str | None:
    if match["offset"] and match["offset"].endswith("30") and len(match["offset"]) > 3:
        return _HALF_HOURS.get(re.sub(r"[ :]|(?<=[+-])0", "", match["offset"]))
    if match["offset"]:
        hours = int(match["offset"].replace(" ", ""))
        name = f"Etc/GMT{-hours:+d}" if hours else "UTC"  # the sign is inverted in Etc names
        return name if is_zone(name) else None
    place = next((match[name] for name in _PLACE_GROUPS if match[name]), None)
    if place:
        return _CITIES[place]
    return _SHORT[match["short"]] if match["short"] else _CLOCK_SHORT[match["clock"]]


def _original(origin: tuple[int, ...], span: tuple[int, int]) -> tuple[int, int]:
    return origin[span[0]], origin[span[1] - 1] + 1


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def _by_lower_name() -> dict[str, str]:
    return {name.lower(): name for name in sorted(_zones())}


def is_zone(name: str) -> bool:
    return name in _zones()


def _canonical(zone: str) -> str:
    return _OLD_NAMES.get(zone, zone)


def zone_of_phone(phone_e164: str) -> str | None:
    """A hint, never a fact: where a number lives, if its plan or its country says so."""
    number = _parsed(phone_e164)
    if number is None:
        return None
    region = _region(number)
    zones = {
        _canonical(zone) for zone in phone_zones.time_zones_for_number(number) if zone != _UNKNOWN
    }
    if len(zones) == 1 and (region not in _MAIN_ZONE or region in _BY_AREA):
        return zones.pop()
    if region in _MAIN_ZONE:
        return _MAIN_ZONE[region]
    return zones.pop() if len(zones) == 1 else None


def may_be_elsewhere(phone_e164: str) -> bool:
    """Whether its country has zones that a number does not tell apart."""
    number = _parsed(phone_e164)
    region = _region(number) if number else None
    if number is None or region not in _WIDE:
        return False
    return region not in _BY_AREA or len(phone_zones.time_zones_for_number(number)) != 1


def region_of_phone(phone: str) -> str | None:
    """ISO 3166 country of a number in international form, with or without its plus."""
    number = _parsed(phone)
    return _region(number) if number else None


def _region(number: phonenumbers.PhoneNumber) -> str | None:
    region = phonenumbers.region_code_for_number(number)
    if region is None or region == "001":
        codes = phonenumbers.region_codes_for_country_code(number.country_code or 0)
        region = codes[0] if len(codes) == 1 else None
    return str(region) if region and region != "001" else None


def _parsed(phone: str) -> phonenumbers.PhoneNumber | None:
    digits = re.sub(r"\D", "", phone[:40])
    if digits.startswith("521") and len(digits) == 13:
        digits = "52" + digits[3:]  # WhatsApp keeps the 1 that Mexico dropped in 2019
    if not digits:
        return None
    try:
        return phonenumbers.parse("+" + digits)
    except phonenumbers.NumberParseException:
        return None
