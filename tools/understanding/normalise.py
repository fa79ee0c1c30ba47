"""One plain spelling of a message, with the way back to the lead's own words."""

import unicodedata
from dataclasses import dataclass

LIMIT = 1_000
"""Characters of a message that are read; nobody asks for a meeting after so many."""

HELD_DOWN = 3

_PLAIN = {
    "’": "'", "‘": "'", "´": "'", "`": "'", "ʼ": "'", "“": '"', "”": '"', "«": '"', "»": '"',
    "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "…": ".", "№": "#", "½": " y media",
    "👍": " ok ", "👌": " ok ", "✅": " ok ", "✔": " ok ", "🆗": " ok ", "👎": " no ", "❌": " no ",
}  # fmt: skip
_SILENT = {"Mn", "Me", "Cf"}  # accents, enclosing marks, joiners
_SPEECH = {"Ll", "Lu", "Lt", "Lo", "Lm", "Nd", "Pd", "Ps", "Pe", "Po", "Pc", "Sm", "Sc"}


@dataclass(frozen=True, kw_only=True)
class Plain:
    """A message in lower case without accents; `origin[i]` is where `text[i]` came from."""

    source: str
    text: str
    origin: tuple[int, ...]

    def words(self, start: int, end: int) -> str:
        """The lead's own words behind `text[start:end]`."""
        if start >= end:
            return ""
        return self.source[self.origin[start] : self.origin[end - 1] + 1].strip()


def plain(message: str) -> Plain:
    source = message[:LIMIT]
    letters: list[str] = []
    origin: list[int] = []
    held = 0
    for position, character in enumerate(source):
        for letter in _spell(character):
            held = held + 1 if letters and letters[-1] == letter else 1
            if _repeats(letter, held):
                if held == HELD_DOWN and letter.isalpha():
                    del letters[-1], origin[-1]
                continue
            letters.append(letter)
            origin.append(position)
    return Plain(source=source, text="".join(letters), origin=tuple(origin))


def _repeats(letter: str, held: int) -> bool:
    """Blanks do not repeat, and a letter held down ("holaaa") counts once; "www" is no such."""
    if letter in " \n":
        return held > 1
    return held >= HELD_DOWN and letter.isalpha() and letter != "w"


def _spell(character: str) -> str:
    """Lower case, no accent, Western digits; anything that is not speech is a space."""
    if character in "\n\r":
        return "\n"
    if character in _PLAIN:
        return _PLAIN[character]
    if "a" <= character <= "z" or "0" <= character <= "9":
        return character
    return "".join(map(_letter, unicodedata.normalize("NFKD", character).lower()))


def _letter(part: str) -> str:
    category = unicodedata.category(part)
    if category in _SILENT:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(part))
    return part if category in _SPEECH else " "
