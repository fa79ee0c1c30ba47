"""Offers, links, bookings, and what proves them."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Literal, cast

from tools.crm.functions import Functions
from tools.ports.arrivals import Attempt, BookingLink, CalendlyStats, NewsOutcome
from tools.ports.calendar import Booked, CalendarNews, Meeting, Receipt, Slot
from tools.ports.unsettled import CancelAttempt, CancelReason
from tools.ports.words import Mode


class SchedulingFunctions(Functions):
    """Implements `Scheduling` and `News` of `tools.ports.crm`."""

    async def offer(
        self, workspace: str, conversation_id: str, turn_id: str, slots: Sequence[Slot]
    ) -> list[Slot]:
        return cast(
            list[Slot],
            await self._now(
                "offer_slots",
                workspace=workspace,
                conversation=conversation_id,
                turn=turn_id,
                slots=[dict(slot) for slot in slots],
            ),
        )

    async def slot(self, workspace: str, conversation_id: str, slot_id: str) -> Slot | None:
        return cast(
            Slot | None,
            await self._call(
                "find_slot", workspace=workspace, conversation=conversation_id, slot=slot_id
            ),
        )

    async def save_link(
        self,
        workspace: str,
        conversation_id: str,
        turn_id: str,
        *,
        event_type: str,
        event_name: str,
        url: str,
        mode: Mode,
    ) -> BookingLink:
        return cast(
            BookingLink,
            await self._now(
                "save_link",
                workspace=workspace,
                conversation=conversation_id,
                turn=turn_id,
                link=self._new_id(),
                token=self._new_id().replace("-", ""),
                event_type=event_type,
                event_name=event_name,
                url=url,
                mode=mode,
            ),
        )

    async def find_link(
        self,
        workspace: str,
        conversation_id: str,
        *,
        turn_id: str | None = None,
        url: str | None = None,
        link_id: str | None = None,
    ) -> BookingLink | None:
        return cast(
            BookingLink | None,
            await self._call(
                "find_link",
                workspace=workspace,
                conversation=conversation_id,
                turn=turn_id,
                url=url,
                link=link_id,
            ),
        )

    async def send_link(
        self,
        workspace: str,
        conversation_id: str,
        turn_id: str,
        link_id: str,
        *,
        url: str | None = None,
    ) -> Receipt:
        return cast(
            Receipt,
            await self._now(
                "send_link",
                workspace=workspace,
                conversation=conversation_id,
                turn=turn_id,
                link=link_id,
                meeting=self._new_id(),
                receipt=self._new_id(),
                full_url=url,
            ),
        )

    async def begin_booking(
        self,
        workspace: str,
        conversation_id: str,
        turn_id: str,
        slot_id: str,
        *,
        seats: int,
        moves: str | None = None,
    ) -> Attempt:
        return cast(
            Attempt,
            await self._now(
                "begin_booking",
                workspace=workspace,
                conversation=conversation_id,
                turn=turn_id,
                slot=slot_id,
                seats=seats,
                moves=moves,
                attempt=self._new_id(),
                token=self._new_id().replace("-", ""),
            ),
        )

    async def end_booking(
        self,
        workspace: str,
        attempt_id: str,
        *,
        state: Literal["booked", "failed", "unknown"],
        booked: Booked | None = None,
        mode: Mode = "fallback",
        turn_id: str | None = None,
    ) -> Receipt | None:
        return cast(
            Receipt | None,
            await self._now(
                "end_booking",
                workspace=workspace,
                attempt=attempt_id,
                turn=turn_id,
                state=state,
                booked=asdict(booked) if booked else None,
                mode=mode,
                meeting=self._new_id(),
                receipt=self._new_id(),
            ),
        )

    async def begin_cancel(
        self,
        workspace: str,
        conversation_id: str,
        turn_id: str,
        meeting_id: str,
        *,
        why: CancelReason,
    ) -> CancelAttempt:
        return cast(
            CancelAttempt,
            await self._now(
                "begin_cancel",
                workspace=workspace,
                conversation=conversation_id,
                turn=turn_id,
                meeting=meeting_id,
                why=why,
                receipt=self._new_id(),
            ),
        )

    async def leave_cancel(self, workspace: str, meeting_id: str, *, sure: bool) -> None:
        await self._now("leave_cancel", workspace=workspace, meeting=meeting_id, sure=sure)

    async def old_time_freed(self, workspace: str, meeting_id: str) -> None:
        await self._now("old_time_freed", workspace=workspace, meeting=meeting_id)

    async def end_cancel(
        self, workspace: str, conversation_id: str, turn_id: str, meeting_id: str
    ) -> Receipt:
        return cast(
            Receipt,
            await self._now(
                "end_cancel",
                workspace=workspace,
                conversation=conversation_id,
                turn=turn_id,
                meeting=meeting_id,
                receipt=self._new_id(),
            ),
        )

    async def live_meeting(self, workspace: str, lead_id: str) -> Meeting | None:
        return cast(
            Meeting | None, await self._now("live_meeting", workspace=workspace, lead=lead_id)
        )

    async def live_meetings(self, workspace: str, lead_id: str) -> list[Meeting]:
        return cast(
            list[Meeting], await self._now("live_meetings", workspace=workspace, lead=lead_id)
        )

    async def hand_over(
        self,
        workspace: str,
        conversation_id: str,
        turn_id: str,
        reason: str,
        *,
        wants: Sequence[str] = (),
    ) -> Receipt:
        return cast(
            Receipt,
            await self._now(
                "hand_over",
                workspace=workspace,
                conversation=conversation_id,
                turn=turn_id,
                reason=reason,
                wants=list(wants),
                receipt=self._new_id(),
            ),
        )

    async def consent(
        self, workspace: str, conversation_id: str, turn_id: str, *, opted_out: bool
    ) -> Receipt:
        return cast(
            Receipt,
            await self._now(
                "set_consent",
                workspace=workspace,
                conversation=conversation_id,
                turn=turn_id,
                opted_out=opted_out,
                receipt=self._new_id(),
            ),
        )

    async def receipts(
        self, workspace: str, conversation_id: str, ids: Sequence[str]
    ) -> list[Receipt]:
        return cast(
            list[Receipt],
            await self._call(
                "find_receipts", workspace=workspace, conversation=conversation_id, ids=list(ids)
            ),
        )

    async def apply_news(
        self, workspace: str, integration_id: str, news: CalendarNews, *, mode: Mode
    ) -> NewsOutcome:
        return cast(
            NewsOutcome,
            await self._now(
                "apply_news",
                workspace=workspace,
                integration=integration_id,
                event_id=news.event_id,
                kind=news.kind,
                news=asdict(news),
                mode=mode,
                meeting=self._new_id(),
                receipt=self._new_id(),
                late_receipt=self._new_id(),
                run=self._new_id(),
            ),
        )

    async def calendly_stats(self, workspace: str) -> CalendlyStats:
        return cast(CalendlyStats, await self._call("calendly_stats", workspace=workspace))
