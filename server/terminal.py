"""Conversations in a terminal: talk as a lead, play a dialogue file, watch a narrated one."""

import asyncio
import contextlib
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.panel import Panel

from server.calendar_file import invitation
from server.dialogue import Dialogue, Failed, load, outcome, play
from server.parts import Parts
from server.settings import Settings
from server.talk import Exchange, Talk
from server.wiring import Wired, workspace_of
from tools.errors import Rejected
from tools.ports.calendar import Meeting
from tools.ports.channels import Alias

DEMO_OWNER = "demo"
DEMO_LINES = (
    ("Alice writes on WhatsApp, in her own words.", "Hola, quiero agendar una demo"),
    ("She takes one of the times that the calendar really has open.", "la segunda"),
    ("She says who she is; the slot is booked before anything is claimed.",
     "Soy Alice Moreno, alice@example.com"),
)  # fmt: skip


async def talk(settings: Settings, console: Console, *, phone: str | None) -> None:
    """Until an empty line or end of input. A number picks one of the choices."""
    wired = Wired(settings)
    async with wired.open() as parts:
        conversation = _conversation(parts, parts.home, phone)
        console.print("You are the lead. An empty line ends the talk.", style="dim")
        last: Exchange | None = None
        while line := (await _next_line(console)).strip():
            text, choice = _pressed(line, last)
            last = await conversation.say(text, choice_id=choice)
            _show(console, last)
            await _save_invitation(parts, console, last)


async def play_script(settings: Settings, console: Console, script: Path) -> None:
    """Raises `SystemExit(1)` with the reason when the dialogue goes another way."""
    dialogue = load(script)
    wired = Wired(settings)
    async with wired.open() as parts:
        conversation = _conversation(parts, parts.home, dialogue.phone)
        try:
            await play_aloud(dialogue, conversation, console)
        except Failed as failure:
            console.print(f"failed: {dialogue.name}: {failure}", style="red", markup=False)
            raise SystemExit(1) from failure
    console.print(f"passed: {dialogue.name}", style="green", markup=False)


async def play_aloud(dialogue: Dialogue, conversation: Talk, console: Console) -> None:
    def heard(said: str, exchange: Exchange) -> None:
        console.print(f"\n> {said}", style="bold", markup=False)
        _show(console, exchange)

    await play(dialogue, lambda text, choice: conversation.say(text, choice_id=choice), heard=heard)


async def narrate(settings: Settings, console: Console) -> None:
    """On a workspace of its own: nobody's leads and figures are touched."""
    wired = Wired(settings)
    async with wired.open() as parts:
        await wired.ensure_workspace(DEMO_OWNER)
        conversation = _conversation(parts, workspace_of(DEMO_OWNER), "+34600000001", fresh=True)
        for remark, line in DEMO_LINES:
            console.print(f"\n{remark}", style="italic")
            console.print(f"> {line}", style="bold", markup=False)
            exchange = await conversation.say(line)
            _show(console, exchange)
        stats = await parts.crm.calendly_stats(workspace_of(DEMO_OWNER))
        console.print(
            f"\nMeetings booked in this demo workspace so far: {stats['meetings_scheduled']}. "
            "Every sentence that claims something was made from a stored receipt."
        )
        await _save_invitation(parts, console, exchange)
    if outcome(exchange) != "booked":
        raise Rejected("The demo did not end with a booked meeting")


def _conversation(parts: Parts, workspace: str, phone: str | None, *, fresh: bool = False) -> Talk:
    """`fresh`: a stranger with that number's zone, however often the demo runs."""
    aliases = (Alias(kind="phone", value=phone, attested=True),) if phone and not fresh else ()
    return Talk(
        parts,
        workspace=workspace,
        door="cli",
        channel="cli",
        aliases=aliases,
        phone_zone=parts.zone_of_phone(phone) if phone else None,
    )


async def _next_line(console: Console) -> str:
    """ "" at the end of input. Nobody waits for a person's next line once Ctrl-C was pressed."""
    if not sys.stdin.isatty():
        line: str = await asyncio.to_thread(sys.stdin.readline)
        if line.strip():
            console.print(f"\n> {line.strip()}", style="bold", markup=False)
        return line
    loop = asyncio.get_running_loop()
    typed: asyncio.Future[str] = loop.create_future()

    def read() -> None:
        said = _ask(console)
        with contextlib.suppress(RuntimeError):  # the talk is over
            loop.call_soon_threadsafe(give, said)

    def give(said: str) -> None:
        if not typed.done():
            typed.set_result(said)

    # A thread of the pool would be waited for at the end; this one is left behind.
    threading.Thread(target=read, daemon=True).start()
    return await typed


def _ask(console: Console) -> str:
    try:
        return console.input("\n[bold]> [/bold]")
    except EOFError:
        return ""


def _pressed(line: str, last: Exchange | None) -> tuple[str, str | None]:
    """`#2` presses the second choice; everything else is words."""
    choices: Sequence[dict[str, str]] = last.choices if last else ()
    if line.startswith("#") and line[1:].isdigit() and 0 < int(line[1:]) <= len(choices):
        choice = choices[int(line[1:]) - 1]
        return choice["title"], choice["id"]
    return line, None


def _show(console: Console, exchange: Exchange) -> None:
    intent = exchange.state.get("intent")
    facts = [f"intent {exchange.intent} {intent['confidence']:.2f}" if intent else "no intent"]
    facts += [f"tool {call.name}" for call in exchange.calls]
    facts += [f"slot {slot['starts_at']} ({slot['id'][:8]})" for slot in exchange.offers]
    body = exchange.text or "(silence: a person is in charge, or the lead has opted out)"
    for number, choice in enumerate(exchange.choices, start=1):
        body += f"\n  #{number} {choice['title']}"
    console.print(Panel(body, title="PipeWise", title_align="left", style="cyan"), markup=False)
    console.print("  " + " · ".join(facts), style="dim", markup=False, highlight=False)


async def _save_invitation(parts: Parts, console: Console, exchange: Exchange) -> None:
    """A booked meeting comes with a file that any calendar opens."""
    meeting: Meeting | None = exchange.state.get("meeting")
    if meeting is None or not exchange.state.get("effects") or meeting["state"] != "booked":
        return
    path = Path.cwd() / f"meeting-{meeting['id'][:8]}.ics"
    try:
        await asyncio.to_thread(path.write_bytes, invitation(meeting, now=parts.clock()))
    except OSError as error:
        raise Rejected(
            f"The invitation cannot be kept in {path.parent}: {error.strerror}"
        ) from error
    console.print(f"  invitation for any calendar: {path}", style="dim", soft_wrap=True)
