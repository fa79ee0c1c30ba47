"""What a line in the log shows."""

import logging

from server.logs import FORMAT, Facts


def line(**facts: object) -> str:
    record = logging.makeLogRecord(
        {"name": "server.turns", "levelname": "INFO", "msg": "turn done", **facts}
    )
    return Facts(FORMAT).format(record)


def test_facts_follow_the_event() -> None:
    assert line(run="r1", attempt=2).endswith("INFO server.turns turn done run=r1 attempt=2")


def test_a_traceback_comes_after_the_facts() -> None:
    told = line(run="r1", exc_text="Traceback")

    assert told.splitlines()[0].endswith("turn done run=r1")
    assert told.splitlines()[1] == "Traceback"
