"""How long a turn waits for the rest of a burst. Pure: the words decide, not the clock."""

import re
from datetime import datetime, timedelta

LONGEST = timedelta(seconds=10)  # from the first message on, whatever keeps coming
PATIENT, BRISK = 1.5, 0.6

# Words that stand alone when somebody wants it to end: no waiting, as with a pressed button.
STOP = re.compile(
    r"(stop|stopp|unsubscribe|baja|parar|pare|sair|cancelar|basta|alto|quit|end)[.!]*"
)
HELLOS = (
    "hola|buenas|buenos d[ií]as|buenas (tardes|noches)|qu[eé] tal"
    "|hi|hello|hey|good (morning|afternoon|evening)"
    "|oi|ol[áa]|bom dia|boa (tarde|noite)"
)
GREETING = re.compile(rf"({HELLOS})[!.,👋 ]*")
LINKING_WORDS = (
    "y|e|o|ni|pero|porque|que|de|para|con|a|el|la|un|una"
    "|and|or|but|because|so|to|with|the"
    "|mas|ou|com|um|uma"
)
UNFINISHED = re.compile(rf"([,:;…–-]|\.\.|\b({LINKING_WORDS}))$")
FINISHED = re.compile(r"[.!?¿。！？][\"'”»)\s]*$")


def wait(quiet: float, text: str, *, choice: bool) -> float:
    """Seconds to wait after this message; `quiet` is the channel's ordinary wait."""
    words = text.strip()[-400:].casefold()
    if choice or STOP.fullmatch(words):
        return 0.0
    if GREETING.fullmatch(words) or UNFINISHED.search(words):
        return quiet * PATIENT
    return quiet * BRISK if FINISHED.search(words) else quiet


def latest(first_at: datetime) -> datetime:
    """When the turn starts even if messages keep coming, from the first unanswered one."""
    return first_at + LONGEST
