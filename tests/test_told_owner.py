"""Who asks for a person gets one: the owner hears of it at once, by web hook and by e-mail."""

import hashlib
import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from tests.people import Business, open_business
from tests.platforms.hook import Hook
from tests.platforms.postgres import Database
from tests.platforms.serving import served
from tests.platforms.smtp import MailServer, mail_server
from tests.visitors import open_chat

SECRET = "made-up-secret-of-the-hook"


@dataclass(frozen=True, kw_only=True)
class Office:
    business: Business
    hook: Hook
    mail: MailServer


@pytest.fixture(scope="module")
async def office(
    tmp_path_factory: pytest.TempPathFactory, database: Database
) -> AsyncIterator[Office]:
    hook = Hook()
    async with served(hook.app) as url, mail_server() as mail:
        settings = {
            "PIPEWISE_HANDOVER_WEBHOOK_URL": f"{url}/hook",
            "PIPEWISE_HANDOVER_WEBHOOK_SECRET": SECRET,
            "PIPEWISE_HANDOVER_EMAIL": "team@acme.example",
            "PIPEWISE_SMTP_HOST": "127.0.0.1",
            "PIPEWISE_SMTP_PORT": str(mail.port),
            "PIPEWISE_SMTP_SECURITY": "none",
        }
        folder = tmp_path_factory.mktemp("told")
        async with open_business(folder, database, settings=settings) as business:
            yield Office(business=business, hook=hook, mail=mail)


async def test_the_owner_is_told_by_hook_and_by_mail_and_the_lead_in_one_line(
    office: Office,
) -> None:
    office.hook.refusals.append(503)
    visitor = await open_chat(office.business)
    await visitor.say("Hola, soy Ana López, ¿tenéis parking?")

    said = await visitor.say("quiero hablar con una persona")
    await office.business.until(
        "select 1 as told from alerts where state = 'sent' having count(*) = 2"
    )

    [told], [letter] = office.hook.told, office.mail.letters
    time = told.signature.partition(",")[0].removeprefix("t=")
    signed = hmac.new(SECRET.encode(), f"{time}.".encode() + told.body, hashlib.sha256)
    assert told.signature == f"t={time},v1={signed.hexdigest()}"
    assert told.document["subject"] == letter["Subject"] == "Ana López asks for a person"
    assert "lead: quiero hablar con una persona" in letter.get_content()
    assert len(said["text"].splitlines()) == 1


async def test_the_bot_is_silent_until_the_hours_are_over(office: Office) -> None:
    business = office.business
    visitor = await open_chat(business)
    await visitor.say("quiero hablar con una persona")

    await visitor.post("¿hola?")
    await business.until_quiet()
    silent = len(await visitor.replies())
    await business.connection.execute(
        "update conversations set human_at = human_at - '25 h'::interval"
    )
    said = await visitor.say("quiero agendar una demo")

    assert silent == 1
    assert said["choices"]
