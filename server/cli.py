"""The command `pipewise`: serve, work, talk, look after it."""

import asyncio
import os
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console

from server.logs import log_to_terminal
from server.settings import Settings, SettingsError, read_settings
from tools.ports.words import Language

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain help is the same in every terminal, and in docs/cli.md
    pretty_exceptions_enable=False,  # it prints local variables, and one may be a secret
    help="Serve, work, talk, look after it.",
)
keys = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Replace the keys that seal secrets.",
)
app.add_typer(keys, name="keys")
knowledge = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="What the business knows, document by document.",
)
app.add_typer(knowledge, name="knowledge")
audit = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="The ledger of what has happened.",
)
app.add_typer(audit, name="audit")
console = Console()
errors = Console(stderr=True)


def _settings() -> Settings:
    try:
        return read_settings()
    except SettingsError as error:
        raise _stop(str(error)) from error


def _stop(sentence: str) -> typer.Exit:
    errors.print(sentence, style="red", markup=False)
    return typer.Exit(1)


def _run(settings: Settings, work: Coroutine[Any, Any, None]) -> None:
    """Errors a person can act on are one sentence, not a traceback."""
    # Started here so that `pipewise --help` does not load the whole program.
    from server.migrate import MigrationError  # noqa: PLC0415
    from server.postgres_process import EmbeddedError  # noqa: PLC0415
    from tools.errors import PipeWiseError  # noqa: PLC0415

    try:
        _announce_start(settings)
        asyncio.run(work)
    except (EmbeddedError, MigrationError, PipeWiseError) as error:
        raise _stop(str(error)) from error
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    finally:
        work.close()  # it may not have begun


def _announce_start(settings: Settings) -> None:
    """Where the embedded database is not up yet, the first answer takes seconds."""
    if settings.database_url is not None:
        return
    files = settings.data_home / "pg"
    if not os.path.exists(files):
        errors.print(f"Making a database in {settings.data_home} (once)...", style="dim")
    elif not os.path.exists(files / "postmaster.pid"):
        errors.print("Starting the database...", style="dim")


@app.command()
def serve() -> None:
    """Start everything and listen.

    HTTP, jobs, the built-in calendar and, without DATABASE_URL, a Postgres of its own.
    """
    settings = _settings()
    log_to_terminal(settings.log_level)
    from server.serve import serve_until_stopped  # noqa: PLC0415 - loads the whole program

    _run(settings, serve_until_stopped(settings))


@app.command()
def worker() -> None:
    """Work off jobs beside a server.

    On the server's machine or another one, with the same DATABASE_URL.
    """
    settings = _settings()
    log_to_terminal(settings.log_level)
    from server.serve import work_until_stopped  # noqa: PLC0415 - loads the whole program

    _run(settings, work_until_stopped(settings))


@app.command()
def migrate() -> None:
    """Bring the database to this version."""
    settings = _settings()
    from server.doctor import migrate_now  # noqa: PLC0415 - loads the whole program

    _run(settings, migrate_now(settings, console))


@app.command()
def doctor() -> None:
    """Say what is configured and what is missing.

    Ends with 1 where something has to be fixed.
    """
    settings = _settings()
    from server.doctor import examine  # noqa: PLC0415 - loads the whole program

    _run(settings, examine(settings, console))


@app.command()
def chat(
    script: Annotated[Path | None, typer.Option(help="A dialogue file to play.")] = None,
    phone: Annotated[
        str | None, typer.Option(help="The lead's number; its country tells the time zone.")
    ] = None,
) -> None:
    """Talk as a lead.

    With --script, play a dialogue file; ends with 1 when it goes another way.
    """
    settings = _settings()
    log_to_terminal("WARNING")
    from server.terminal import play_script, talk  # noqa: PLC0415 - loads the whole program

    if script is None:
        if not sys.stdin.isatty():
            errors.print("(reading the lead's lines from standard input)")
        _run(settings, talk(settings, console, phone=phone))
    else:
        _run(settings, play_script(settings, console, script))


@app.command()
def demo() -> None:
    """Watch a narrated conversation.

    From the first message to a booked meeting, on data of its own.
    """
    settings = _settings()
    log_to_terminal("WARNING")
    from server.terminal import narrate  # noqa: PLC0415 - loads the whole program

    _run(settings, narrate(settings, console))


@app.command()
def replay(
    thread: Annotated[str, typer.Argument(help="The conversation's id.")],
    understand: Annotated[
        bool, typer.Option("--understand", help="Also read its messages as they are read today.")
    ] = False,
    otherwise: Annotated[
        Path | None,
        typer.Option("--with", help="YAML: another model, instructions, policy or threshold."),
    ] = None,
) -> None:
    """Take a conversation's recorded turns again.

    Nothing is sent or changed outside. Ends with 1 where a turn goes another way today. With
    --with, print what another version would have said.
    """
    settings = _settings()
    log_to_terminal("WARNING")
    from server.replay import compare_thread, replay_thread  # noqa: PLC0415 - loads all of it

    if otherwise is not None:
        _run(settings, compare_thread(settings, console, thread, otherwise))
    else:
        _run(settings, replay_thread(settings, console, thread, understand=understand))


@app.command()
def simulate(
    leads: Annotated[int, typer.Option(min=1, help="How many write to us.")] = 1_000,
    seed: Annotated[int, typer.Option(help="The same seed is the same day, byte by byte.")] = 1,
    store: Annotated[
        Literal["model", "postgres"],
        typer.Option(help="In plain memory, or in a database made for it and dropped again."),
    ] = "model",
    days: Annotated[
        int, typer.Option(min=1, help="Let the same people come again, on so many other days.")
    ] = 1,
    faults: Annotated[
        bool, typer.Option(help="Crashes, lost answers, late and repeated messages.")
    ] = True,
    demon: Annotated[
        str | None,
        typer.Option(help="What stands in for the model: lazy, lying, adversarial, random, ..."),
    ] = None,
    save: Annotated[Path | None, typer.Option(help="Keep the figures in this file.")] = None,
    against: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Compare with figures kept before."),
    ] = None,
    case: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Run what another run has shrunk."),
    ] = None,
    shrunk: Annotated[
        Path, typer.Option(help="Where the smallest case of a broken promise is kept.")
    ] = Path("simulated_case.json"),
) -> None:
    """Have invented leads write to the whole program, on a clock that waits for nobody.

    Ends with 1 where a promise was broken.
    """
    settings = _settings()
    from server.migrate import MigrationError  # noqa: PLC0415
    from server.postgres_process import EmbeddedError  # noqa: PLC0415
    from simulator.command import Order, simulate_now  # noqa: PLC0415 - loads the whole program
    from tools.errors import PipeWiseError  # noqa: PLC0415

    order = Order(
        leads=leads,
        seed=seed,
        store=store,
        days=days,
        faults=faults,
        demon=demon,
        saved_as=save,
        against=against,
        case=case,
        shrunk_to=shrunk,
    )
    try:
        kept = simulate_now(settings, console, errors, order)
    except (EmbeddedError, MigrationError, PipeWiseError) as error:
        raise _stop(str(error)) from error
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    if not kept:
        raise typer.Exit(1)


@keys.command()
def rotate(
    check: Annotated[
        bool, typer.Option("--check", help="Only say how many are left; seal nothing.")
    ] = False,
) -> None:
    """Seal every secret again with the first key.

    Safe while servers run, once each was started with the new key in front. Ends with 1 while a
    key after the first is still needed.
    """
    settings = _settings()
    from server.keys import rotate_now  # noqa: PLC0415 - loads the whole program

    _run(settings, rotate_now(settings, console, check=check))


@keys.command("new")
def new_entry(
    key_id: Annotated[str, typer.Argument(help="Its name: letters, digits, - and _.")],
) -> None:
    """Print a fresh key, to put in front of the others.

    It is stored nowhere.
    """
    from tools.crypto import KEY_ID, new_key  # noqa: PLC0415 - quick help

    if not KEY_ID.fullmatch(key_id):
        raise _stop("Name the key with up to 32 letters, digits, - and _.")
    typer.echo(new_key(key_id))


@knowledge.command("add")
def add_documents(
    files: Annotated[list[Path], typer.Argument(help="Markdown or plain text, in UTF-8.")],
    language: Annotated[
        Language | None, typer.Option(help="What they are written in; otherwise it is read off.")
    ] = None,
) -> None:
    """Add documents, each under its file's name.

    One of the same name is replaced; the same again changes nothing.
    """
    settings = _settings()
    from server.shelf import add_files  # noqa: PLC0415 - loads the whole program

    _run(settings, add_files(settings, console, files, language))


@knowledge.command("list")
def list_documents() -> None:
    """Name each document, with its language and how many passages it has."""
    settings = _settings()
    from server import shelf  # noqa: PLC0415 - loads the whole program

    _run(settings, shelf.list_documents(settings, console))


@knowledge.command("remove")
def remove_document(name: Annotated[str, typer.Argument(help="As `list` shows it.")]) -> None:
    """Forget a document; nothing of it is quoted any more."""
    settings = _settings()
    from server import shelf  # noqa: PLC0415 - loads the whole program

    _run(settings, shelf.remove_document(settings, console, name))


@app.command()
def erase(
    lead: Annotated[str, typer.Argument(help="The lead's id, ours or the caller's own.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase a person, for good.

    Nothing of what they said or are called is left. The ledger still verifies; their
    conversations cannot be replayed.
    """
    settings = _settings()
    from server.erase import erase_now  # noqa: PLC0415 - loads the whole program

    _run(settings, erase_now(settings, console, lead, sure=yes))


@audit.command("verify")
def verify_ledger(
    anchor: Annotated[
        str | None, typer.Option(help="The hash of an anchor you kept: it must still be there.")
    ] = None,
) -> None:
    """Walk every chain of events and every anchor.

    Says what is broken and where, and ends with 1 where anything is.
    """
    settings = _settings()
    from server.audit import verify_now  # noqa: PLC0415 - loads the whole program

    _run(settings, verify_now(settings, console, kept=anchor))


if __name__ == "__main__":
    app()
