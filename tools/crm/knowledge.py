"""What the business knows: its documents, and the passages that answer a question."""

from collections.abc import Sequence
from typing import cast

from tools.crm.functions import Functions
from tools.knowledge.hints import hints_of
from tools.knowledge.passages import split
from tools.knowledge.questions import Things, count_questions, readings
from tools.ports.arrivals import Passage
from tools.ports.knowledge import Document, DocumentOutcome, DocumentSort, DocumentText
from tools.ports.words import JSON, Language

FLOOR = 0.55
"""How much of what is asked a passage has to speak of; measured in tests/knowledge."""

WHOLE = 0.8
"""From here on it is the whole answer; below, the halves of a question may do better."""

MOST = 3


class KnowledgeFunctions(Functions):
    """Implements `Knowledge` of `tools.ports.crm`."""

    async def find_passages(self, workspace: str, language: Language, text: str) -> list[Passage]:
        found: list[Passage] = []
        asked = count_questions(text, language)
        for reading in readings(text, language):
            answers = [await self._about(workspace, language, things) for things in reading]
            missing = sum(not answer for answer in answers) if len(reading) == asked else 0
            taken = [
                Passage(
                    id=each["id"],
                    title=each["title"],
                    text=each["text"],
                    question=number,
                    unanswered=missing,
                )
                for number, answer in enumerate(answers)
                for each in answer
            ]
            if all(answers) and all(answer[0]["share"] >= WHOLE for answer in answers):
                return taken
            if asked and len(reading) > asked and not all(answers):
                continue  # the half of a question: "parking, and how much is it?"
            if not found or (taken and len(reading) == asked):
                found = taken  # each question by itself says best which of them is open
        return found

    async def _about(self, workspace: str, language: Language, things: Things) -> list[JSON]:
        return cast(
            list[JSON],
            await self._call(
                "find_passages",
                workspace=workspace,
                language=language,
                things=things,
                floor=FLOOR,
                limit=MOST,
            ),
        )

    async def read_passages(self, workspace: str, ids: Sequence[str]) -> list[Passage]:
        return cast(
            list[Passage], await self._call("read_passages", workspace=workspace, ids=list(ids))
        )

    async def put_document(
        self,
        workspace: str,
        *,
        name: str,
        text: str,
        language: Language,
        document_id: str | None = None,
    ) -> tuple[Document, DocumentOutcome]:
        pieces = split(text, name=name)
        kept = await self._now(
            "put_document",
            workspace=workspace,
            id=document_id,
            document=self._new_id(),
            name=name,
            language=language,
            text=text,
            passages=[
                {
                    "id": self._new_id(),
                    "title": each.title,
                    "text": each.text,
                    "hints": hints_of(each.text, language),
                }
                for each in pieces
            ],
        )
        return kept["document"], kept["outcome"]

    async def document(self, workspace: str, document_id: str) -> DocumentText | None:
        return cast(
            DocumentText | None,
            await self._call("find_document", workspace=workspace, document=document_id),
        )

    async def documents(
        self,
        workspace: str,
        *,
        search: str | None = None,
        language: Language | None = None,
        sort: DocumentSort = "name",
        limit: int,
        offset: int,
    ) -> tuple[list[Document], int]:
        page = await self._call(
            "list_documents",
            workspace=workspace,
            search=search,
            language=language,
            sort=sort,
            limit=limit,
            offset=offset,
        )
        return page["documents"], page["total"]

    async def remove_document(self, workspace: str, document_id: str) -> bool:
        return bool(await self._call("remove_document", workspace=workspace, document=document_id))
