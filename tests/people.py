"""Those who take part in a test over real HTTP: a business with WhatsApp, and leads who write."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, LiteralString
from urllib.parse import urlsplit

import httpx
from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row

from tests.platforms import whatsapp
from tests.platforms.postgres import Database
from tests.platforms.serving import served
from tests.platforms.whatsapp import JSON, GraphApi, Sent
from tests.running import SERVE, Running, running

PATIENCE_S = 20.0
OPEN_WORK: LiteralString = """
select (select count(*) from runs where state in ('pending', 'running')) as runs,
  (select count(*) from outbox where state in ('pending', 'sending', 'unknown')) as replies,
  (select count(*) from jobs.procrastinate_jobs
     where queue_name <> 'house' and status in ('todo', 'doing')) as jobs
"""
_wamids = count(1)


@dataclass(frozen=True, kw_only=True)
class Said:
    """One reply, as the platform took it."""

    sent: Sent
    text: str
    choices: Sequence[JSON] = ()
    """Of `{"id", "title"}`."""


@dataclass(kw_only=True)
class Business:
    """Alice's: our server, her WhatsApp number, and a look into her database."""

    server: Running
    graph: GraphApi
    http: httpx.AsyncClient
    connection: AsyncConnection[DictRow]
    database_url: str
    webhook: str = ""
    app_secret: str = whatsapp.APP_SECRET

    async def connect_whatsapp(self, *, number_id: str = whatsapp.NUMBER_ID, **more: str) -> JSON:
        """Sets the webhook's address; leave out `access_token` to send nothing."""
        form = {
            "phone_number_id": number_id,
            "app_secret": self.app_secret,
            "verify_token": whatsapp.VERIFY_TOKEN,
            **more,
        }
        answer = await self.http.post("/api/integrations/whatsapp/connect", json=form)
        assert answer.status_code == 200, answer.text
        told: JSON = answer.json()["data"]
        self.webhook = urlsplit(told["webhook_url"]).path  # its host may be a name in the world
        return told

    async def connect_calendly(self, token: str) -> httpx.Response:
        form = {"access_token": token, "default_event_type": "Sales Call", "timezone": "UTC"}
        return await self.http.post("/api/integrations/calendly/connect", json=form)

    async def deliver(self, document: JSON) -> httpx.Response:
        return await whatsapp.knock(self.http, self.webhook, document, secret=self.app_secret)

    async def rows(self, query: LiteralString, *values: object) -> list[DictRow]:
        return await (await self.connection.execute(query, values)).fetchall()

    async def row(self, query: LiteralString, *values: object) -> DictRow:
        """The only one there is."""
        found = await self.rows(query, *values)
        assert len(found) == 1, found
        return found[0]

    async def until(self, query: LiteralString, *values: object) -> DictRow:
        """The first row the query finds, once it finds one."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            found = await self.rows(query, *values)
            if found:
                return found[0]
            await asyncio.sleep(0.05)
        raise AssertionError(f"Nothing was found: {query}\n{self.server.log[-3000:]}")

    async def until_quiet(self) -> None:
        """Nothing is due, running or on its way any more."""
        deadline = time.monotonic() + PATIENCE_S
        while open_work := (await self.row(OPEN_WORK)):
            if not any(open_work.values()):
                return
            assert time.monotonic() < deadline, f"{open_work}\n{self.server.log[-3000:]}"
            await asyncio.sleep(0.05)

    @asynccontextmanager
    async def holding(self, query: LiteralString, *values: object) -> AsyncIterator[None]:
        """Keeps the rows locked that the query locks: whoever wants them waits for us."""
        async with await AsyncConnection.connect(self.database_url) as connection:
            await connection.execute(query, values)
            yield

    async def stats(self) -> JSON:
        answer = await self.http.get("/api/integrations/calendly/status")
        return dict(answer.json()["data"]["stats"])


@dataclass(kw_only=True)
class Lead:
    """A person with WhatsApp who writes to the business."""

    business: Business
    number: str
    name: str = "Ana"
    heard: int = field(default=0, init=False)

    async def write(self, text: str) -> str:
        """Returns once the delivery is acknowledged; the id of the message."""
        return await self._send(whatsapp.text_message(text, sender=self.number, wamid=wamid()))

    async def press(self, choice: JSON, *, kind: str = "list_reply") -> str:
        return await self._send(self.pressing(choice, kind=kind))

    def pressing(self, choice: JSON, *, kind: str = "list_reply") -> JSON:
        """The message that pressing sends."""
        pressed = whatsapp.pressed(choice["id"], choice["title"], kind=kind, wamid=wamid())
        return {**pressed, "from": self.number}

    async def say(self, text: str) -> Said:
        await self.write(text)
        return await self.reply()

    async def choose(self, choice: JSON, *, kind: str = "list_reply") -> Said:
        await self.press(choice, kind=kind)
        return await self.reply()

    async def reply(self) -> Said:
        """The next one not yet heard."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            if len(self.replies) > self.heard:
                self.heard += 1
                return self.replies[self.heard - 1]
            await asyncio.sleep(0.03)
        raise AssertionError(f"No reply came to {self.number}:\n{self.business.server.log[-3000:]}")

    async def stays_silent_from_here(self) -> None:
        """No further reply, after everything due has been done."""
        await self.business.until_quiet()
        assert len(self.replies) == self.heard, [said.text for said in self.replies]

    @property
    def replies(self) -> list[Said]:
        mine = [sent for sent in self.business.graph.sent if sent.request.get("to") == self.number]
        return [read(sent) for sent in mine]

    async def conversation(self) -> DictRow:
        return await self.business.row(
            "select c.*, l.zone, l.status, l.name, l.email, l.phone, l.language"
            " from conversations c join leads l on l.id = c.lead_id"
            " join identities i on i.lead_id = l.id and i.kind = 'wa_id' where i.value = %s",
            self.number,
        )

    async def _send(self, message: JSON) -> str:
        answer = await self.business.deliver(fresh(message, name=self.name))
        assert answer.status_code == 200, answer.text
        return str(message["id"])


def fresh(*messages: JSON, name: str = "Ana", number_id: str = whatsapp.NUMBER_ID) -> JSON:
    """A delivery of messages written just now: an old one may not be answered any more."""
    now = str(int(time.time()))
    dated = [{**message, "timestamp": now} for message in messages]
    return whatsapp.delivery(dated, name=name, number_id=number_id)


def wamid() -> str:
    return f"wamid.TEST{next(_wamids)}"


def read(sent: Sent) -> Said:
    request = sent.request
    if request["type"] == "text":
        return Said(sent=sent, text=request["text"]["body"])
    interactive = request["interactive"]
    action: Any = interactive["action"]
    buttons = [button["reply"] for button in action.get("buttons", [])]
    rows = [row for section in action.get("sections", []) for row in section["rows"]]
    return Said(sent=sent, text=interactive["body"]["text"], choices=[*buttons, *rows])


@asynccontextmanager
async def open_business(
    folder: Path,
    database: Database,
    *,
    settings: Mapping[str, str] | None = None,
    command: Sequence[str] = SERVE,
) -> AsyncIterator[Business]:
    """The program with a stand-in for WhatsApp beside it. No channel is connected yet."""
    graph = GraphApi()
    async with (
        served(graph.app) as graph_url,
        await AsyncConnection.connect(
            database.admin_url, autocommit=True, row_factory=dict_row
        ) as connection,
    ):
        given = {"PIPEWISE_WHATSAPP_GRAPH_URL": f"{graph_url}/v25.0", **(settings or {})}
        with running(folder, database, settings=given, command=command) as server:
            async with httpx.AsyncClient(base_url=server.url, timeout=30) as http:
                yield Business(
                    server=server,
                    graph=graph,
                    http=http,
                    connection=connection,
                    database_url=database.admin_url,
                )
