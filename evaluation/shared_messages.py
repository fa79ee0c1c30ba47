"""Messages of another folder, labelled in other words: `make eval DATA=folder`."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from evaluation.corpus import INTENTS, Labelled
from tools.errors import Rejected
from tools.ports.words import IntentName

OURS: Mapping[str, IntentName] = {
    "schedule": "schedule_meeting",
    "reschedule": "reschedule_meeting",
    "cancel": "cancel_meeting",
    "pricing": "pricing_question",
    "product": "product_question",
    "human": "talk_to_human",
    "thanks": "thanks_or_bye",
    "oos": "other",
}
"""What other lists call our intents; names of ours are taken as they are."""

ANSWERS = frozenset({"affirm", "deny"})
"""Not intents of ours but readings of an answer, which need a question before them: left out."""


def shared_messages(folder: Path) -> list[Labelled]:
    """The `test` part of every JSON file that has one: objects with `text`, `intent`, `lang`.

    Raises `Rejected` naming the file and the intent that is none of ours.
    """
    found: list[Labelled] = []
    for file in sorted(folder.glob("*.json")):
        content = json.loads(file.read_text(encoding="utf-8"))
        for item in content.get("test", ()):
            if item["intent"] in ANSWERS:
                continue
            name = OURS.get(item["intent"], item["intent"])
            if name not in INTENTS:
                raise Rejected(f"{file.name}: there is no intent {name!r}")
            intents = (cast(IntentName, name),)
            found.append(Labelled(language=item["lang"], intents=intents, text=item["text"]))
    return found
