"""People who write to an office of the laboratory, and what they hear."""

from dataclasses import dataclass, field
from itertools import count

from psycopg.rows import DictRow

from tests.sagas.laboratory import Office, new_id
from tools.ports.arrivals import Arrival
from tools.ports.channels import Alias

_people = count(1)


@dataclass(kw_only=True)
class Lead:
    """A person with a phone who writes to an office."""

    office: Office
    number: int = field(default_factory=lambda: next(_people))

    @property
    def phone(self) -> str:
        return f"+346{self.number:08}"

    @property
    def email(self) -> str:
        return f"ana{self.number}@example.com"

    async def say(self, text: str, *, choose: int | None = None) -> None:
        """Write, or press a button under the last reply; the turn is done when this returns."""
        await self.office.hear(
            self.writing(text) if choose is None else await self.pressing(choose)
        )
        await self.office.work()

    def writing(self, text: str, *, choice: str | None = None) -> Arrival:
        return Arrival(
            workspace=self.office.workspace,
            channel="whatsapp",
            integration_id=self.office.phone_line,
            event_id=new_id(),
            aliases=(Alias(kind="phone", value=self.phone, attested=True),),
            text=text,
            choice_id=choice,
            run_id=new_id(),
        )

    async def pressing(self, place: int) -> Arrival:
        choice = (await self.choices())[place]
        return self.writing(choice["title"], choice=choice["id"])

    async def choices(self) -> list[dict[str, str]]:
        return list((await self.replies())[-1]["choices"])

    async def replies(self) -> list[DictRow]:
        return await self.office.lab.rows(
            "select m.text, o.choices, o.segments, o.state, m.turn_id from messages m"
            " join outbox o on o.id = m.id"
            " join conversations c on c.id = m.conversation_id"
            " join identities i on i.lead_id = c.lead_id"
            " where i.workspace_id = %s and i.value = %s order by m.seq",
            self.office.workspace,
            self.phone,
        )

    async def id(self) -> str:
        [row] = await self.office.lab.rows(
            "select lead_id from identities where workspace_id = %s and value = %s",
            self.office.workspace,
            self.phone,
        )
        return str(row["lead_id"])
