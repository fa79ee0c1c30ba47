"""Visitors of a web page with our chat on it, over real HTTP."""

import json
from dataclasses import dataclass, field
from itertools import count

from tests.people import Business
from tests.platforms.whatsapp import JSON

_ids = count(1)


@dataclass(kw_only=True)
class Visitor:
    """One browser's chat session."""

    business: Business
    session: str
    token: str
    last: JSON = field(default_factory=dict)
    """What the last question's answer said beside its words."""

    async def say(self, text: str, *, choice_id: str | None = None) -> JSON:
        """Waits for the answer: its one reply."""
        pressed = {"choice_id": choice_id} if choice_id else {}
        self.last = await self._post({"text": text, **pressed}, wait="true", expect=200)
        [reply] = self.last["replies"]
        return dict(reply)

    async def post(self, text: str) -> JSON:
        return await self._post({"text": text}, wait="false", expect=202)

    async def post_again(self, message_id: str, text: str, *, choice_id: str | None = None) -> JSON:
        """As a browser that does not know whether its message arrived."""
        pressed = {"choice_id": choice_id} if choice_id else {}
        message = {"client_msg_id": message_id, "text": text, **pressed}
        return await self._post(message, wait="true", expect=200)

    async def _post(self, message: JSON, *, wait: str, expect: int) -> JSON:
        answer = await self.business.http.post(
            f"/api/chat/sessions/{self.session}/messages",
            params={"wait": wait},
            json={"client_msg_id": f"m{next(_ids)}", **message},
            headers=self._proof,
        )
        assert answer.status_code == expect, answer.text
        return dict(answer.json())

    async def read_events(self, number: int, *, after: str | None = None) -> list[JSON]:
        """So many replies of the stream, from `Last-Event-ID` on; then the browser is gone."""
        headers = {**self._proof, **({"last-event-id": after} if after else {})}
        path = f"/api/chat/sessions/{self.session}/events"
        events: list[JSON] = []
        event: JSON = {}
        async with self.business.http.stream("GET", path, headers=headers) as stream:
            async for line in stream.aiter_lines():
                name, _, value = line.partition(": ")
                if name in ("id", "data"):
                    event[name] = value
                elif not line and "data" in event:
                    events.append({**event, "data": json.loads(event["data"])})
                    event = {}
                if len(events) == number:
                    break
        return events

    async def replies(self) -> list[str]:
        """What the business has said in this session so far."""
        rows = await self.business.rows(
            "select m.text from messages m join chat_sessions s"
            " on s.conversation_id = m.conversation_id"
            " where s.id = %s and m.direction = 'out' order by m.seq",
            self.session,
        )
        return [row["text"] for row in rows]

    @property
    def _proof(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}


async def open_chat(business: Business, **about: str) -> Visitor:
    answer = await business.http.post("/api/chat/sessions", json=about)
    assert answer.status_code == 201, answer.text
    told = answer.json()
    return Visitor(business=business, session=told["session_id"], token=told["token"])
