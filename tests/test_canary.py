"""Secrets and words, once given, stand where they belong and nowhere else."""

import base64
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import LiteralString

import pytest
from psycopg import sql

from tests.consented import Consented, let_in
from tests.people import Business, Lead, open_business
from tests.platforms.calendly import TOKEN, own_calendly
from tests.platforms.postgres import Database
from tests.running import OURSELVES
from tests.visitors import Visitor, open_chat

ACCESS_TOKEN = "EAAG-canary-of-the-access-token"
APP_SECRET = "canary-of-the-app-secret"
VERIFY_TOKEN = "canary-of-the-verify-token"
OPENAI_KEY = "sk-canary-of-the-model"
REFUSED = "canary-of-a-refused-token"
CLIENT_SECRET = "canary-of-the-client-secret"
WEBHOOK_KEY = "canary-of-the-webhook-key"
HOOK_SECRET = "canary-of-the-owner-s-hook"
MAIL_PASSWORD = "canary-of-the-mail-server"
SECRETS = (
    ACCESS_TOKEN,
    APP_SECRET,
    VERIFY_TOKEN,
    OPENAI_KEY,
    REFUSED,
    TOKEN,
    CLIENT_SECRET,
    WEBHOOK_KEY,
    HOOK_SECRET,
    MAIL_PASSWORD,
)

# A job that is done is deleted: what they were given is kept here.
KEEP_JOBS: LiteralString = """
create table kept_jobs (name text, args jsonb);
create function keep_job() returns trigger language plpgsql security definer as $$
  begin
    insert into public.kept_jobs values (new.task_name, new.args);
    return new;
  end $$;
create trigger keep_job after insert on jobs.procrastinate_jobs
  for each row execute function keep_job();
"""
NUMBER = "34611222333"
THEIRS = ("34611222333", "canaria@example.com", "Ana Canaria", "ornitorrinco")
WORDS = (NUMBER, "canaria@example.com", "Ana Canaria", "ornitorrinco", "EAAG-canary-of-the-acc")


@pytest.fixture(scope="module")
def calendly() -> Iterator[str]:
    with own_calendly() as url:
        yield url


@pytest.fixture(scope="module")
async def business(
    tmp_path_factory: pytest.TempPathFactory, database: Database, calendly: str
) -> AsyncIterator[Business]:
    """It has done everything that touches a secret: connect, talk, book, be refused."""
    settings = {
        "PIPEWISE_CALENDLY_URL": calendly,
        "PIPEWISE_CALENDLY_AUTH_URL": calendly,
        "PIPEWISE_CALENDLY_CLIENT_ID": "canary-app",
        "PIPEWISE_CALENDLY_CLIENT_SECRET": CLIENT_SECRET,
        "PIPEWISE_CALENDLY_WEBHOOK_KEY": WEBHOOK_KEY,
        "PIPEWISE_PUBLIC_URL": OURSELVES,
        "PIPEWISE_HANDOVER_WEBHOOK_URL": f"{OURSELVES}/there-is-no-hook",
        "PIPEWISE_HANDOVER_WEBHOOK_SECRET": HOOK_SECRET,
        "PIPEWISE_SMTP_PASSWORD": MAIL_PASSWORD,
        "PIPEWISE_LOG_LEVEL": "DEBUG",
        "OPENAI_API_KEY": OPENAI_KEY,
        "OPENAI_BASE_URL": "http://127.0.0.1:9/v1",  # a model that is not there
    }
    folder = tmp_path_factory.mktemp("canary")
    async with open_business(folder, database, settings=settings) as alice:
        await alice.connection.execute(KEEP_JOBS)
        alice.app_secret = APP_SECRET
        alice.graph.token = ACCESS_TOKEN
        await alice.connect_whatsapp(access_token=ACCESS_TOKEN, verify_token=VERIFY_TOKEN)
        await alice.connect_calendly(REFUSED)
        await alice.connect_calendly(TOKEN)
        await talk(Lead(business=alice, number=NUMBER))
        yield alice


@pytest.fixture(scope="module")
async def consented(business: Business, calendly: str) -> Consented:
    """Calendly is connected with OAuth, renewed, lost, disconnected, and connected again."""
    consented = await let_in(business, calendly)
    await consented.connects()
    await consented.has_its_token_renewed()
    await consented.loses_its_token()
    await business.http.post("/api/integrations/calendly/disconnect")
    await consented.connects()
    return consented


@pytest.fixture(scope="module")
async def visitor(business: Business) -> Visitor:
    """Somebody in the web chat, whose session token is a secret, too."""
    visitor = await open_chat(business, language="es")
    await visitor.say("Hola, ¿qué es un ornitorrinco?")
    await visitor.say("Quiero hablar con una persona")
    await business.until("select from alerts where state = 'failed'")
    return visitor


async def talk(lead: Lead) -> None:
    """A booking, and then a reply that WhatsApp refuses for its token."""
    offered = await lead.say("Soy Ana Canaria, canaria@example.com. Quiero una reunión.")
    await lead.choose(offered.choices[0])
    await lead.business.until_quiet()
    lead.business.graph.token = "another"
    await lead.write("¿Y qué es un ornitorrinco?")
    await lead.business.until("select from outbox where state = 'failed'")
    await lead.business.until_quiet()


async def dump(business: Business) -> str:
    """Every value of every table of ours, whatever its type; bytes as hex."""
    tables = await business.rows(
        "select schemaname, tablename from pg_tables"
        " where schemaname not in ('pg_catalog', 'information_schema')"
    )
    lines = []
    for table in tables:
        name = sql.Identifier(table["schemaname"], table["tablename"])
        query = sql.SQL("select t::text as line from {} as t").format(name)
        cursor = await business.connection.execute(query)
        lines += [row["line"] for row in await cursor.fetchall()]
    return "\n".join(lines)


def disguises(secret: str) -> tuple[str, ...]:
    """As it is, as a byte column shows it, and as somebody might hide it."""
    return (secret, secret.encode().hex(), base64.b64encode(secret.encode()).decode())


async def test_the_database_holds_no_secret_in_any_column(
    business: Business, visitor: Visitor, consented: Consented
) -> None:
    kept = await dump(business)
    secrets = (*SECRETS, visitor.token, *consented.secrets)

    assert "canaria@example.com" in kept  # what we look for would be found
    assert b"ornitorrinco".hex() in kept
    assert await business.rows("select from kept_jobs where name = 'turn'")
    for secret in secrets:
        assert [form for form in disguises(secret) if form in kept] == []


async def test_every_kind_of_secret_was_looked_for(consented: Consented) -> None:
    assert {kind for kind, _ in consented.seen} == {
        "access_token",
        "app_secret",
        "code",
        "cookie",
        "refresh_token",
        "signing_key",
        "state",
        "verifier",
        "verify_token",
    }
    assert all(len(secret) >= len(TOKEN) for _, secret in consented.seen)


@pytest.mark.parametrize(
    "leak",
    [
        "update integrations set config = config || jsonb_build_object('note', %s::text)",
        "update turns set trace = jsonb_build_object('error', 'refused ' || %s::text)",
        "update checkpoints.checkpoint_blobs set blob = 'x'::bytea || convert_to(%s, 'UTF8')",
        "insert into jobs.procrastinate_jobs (queue_name, task_name, args)"
        " values ('x', 'x', jsonb_build_object('token', %s::text))",
    ],
)
async def test_a_secret_that_leaked_would_be_found(
    business: Business, consented: Consented, leak: LiteralString
) -> None:
    secret = consented.secrets[0]

    async with business.connection.transaction(force_rollback=True):
        changed = await business.connection.execute(leak, (secret,))
        kept = await dump(business)

    assert changed.rowcount > 0
    assert [form for form in disguises(secret) if form in kept] != []


async def test_the_log_holds_no_secret_and_no_word_of_a_lead(
    business: Business, visitor: Visitor, consented: Consented
) -> None:
    log = business.server.log
    secrets = (*SECRETS, visitor.token, *consented.secrets)

    assert "DEBUG" in log
    assert "calendly token renewed" in log
    assert "owner of a handover could not be told" in log
    assert "Calendly's token is of no use" in log
    assert [secret for secret in secrets if secret in log] == []
    assert [word for word in WORDS if word in log] == []


async def test_no_answer_tells_a_secret_again(
    business: Business, visitor: Visitor, consented: Consented
) -> None:
    secrets = (*SECRETS, visitor.token, *consented.secrets)
    about = await Lead(business=business, number=NUMBER).conversation()
    paths = (
        "/api/integrations",
        "/api/integrations/available",
        "/api/integrations/calendly/status",
        "/api/integrations/whatsapp/status",
        "/metrics",
        "/",
        "/openapi.json",
        f"/threads/{about['id']}/state",
        f"/threads/{about['id']}/runs",
    )
    answers = [await business.http.get(path) for path in paths]
    answers.append(await business.http.post(f"/threads/{about['id']}/history", json={}))

    for answer in answers:
        assert answer.status_code == 200, answer.url
        assert [secret for secret in secrets if secret in answer.text] == []
    assert [text for text in consented.told for secret in secrets if secret in text] == []
    assert "canaria@example.com" in answers[-1].text


async def test_no_file_beside_the_database_holds_a_secret(
    business: Business, visitor: Visitor, consented: Consented
) -> None:
    secrets = (*SECRETS, *consented.secrets)
    files = [file for file in Path(business.server.log_file).parent.rglob("*") if file.is_file()]

    assert any(file.name == "keys" for file in files)
    for file in files:
        content = file.read_bytes()
        assert [secret for secret in secrets if secret.encode() in content] == []


async def test_after_erasing_a_person_nothing_of_them_is_left(
    business: Business, visitor: Visitor, consented: Consented
) -> None:
    """The last of this file: it takes away what the others look for."""
    before, leads = await dump(business), await business.rows("select id from leads")

    told = [await business.http.delete(f"/api/leads/{lead['id']}") for lead in leads]
    again = await business.http.delete(f"/api/leads/{leads[0]['id']}")
    kept = await dump(business)

    assert {answer.status_code for answer in told} == {200}
    assert again.status_code == 404
    for word in THEIRS:
        assert [form for form in disguises(word) if form in before] != [], word
        assert [form for form in disguises(word) if form in kept] == [], word
        assert word not in business.server.log
    assert len(await business.rows("select from erasures")) == len(leads)
