"""What a phone number says about where its owner is."""

import phonenumbers
from phonenumbers import timezone

UNKNOWN = "Etc/Unknown"

# Where a country's mobile numbers span zones, the one most of its people live in.
MAIN_ZONES = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CL": "America/Santiago",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "MX": "America/Mexico_City",
    "PT": "Europe/Lisbon",
    "US": "America/New_York",
}


def region_of_phone(phone: str) -> str | None:
    """The ISO 3166 country of an E.164 number."""
    number = _read(phone)
    return phonenumbers.region_code_for_number(number) if number else None


def zone_of_phone(phone: str) -> str | None:
    """The number's own zone, or its country's main one; None where nobody can tell."""
    number = _read(phone)
    if number is None:
        return None
    zones = [zone for zone in timezone.time_zones_for_number(number) if zone != UNKNOWN]
    if len(zones) == 1:
        return zones[0]
    main = MAIN_ZONES.get(phonenumbers.region_code_for_country_code(number.country_code or 0))
    return main or (zones[0] if zones else None)


def _read(phone: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return None
