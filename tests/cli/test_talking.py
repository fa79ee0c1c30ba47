"""Commands that talk: demo, and chat by keyboard, by pipe and by dialogue file."""

import os
import pty
import re
import signal
import subprocess
import time
from datetime import timedelta
from pathlib import Path

from icalendar import Calendar

from tests.cli.program import Program, command

PASSES = """
name: a greeting
turns:
  - say: Hola
    intent: greeting
    never: [reservada]
outcome: replied
"""


def invitations(folder: Path) -> list[Path]:
    return sorted(folder.glob("meeting-*.ics"))


def written(folder: Path, text: str) -> str:
    file = folder / "dialogue.yaml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_the_demo_ends_with_a_booked_meeting_and_its_invitation(pipewise: Program) -> None:
    shown = pipewise.run("demo")

    assert shown.status == 0, shown.err
    assert "tu reunión está reservada" in shown.out
    assert "tool find_best_calendly_meeting_slot" in shown.out
    assert "tool book_calendly_slot" in shown.out
    [file] = invitations(pipewise.folder)
    assert str(file) in shown.out
    [event] = Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Product Demo"
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(minutes=45)


def test_a_lead_talks_through_a_pipe(pipewise: Program) -> None:
    lines = "Hi, I'd like to book a demo\n#2\nI'm Ann Lee, ann@example.com\n"

    talk = pipewise.run("chat", "--phone", "+34600123123", keys=lines)

    assert talk.status == 0
    assert "(Madrid time)" in talk.out
    assert "your meeting is booked" in talk.out
    assert re.search(r"intent schedule_meeting 0\.\d\d", talk.out)
    assert len(invitations(pipewise.folder)) == 1


def test_a_dialogue_that_goes_another_way_fails_with_the_turn_and_the_reason(
    pipewise: Program,
) -> None:
    script = PASSES.replace("intent: greeting", "intent: opt_out")

    played = pipewise.run("chat", "--script", written(pipewise.folder, script))

    assert played.status == 1
    assert played.out.endswith("failed: a greeting: turn 1: read as 'greeting', not 'opt_out'\n")


def test_a_dialogue_file_with_a_fault_names_the_field(pipewise: Program) -> None:
    script = PASSES.replace("outcome: replied", "outcome: happy")

    ended = pipewise.run("chat", "--script", written(pipewise.folder, script))

    assert ended.status == 1
    assert "dialogue.yaml: outcome: " in ended.err


def test_ctrl_c_at_the_prompt_ends_the_talk_at_once(pipewise: Program) -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command(["chat"]),
        cwd=pipewise.folder,
        env=pipewise.environment | {"TERM": "dumb"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    ) as chat:
        os.close(theirs)
        seen = read_until(ours, b"> ")
        began = time.monotonic()
        chat.send_signal(signal.SIGINT)
        try:
            status = chat.wait(15)
        finally:
            chat.kill()
        stopped = time.monotonic() - began
    os.close(ours)

    assert b"You are the lead" in seen
    assert status == 130
    assert stopped < 5


def read_until(terminal: int, mark: bytes) -> bytes:
    seen = b""
    while not seen.endswith(mark):
        seen += os.read(terminal, 1024)
    return seen
