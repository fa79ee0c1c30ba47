"""The embedded Postgres: found, started, shared, killed, stopped."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from server.embedded import (
    ROOT_HOME,
    embedded,
    ensure,
    home_folder,
    release,
    revive,
)
from server.postgres_binaries import account, copy_of_wheel, find_programs
from server.postgres_process import EmbeddedError

ROOT = os.geteuid() == 0
USER = """
import sys
from pathlib import Path
from server.embedded import ensure
print(ensure(Path(sys.argv[1]), durable=False), flush=True)
sys.stdin.read()
"""


class Process:
    """Another process that uses the server until its input ends."""

    def __init__(self, home: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER, home],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def url(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def leave(self) -> None:
        self.process.communicate("", timeout=60)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=60)


def answers(url: str) -> bool:
    with suppress(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=2).close()
        return True
    return False


def server_pid(home: Path) -> int:
    return int((home / "pg" / "postmaster.pid").read_text().split()[0])


def kill_server(home: Path) -> None:
    """The postmaster alone: its children notice and go."""
    os.kill(server_pid(home), signal.SIGKILL)


def remember(url: str) -> None:
    with psycopg.connect(url) as session:
        session.execute("create table if not exists kept (id int)")
        session.execute("insert into kept values (1)")


def kept(url: str) -> int:
    with psycopg.connect(url) as session:
        return len(session.execute("select * from kept").fetchall())


def test_a_fresh_folder_becomes_a_server_that_knows_capital_letters(home: Path) -> None:
    with embedded(home, durable=False) as url, psycopg.connect(url) as session:
        row = session.execute("select lower('JOSÉ ÑANDÚ'), version()").fetchone()

    assert row is not None
    assert row[0] == "josé ñandú"
    assert "PostgreSQL 18" in row[1]


def test_the_last_one_out_stops_it(home: Path) -> None:
    other = Process(home)
    url = other.url()
    with embedded(home, durable=False) as mine:
        assert mine == url
        other.leave()
        assert answers(url)

    assert not answers(url)


def test_what_was_stored_is_there_the_next_time_at_the_same_address(home: Path) -> None:
    with embedded(home, durable=False) as first:
        remember(first)
    with embedded(home, durable=False) as second:
        assert kept(second) == 1

    assert second == first


def test_three_that_start_together_share_one_server(home: Path) -> None:
    processes = [Process(home) for _ in range(3)]

    urls = {process.url() for process in processes}

    assert len(urls) == 1
    for process in processes:
        process.leave()
    assert not answers(urls.pop())


def test_nested_uses_of_one_process_count_once_each(home: Path) -> None:
    with embedded(home, durable=False) as url:
        with embedded(home, durable=False):
            pass
        assert answers(url)

    assert not answers(url)


def test_a_killed_user_leaves_a_server_for_the_next_one_to_use_and_stop(home: Path) -> None:
    killed = Process(home)
    url = killed.url()
    killed.kill()
    assert answers(url)

    with embedded(home, durable=False) as mine:
        assert mine == url

    assert not answers(url)


def test_a_killed_server_comes_back_with_its_rows_at_the_same_address(home: Path) -> None:
    with embedded(home) as url:
        remember(url)
        kill_server(home)

        again = revive(home)

        assert again == url
        assert kept(again) == 1
    assert not answers(url)


def test_a_killed_server_that_nobody_waits_for_comes_back_too(home: Path) -> None:
    starter = Process(home)
    url = starter.url()
    kill_server(home)  # now a zombie: its parent lives and does not know
    time.sleep(0.1)

    with embedded(home, durable=False) as again:
        assert answers(again)
        assert again == url
    starter.kill()


def test_a_lock_file_with_the_number_of_a_stranger_does_not_stop_it(home: Path) -> None:
    with embedded(home, durable=False):
        lock = (home / "pg" / "postmaster.pid").read_text()
    stranger = str(os.getpid())
    (home / "pg" / "postmaster.pid").write_text("\n".join([stranger, *lock.split("\n")[1:]]))

    with embedded(home, durable=False) as url:
        assert answers(url)


def test_another_port_is_taken_where_a_stranger_sits_on_ours(home: Path) -> None:
    with embedded(home, durable=False) as before:
        port = int(psycopg.conninfo.conninfo_to_dict(before)["port"] or 0)
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        stranger.bind(("127.0.0.1", port))
        stranger.listen()

        with embedded(home, durable=False) as after:
            assert answers(after)

    assert after != before


def test_what_a_killed_first_start_left_half_made_is_made_again(home: Path) -> None:
    (home / "pg.new").mkdir(parents=True)
    home.chmod(0o711)
    (home / "pg.new" / "PG_VERSION").write_text("18")

    with embedded(home, durable=False) as url:
        assert answers(url)


def test_the_server_never_runs_as_root(home: Path) -> None:
    with embedded(home, durable=False):
        owner = Path(f"/proc/{server_pid(home)}").stat().st_uid

    assert owner != 0


def test_no_secret_is_readable_by_others(home: Path) -> None:
    with embedded(home, durable=False):
        for name in ("url", "password", "postgres.log"):
            assert stat.S_IMODE((home / name).stat().st_mode) == 0o600
        assert stat.S_IMODE((home / "pg").stat().st_mode) == 0o700
        assert not (home / "password.new").exists()


def test_a_wrong_password_is_refused_from_this_machine_too(home: Path) -> None:
    with embedded(home, durable=False) as url, pytest.raises(psycopg.OperationalError):
        psycopg.connect(psycopg.conninfo.make_conninfo(url, password="guessed"))


def test_the_programs_run_from_a_copy_where_the_wheel_is_out_of_reach(home: Path) -> None:
    home.mkdir()
    who = account(home / "pg")
    programs = find_programs(home, who, wanted=18)
    assert programs is not None

    copy = copy_of_wheel(programs.place.parent, home)

    assert "18" in who.run([copy / "bin" / "postgres", "--version"]).stdout
    assert who.run([copy / "bin" / "initdb", "--version"]).returncode == 0
    assert copy_of_wheel(programs.place.parent, home) == copy


def test_data_of_a_version_that_is_gone_is_one_sentence(home: Path) -> None:
    (home / "pg").mkdir(parents=True)
    (home / "pg" / "PG_VERSION").write_text("9\n")

    with pytest.raises(EmbeddedError, match=r"made by Postgres 9, .* set DATABASE_URL"):
        ensure(home)


def test_a_home_that_cannot_be_made_is_one_sentence() -> None:
    with pytest.raises(EmbeddedError, match=r"cannot keep its database in /dev/null/x .*HOME"):
        ensure(Path("/dev/null/x"))


@pytest.mark.skipif(not ROOT, reason="an ordinary user's server runs as that user")
def test_a_home_the_servers_user_cannot_reach_is_one_sentence(home: Path) -> None:
    home.parent.chmod(0o700)

    with pytest.raises(EmbeddedError, match=r"must reach it.* set PIPEWISE_HOME"):
        ensure(home)


def test_a_server_that_cannot_start_names_its_log(home: Path) -> None:
    with embedded(home, durable=False):
        pass
    (home / "pg" / "postgresql.conf").write_text("nonsense = on\n")

    with pytest.raises(EmbeddedError, match=r"postgres\.log says why"):
        ensure(home, deadline_s=2)

    assert "nonsense" in (home / "postgres.log").read_text()


def test_releasing_what_was_never_used_does_nothing(home: Path) -> None:
    release(home)

    assert not home.exists()


def test_a_home_removed_under_our_feet_still_stops_its_server(home: Path) -> None:
    url = ensure(home, durable=False)
    shutil.rmtree(home)

    release(home)

    assert not answers(url)


def test_a_configured_home_wins_over_the_usual_place() -> None:
    assert home_folder(Path("/srv/pipewise")) == Path("/srv/pipewise")
    assert home_folder(None) == ROOT_HOME or not ROOT
