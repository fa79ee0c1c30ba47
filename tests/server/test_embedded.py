"""The embedded Postgres: found, started, shared, killed, stopped."""

import psycopg


def test_a_fresh_folder_becomes_a_server_that_answers(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as session:
        row = session.execute("select lower('JOSÉ')").fetchone()

    assert row == ("josé",)
