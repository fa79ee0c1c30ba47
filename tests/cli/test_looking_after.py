"""Commands that look after the program: doctor, migrate, worker, serve, and faulty settings."""

import signal
import socket
import subprocess
import time
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tests.cli.program import Program, command


def test_help_is_there_at_once_and_names_every_command(pipewise: Program) -> None:
    shown = pipewise.run("--help")

    assert shown.status == 0
    for name in ("serve", "chat", "demo", "doctor", "migrate", "worker"):
        assert name in shown.out


def test_migrate_names_what_it_applied_and_does_it_once(
    pipewise: Program, postgres_url: str
) -> None:
    name = f"bare{uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        admin.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    bare = make_conninfo(postgres_url, dbname=name)

    first = pipewise.run("migrate", DATABASE_URL=bare)
    second = pipewise.run("migrate", DATABASE_URL=bare)

    assert first.status == second.status == 0
    assert first.out.startswith("Applied: plain_postgres, ")
    assert second.out == "The database is at this version already.\n"


@pytest.mark.slow
def test_the_first_start_says_what_takes_long(pipewise: Program, home: Path) -> None:
    found = pipewise.run("doctor", DATABASE_URL="", PIPEWISE_HOME=str(home))

    assert found.status == 0
    assert found.err == f"Making a database in {home} (once)...\n"
    assert f"embedded, in {home}; up to date" in found.out


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("PIPEWISE_PORT", "many", "PIPEWISE_PORT: "),
        ("PIPEWISE_HOST", "192.0.2.1", "PIPEWISE_HOST: there is no sign-in yet"),
        ("PIPEWISE_TIMEZONE", "Mars/Base", "PIPEWISE_TIMEZONE: write an IANA name"),
        ("DATABASE_URL", "s3cret", "DATABASE_URL is no Postgres address"),
    ],
)
def test_a_faulty_setting_is_one_sentence(
    pipewise: Program, setting: str, value: str, said: str
) -> None:
    ended = pipewise.run("doctor", **{setting: value})

    assert ended.status == 1
    assert ended.out == ""
    assert ended.err.startswith(said)
    assert ended.err.count("\n") == 1
    assert "s3cret" not in ended.err


def test_a_taken_port_is_one_sentence(pipewise: Program) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = pipewise.run("serve", PIPEWISE_PORT=str(port))

    assert ended.status == 1
    assert ended.err == (
        f"PipeWise cannot listen on 127.0.0.1, port {port} (taken by another program). "
        "Stop what is there, or set PIPEWISE_PORT to another port.\n"
    )


def test_a_worker_starts_and_stops_when_told(pipewise: Program) -> None:
    with subprocess.Popen(
        command(["worker"]),
        cwd=pipewise.folder,
        env=pipewise.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as worker:
        assert worker.stdout is not None
        assert worker.stderr is not None
        assert worker.stdout.readline() == "Working off jobs. Ctrl-C stops it.\n"
        time.sleep(0.5)  # at work
        began = time.monotonic()
        worker.send_signal(signal.SIGTERM)
        status = worker.wait(15)
        stopped = time.monotonic() - began
        log = worker.stderr.read()

    assert status == 0
    assert stopped < 5
    assert "Traceback" not in log
