"""The scheduler's tools with an effect on the calendar; each is safe to call again in its turn.

Calendly knows neither holds nor idempotency keys, so an attempt row is written before it is asked
and settled after, and whatever is not certain is looked up before it is tried again.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from tools.acting import (
    Call,
    Chosen,
    Ports,
    asking_the_calendar,
    brief_of,
    event_type_for,
    identity_of,
)
from tools.answers import answer
from tools.errors import CalendarUnavailable, Rejected, Unavailable
from tools.links import booking_url, wished_day
from tools.ports.arrivals import Attempt, BookingLink
from tools.ports.calendar import Booked, BookingOrder, Calendar, Meeting, Receipt, Slot
from tools.ports.records import Lead
from tools.ports.scheduler import Brief, Identity
from tools.ports.unsettled import CANCEL_WORDS, CancelAttempt
from tools.ports.words import Door, IntentName

Reason = Literal["not_needed", "cannot_attend", "not_said"]


@dataclass(frozen=True)
class BookingTools:
    ports: Ports

    async def create_calendly_scheduling_link(
        self, runtime: Call, event_type_name: str | None = None
    ) -> str:
        """A single-use booking link for this lead."""
        who, brief = identity_of(runtime), brief_of(runtime)
        link = await self.ports.crm.find_link(
            who["workspace"], who["conversation"], turn_id=who["turn"]
        )
        async with asking_the_calendar():
            calendar = await self._calendar(who)
            self._require_way_in(calendar, runtime.state["turn"]["door"])
            chosen = Chosen(name=link["event_name"], why="made in this turn") if link else None
            if link is None:
                link, chosen = await self._new_link(calendar, who, brief, event_type_name)
        lead = await self.ports.crm.find_lead(who["workspace"], who["lead"])
        url = booking_url(link, lead=lead, channel=who["channel"], day=wished_day(brief))
        shown = {"id": link["id"], "url": url, "event_name": link["event_name"]}
        return answer(link=shown, event_type=chosen, mode=calendar.mode)

    async def book_calendly_slot(self, slot_id: str, runtime: Call) -> str:
        """Book the slot the lead has picked and agreed to."""
        who, brief = identity_of(runtime), brief_of(runtime)
        _require_agreement(brief, slot_id, to="schedule_meeting")
        receipt, calendar = await self._book(who, brief, slot_id, moves=None)
        return answer(receipt=receipt, mode=calendar.mode)

    async def reschedule_calendly_event(self, slot_id: str, runtime: Call) -> str:
        """Move the lead's meeting to the slot they have picked and agreed to."""
        who, brief = identity_of(runtime), brief_of(runtime)
        _require_agreement(brief, slot_id, to="reschedule_meeting")
        old = _booked_meeting(brief)
        await self._require_alone(who, old)
        receipt, calendar = await self._book(who, brief, slot_id, moves=old["id"])
        await self._free_old_time(calendar, who, old, receipt)
        return answer(receipt=receipt, mode=calendar.mode)

    async def cancel_calendly_event(self, reason: Reason, runtime: Call) -> str:
        """Cancel the lead's meeting, once they have agreed to it being read back."""
        who, brief = identity_of(runtime), brief_of(runtime)
        if brief["intent"] != "cancel_meeting" or not brief["agreed"]:
            raise Rejected("The lead has not agreed to cancel", reason="conflict")
        meeting = _booked_meeting(brief)
        calendar = await self._require_alone(who, meeting)
        about = (who["workspace"], who["conversation"], who["turn"], meeting["id"])
        attempt = await self.ports.crm.begin_cancel(*about, why=reason)
        receipt = attempt["receipt"]
        if receipt is None:
            await self._withdraw(calendar, who, meeting, attempt, CANCEL_WORDS[reason])
            receipt = await self.ports.crm.end_cancel(*about)
        return answer(receipt=receipt, mode=calendar.mode)

    async def _withdraw(
        self,
        calendar: Calendar,
        who: Identity,
        meeting: Meeting,
        attempt: CancelAttempt,
        words: str,
    ) -> None:
        """Without the calendar's word that it is canceled, it is not: we say so, or look on."""
        try:
            async with asking_the_calendar():
                await _cancel_again_if_unsure(calendar, _event_uri(meeting), words)
        except (CalendarUnavailable, Rejected) as error:
            told_nothing = isinstance(error, CalendarUnavailable) and error.unsure
            sure = attempt["fresh"] and not told_nothing
            await self.ports.crm.leave_cancel(who["workspace"], meeting["id"], sure=sure)
            if sure:
                raise
            raise CalendarUnavailable(str(error), unsure=True) from error

    async def _require_alone(self, who: Identity, meeting: Meeting) -> Calendar:
        """Calendly cancels an event for all who are in it; one's own page, for oneself only."""
        async with asking_the_calendar():
            calendar = await self._calendar(who)
            if await calendar.is_shared(_event_uri(meeting)):
                raise Rejected("Others are in this event, too", reason="plan")
        return calendar

    async def _calendar(self, who: Identity) -> Calendar:
        return await self.ports.calendars.of(who["workspace"])

    def _require_way_in(self, calendar: Calendar, door: Door) -> None:
        """A link that only this machine can open is none for a person on a channel."""
        if door == "channel" and calendar.mode == "fallback" and not self.ports.reachable:
            raise Rejected(
                "The booking page has no public address (PIPEWISE_PUBLIC_URL)",
                reason="unreachable",
            )

    async def _new_link(
        self, calendar: Calendar, who: Identity, brief: Brief, wanted: str | None
    ) -> tuple[BookingLink, Chosen]:
        kind, chosen = await event_type_for(self.ports, calendar, who, brief, wanted)
        link = await self.ports.crm.save_link(
            who["workspace"],
            who["conversation"],
            who["turn"],
            event_type=kind.uri,
            event_name=kind.name,
            url=await calendar.create_link(kind.uri),
            mode=calendar.mode,
        )
        return link, chosen

    async def _book(
        self, who: Identity, brief: Brief, slot_id: str, *, moves: str | None
    ) -> tuple[Receipt, Calendar]:
        lead = await self._known_lead(who)
        slot = await self.ports.crm.slot(who["workspace"], who["conversation"], slot_id)
        if slot is None:
            raise Rejected("This slot was not offered here", reason="not_found", field="slot_id")
        async with asking_the_calendar():
            calendar = await self._calendar(who)
            seats = await _seats(calendar, slot)
        attempt = await self.ports.crm.begin_booking(
            who["workspace"], who["conversation"], who["turn"], slot_id, seats=seats, moves=moves
        )
        if attempt["receipt"]:
            return attempt["receipt"], calendar
        order = _order(who, brief, lead, attempt)
        booked = await self._ask(calendar, who, attempt, order)
        return await self._settle(who, attempt, booked, calendar), calendar

    async def _known_lead(self, who: Identity) -> Lead:
        lead = await self.ports.crm.find_lead(who["workspace"], who["lead"])
        if lead is None or not lead["name"] or not lead["email"]:
            raise Rejected("The lead's name or e-mail is missing", field="lead")
        return lead

    async def _ask(
        self, calendar: Calendar, who: Identity, attempt: Attempt, order: BookingOrder
    ) -> Booked:
        try:
            async with asking_the_calendar():
                found = None if attempt["fresh"] else await _find(calendar, attempt, order)
                return found or await calendar.book(order)
        except CalendarUnavailable as error:
            return await self._look_again(calendar, who, attempt, order, error)
        except Rejected as error:
            if attempt["fresh"] or error.reason == "slot_taken":
                await self._give_up(who, attempt, "failed")
                raise
            # Of this try only: an earlier one may have booked.
            await self._give_up(who, attempt, "unknown")
            raise CalendarUnavailable(str(error), unsure=True) from error

    async def _look_again(
        self,
        calendar: Calendar,
        who: Identity,
        attempt: Attempt,
        order: BookingOrder,
        error: CalendarUnavailable,
    ) -> Booked:
        """After a lost answer the booking may stand: find it, or say that nobody knows."""
        if attempt["fresh"] and not error.unsure:
            await self._give_up(who, attempt, "failed")
            raise error
        try:
            found = await _find(calendar, attempt, order)
        except (Unavailable, Rejected):
            found = None  # still silent: as unsure as before
        if found is None:
            await self._give_up(who, attempt, "unknown")
            raise CalendarUnavailable(str(error), unsure=True) from error
        return found

    async def _give_up(
        self, who: Identity, attempt: Attempt, state: Literal["failed", "unknown"]
    ) -> None:
        await self.ports.crm.end_booking(who["workspace"], attempt["id"], state=state)

    async def _settle(
        self, who: Identity, attempt: Attempt, booked: Booked, calendar: Calendar
    ) -> Receipt:
        receipt = await self.ports.crm.end_booking(
            who["workspace"],
            attempt["id"],
            state="booked",
            booked=booked,
            mode=calendar.mode,
            turn_id=who["turn"],
        )
        if receipt is None:
            raise Rejected("The booking attempt was settled by someone else", reason="conflict")
        return receipt

    async def _free_old_time(
        self, calendar: Calendar, who: Identity, old: Meeting, moved: Receipt
    ) -> None:
        """The new time stands either way. What cannot be canceled now is written down for later."""
        if moved["meeting"] and moved["meeting"]["event_uri"] == old["event_uri"]:
            return  # a turn begun again already sees the meeting where it was moved to
        try:
            await calendar.cancel(_event_uri(old), CANCEL_WORDS["moved"])
        except (Unavailable, Rejected):
            return
        await self.ports.crm.old_time_freed(who["workspace"], old["id"])


def _require_agreement(brief: Brief, slot_id: str, *, to: IntentName) -> None:
    if brief["intent"] != to or brief["picked"] != slot_id or not brief["agreed"]:
        raise Rejected("The lead has not agreed to this slot", reason="conflict")
    if brief["missing"]:
        raise Rejected("The lead has still to be asked something", reason="conflict")


def _booked_meeting(brief: Brief) -> Meeting:
    meeting = brief["meeting"]
    if brief["which"]:
        raise Rejected("The lead has several meetings, and has not said which", reason="conflict")
    if meeting is None or meeting["event_uri"] is None:
        raise Rejected("The lead has no booked meeting", reason="not_found")
    return meeting


def _event_uri(meeting: Meeting) -> str:
    return meeting["event_uri"] or ""


async def _seats(calendar: Calendar, slot: Slot) -> int:
    """The calendar's own count, since group types seat more than one; 0 where it is gone."""
    start = datetime.fromisoformat(slot["starts_at"])
    times = await calendar.open_times(slot["event_type"], start, start + timedelta(minutes=1))
    return next((time.seats for time in times if time.instant == start), 0)


async def _find(calendar: Calendar, attempt: Attempt, order: BookingOrder) -> Booked | None:
    """Under every address it was asked with: the lead may have given another since."""
    for email in reversed(attempt["emails"]):
        if found := await calendar.find_booked(replace(order, email=email)):
            return found
    return None


async def _cancel_again_if_unsure(calendar: Calendar, event_uri: str, words: str) -> None:
    """Canceling twice is canceling once: a lost answer is simply asked for again."""
    try:
        await calendar.cancel(event_uri, words)
    except Unavailable as error:
        if not error.unsure:
            raise
        try:
            await calendar.cancel(event_uri, words)
        except Unavailable as again:
            raise Unavailable(str(again), unsure=True) from again


def _order(who: Identity, brief: Brief, lead: Lead, attempt: Attempt) -> BookingOrder:
    slot = attempt["slot"]
    return BookingOrder(
        event_type=slot["event_type"],
        starts_at=slot["starts_at"],
        name=lead["name"] or "",
        email=lead["email"] or "",
        zone=who["zone"],
        token=attempt["token"],
        channel=who["channel"],
        answers=brief["answers"],
        place=brief["place"],
    )
