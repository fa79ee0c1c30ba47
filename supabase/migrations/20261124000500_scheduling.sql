-- Offers, links, bookings and the receipts that prove them. Idempotent per (turn, tool, target).
-- PW001 slot taken, PW002 not found, PW003 conflict. Whatever changes a lead's meetings, links or
-- attempts locks the lead first: one thing at a time happens to a lead, and nobody deadlocks.

create function private.lock_lead(p_workspace uuid, p_lead uuid) returns uuid
  language sql security invoker set search_path = '' as $$
  select id from public.leads where workspace_id = p_workspace and id = p_lead for no key update $$;

create function private.lock_lead_of(p_workspace uuid, p_conversation uuid) returns uuid
  language sql security invoker set search_path = '' as $$
  select private.lock_lead(p_workspace, c.lead_id) from public.conversations c
  where c.workspace_id = p_workspace and c.id = p_conversation $$;

create function private.put_receipt(
  p_receipt uuid, p_workspace uuid, p_conversation uuid, p_turn uuid, p_kind text, p_subject uuid,
  p_body jsonb, p_reason text, p_now timestamptz)
returns public.receipts language plpgsql security invoker set search_path = '' as $$
declare v public.receipts;
begin
  insert into public.receipts
    (id, workspace_id, conversation_id, lead_id, turn_id, kind, subject, body, reason, at)
    select p_receipt, p_workspace, p_conversation, c.lead_id, p_turn, p_kind, p_subject, p_body,
           p_reason, p_now
      from public.conversations c where c.workspace_id = p_workspace and c.id = p_conversation
    on conflict (workspace_id, turn_id, kind, subject) do nothing;
  select * into strict v from public.receipts
    where workspace_id = p_workspace and turn_id = p_turn and kind = p_kind and subject = p_subject;
  return v;
end $$;

create function public.offer_slots(
  p_workspace uuid, p_conversation uuid, p_turn uuid, p_slots jsonb, p_now timestamptz)
returns jsonb language plpgsql security invoker set search_path = '' as $$
begin
  insert into public.slots (id, workspace_id, conversation_id, turn_id, event_type, event_name,
                            starts_at, starts_text, ends_text, expires_at, created_at)
    select (s ->> 'id')::uuid, p_workspace, p_conversation, p_turn, s ->> 'event_type',
           s ->> 'event_name', (s ->> 'starts_at')::timestamptz, s ->> 'starts_at', s ->> 'ends_at',
           (s ->> 'expires_at')::timestamptz, p_now
    from jsonb_array_elements(p_slots) as s
    on conflict (workspace_id, conversation_id, turn_id, event_type, starts_at) do nothing;
  return (
    select coalesce(jsonb_agg(private.slot_json(kept) order by wanted.place), '[]')
    from jsonb_array_elements(p_slots) with ordinality as wanted(s, place)
    join public.slots kept on kept.workspace_id = p_workspace and kept.conversation_id = p_conversation
      and kept.turn_id = p_turn and kept.event_type = wanted.s ->> 'event_type'
      and kept.starts_at = (wanted.s ->> 'starts_at')::timestamptz);
end $$;

create function public.find_slot(p_workspace uuid, p_conversation uuid, p_slot text)
returns jsonb language sql stable security invoker set search_path = '' as $$
  select private.slot_json(s) from public.slots s
  where s.workspace_id = p_workspace and s.conversation_id = p_conversation
    and s.id = private.as_uuid(p_slot) $$;

create function public.save_link(
  p_workspace uuid, p_conversation uuid, p_turn uuid, p_link uuid, p_token text, p_event_type text,
  p_event_name text, p_url text, p_mode text, p_now timestamptz)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare v public.booking_links;
begin
  insert into public.booking_links (id, workspace_id, conversation_id, lead_id, turn_id, event_type,
                                    event_name, url, token, mode, created_at)
    select p_link, p_workspace, p_conversation, c.lead_id, p_turn, p_event_type, p_event_name, p_url,
           p_token, p_mode, p_now
      from public.conversations c where c.workspace_id = p_workspace and c.id = p_conversation
    on conflict (workspace_id, conversation_id, turn_id, event_type) do nothing;
  select * into strict v from public.booking_links
    where workspace_id = p_workspace and conversation_id = p_conversation and turn_id = p_turn
      and event_type = p_event_type;
  return private.link_json(v);
end $$;

-- By the turn that made it, or by its URL (with or without our query), for this lead only.
create function public.find_link(p_workspace uuid, p_conversation uuid, p_turn uuid, p_url text, p_link text)
returns jsonb language sql stable security invoker set search_path = '' as $$
  select private.link_json(k) from public.booking_links k
  join public.conversations c on c.workspace_id = k.workspace_id and c.lead_id = k.lead_id
  where c.workspace_id = p_workspace and c.id = p_conversation
    and (p_turn is null or k.turn_id = p_turn)
    and (p_url is null or k.url = split_part(p_url, '?', 1) or k.url = p_url)
    and (p_link is null or k.id = private.as_uuid(p_link))
    and (p_turn is not null or p_url is not null or p_link is not null)
  order by k.created_at desc limit 1 $$;

create function public.send_link(
  p_workspace uuid, p_conversation uuid, p_turn uuid, p_link uuid, p_meeting uuid, p_receipt uuid,
  p_full_url text, p_now timestamptz)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare v_lead uuid := private.lock_lead_of(p_workspace, p_conversation);
  v_link public.booking_links; v_meeting public.meetings;
begin
  select * into v_link from public.booking_links
    where workspace_id = p_workspace and lead_id = v_lead and id = p_link;
  if not found then
    raise exception 'no such link was made for this lead' using errcode = 'PW002';
  end if;
  if v_link.meeting_id is null then
    insert into public.meetings (id, workspace_id, lead_id, conversation_id, state, mode, event_type,
                                 event_name, url, created_at, updated_at)
      values (p_meeting, p_workspace, v_link.lead_id, p_conversation, 'link_sent', v_link.mode,
        v_link.event_type, v_link.event_name, coalesce(p_full_url, v_link.url), p_now, p_now);
    update public.booking_links set meeting_id = p_meeting where id = p_link returning * into v_link;
    perform private.move_status(p_workspace, v_link.lead_id, 'meeting_scheduled', p_now);
  end if;
  select * into strict v_meeting from public.meetings
    where workspace_id = p_workspace and id = v_link.meeting_id;
  if v_meeting.state <> 'link_sent' and not exists (
      select from public.receipts where workspace_id = p_workspace and turn_id = p_turn
        and kind = 'link_sent' and subject = v_meeting.id) then
    raise exception 'the link is used up' using errcode = 'PW003';
  end if;
  return private.receipt_json(private.put_receipt(p_receipt, p_workspace, p_conversation, p_turn,
    'link_sent', v_meeting.id, private.meeting_json(v_meeting), null, p_now));
end $$;

create function private.live_meeting_of(p_workspace uuid, p_lead uuid, p_now timestamptz)
returns public.meetings language sql stable security invoker set search_path = '' as $$
  select m.* from public.meetings m
  where m.workspace_id = p_workspace and m.lead_id = p_lead
    and ((m.state = 'booked' and m.starts_at > p_now) or m.state = 'link_sent')
  order by (m.state = 'booked') desc, m.starts_at, m.created_at desc limit 1 $$;

create function public.live_meeting(p_workspace uuid, p_lead uuid, p_now timestamptz)
returns jsonb language sql stable security invoker set search_path = '' as $$
  select private.meeting_json(m) from private.live_meeting_of(p_workspace, p_lead, p_now) m
  where m.id is not null $$;

-- All that are booked and to come: a link that was sent before may have made a second.
create function public.live_meetings(p_workspace uuid, p_lead uuid, p_now timestamptz)
returns jsonb language sql stable security invoker set search_path = '' as $$
  select coalesce(jsonb_agg(private.meeting_json(m) order by m.starts_at, m.id), '[]')
  from public.meetings m where m.workspace_id = p_workspace and m.lead_id = p_lead
    and m.state = 'booked' and m.starts_at > p_now $$;

create function private.attempt_json(p public.booking_attempts, p_fresh boolean) returns jsonb
  language sql stable security invoker set search_path = '' as $$
  select jsonb_build_object('id', p.id, 'state', p.state, 'token', p.token, 'fresh', p_fresh,
    'emails', to_jsonb(p.emails), 'slot', private.slot_json(s), 'receipt', (
      select private.receipt_json(r) from public.receipts r
      where r.workspace_id = p.workspace_id and r.conversation_id = p.conversation_id
        and r.kind in ('booked', 'moved') and r.subject = p.meeting_id limit 1))
  from public.slots s where s.workspace_id = p.workspace_id and s.id = p.slot_id $$;

-- Longer than any question to a calendar can be on its way.
create function private.in_flight() returns interval
  language sql immutable set search_path = '' as $$ select interval '2 minutes' $$;

create function public.begin_booking(
  p_workspace uuid, p_conversation uuid, p_turn uuid, p_slot text, p_seats integer, p_moves uuid,
  p_attempt uuid, p_token text, p_now timestamptz)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare v_lead uuid := private.lock_lead_of(p_workspace, p_conversation);
  v_slot public.slots; v public.booking_attempts; v_live public.meetings; v_seat integer; v_seats integer;
  v_email text := (select coalesce(email, '') from public.leads where workspace_id = p_workspace and id = v_lead);
begin
  select * into v_slot from public.slots
    where workspace_id = p_workspace and conversation_id = p_conversation
      and id = private.as_uuid(p_slot);
  if not found then
    raise exception 'this conversation was not offered that slot' using errcode = 'PW002';
  end if;

  select * into v from public.booking_attempts a
    where a.workspace_id = p_workspace and a.lead_id = v_lead and a.event_type = v_slot.event_type
      and a.starts_at = v_slot.starts_at and a.state in ('booking', 'booked', 'unknown')
      and a.released_at is null
    order by a.created_at desc limit 1;
  if v.state = 'booked' and v.conversation_id = p_conversation then
    return private.attempt_json(v, false);
  end if;

  v_live := private.live_meeting_of(p_workspace, v_lead, p_now);
  if p_moves is null and v_live.state = 'booked' then
    raise exception 'the lead already has a meeting' using errcode = 'PW003';
  end if;
  if p_moves is not null and not exists (select from public.meetings m where m.workspace_id = p_workspace
      and m.lead_id = v_lead and m.id = p_moves and m.state = 'booked' and m.starts_at > p_now) then
    raise exception 'the lead has no such meeting to move' using errcode = 'PW003';
  end if;
  if exists (select from public.booking_attempts a where a.workspace_id = p_workspace
      and a.lead_id = v_lead and a.state = 'booking' and a.id is distinct from v.id
      and a.updated_at > p_now - private.in_flight()) then
    raise exception 'another booking of this lead is under way' using errcode = 'PW003';
  end if;
  if v.id is not null then   -- never settled: now it is this turn's to settle
    update public.booking_attempts set moves = p_moves, turn_id = p_turn, conversation_id = p_conversation,
        slot_id = v_slot.id, doubted_at = null, looks = 0, next_look = p_now + private.in_flight(),
        emails = case when v_email = any(emails) then emails else emails || v_email end,
        created_at = p_now, updated_at = p_now   -- wished for again
      where id = v.id returning * into v;
    return private.attempt_json(v, false);
  end if;

  if v_slot.expires_at <= p_now or v_slot.starts_at <= p_now then
    raise exception 'the slot has expired' using errcode = 'PW002';
  end if;
  -- Nobody knows how an attempt ended that was never settled: the calendar decides, not its seat.
  update public.booking_attempts set state = 'unknown', next_look = p_now where id in (
    select a.id from public.booking_attempts a
      where a.workspace_id = p_workspace and a.event_type = v_slot.event_type
        and a.starts_at = v_slot.starts_at and a.state = 'booking'
        and a.updated_at < p_now - private.in_flight() for no key update skip locked);
  -- What the calendar has left sinks as we book. The most it ever had of this start is what it seats.
  v_seats := case when p_seats > 0 then greatest(p_seats, (
    select max(a.seats) from public.booking_attempts a where a.workspace_id = p_workspace
      and a.event_type = v_slot.event_type and a.starts_at = v_slot.starts_at)) else 0 end;
  for v_seat in 1..v_seats loop
    insert into public.booking_attempts (id, workspace_id, conversation_id, lead_id, turn_id, slot_id,
        event_type, starts_at, seat, seats, state, token, emails, moves, next_look, created_at, updated_at)
      values (p_attempt, p_workspace, p_conversation, v_lead, p_turn, v_slot.id, v_slot.event_type,
        v_slot.starts_at, v_seat, p_seats, 'booking', p_token, array[v_email], p_moves,
        p_now + private.in_flight(), p_now, p_now)
      on conflict (workspace_id, event_type, starts_at, seat)
        where state in ('booking', 'booked') and released_at is null do nothing
      returning * into v;
    if found then return private.attempt_json(v, true); end if;
  end loop;
  raise exception 'another lead has the last seat' using errcode = 'PW001';
end $$;

-- The calendar has booked, so the seat is taken whatever we thought: where another lead has its number,
-- the next free one stands for it.
create function private.hold_seat(p_attempt public.booking_attempts, p_meeting uuid, p_now timestamptz)
returns void language plpgsql security invoker set search_path = '' as $$
declare v_seat integer := p_attempt.seat;
begin
  loop
    begin
      update public.booking_attempts
        set state = 'booked', meeting_id = p_meeting, seat = v_seat, updated_at = p_now
        where id = p_attempt.id;
      return;
    exception when unique_violation then
      v_seat := v_seat + 1;
    end;
  end loop;
end $$;

create function private.meeting_made(p_workspace uuid, p_lead uuid, p_now timestamptz)
returns void language sql security invoker set search_path = '' as $$
  -- A link that was sent and not used is of no more use.
  update public.meetings set state = 'canceled', updated_at = p_now
    where workspace_id = p_workspace and lead_id = p_lead and state = 'link_sent';
  select private.move_status(p_workspace, p_lead, 'meeting_scheduled', p_now) $$;

-- The lead has talked with us, unless another meeting is to come.
create function private.meeting_gone(p_workspace uuid, p_lead uuid, p_now timestamptz)
returns void language sql security invoker set search_path = '' as $$
  select private.move_status(p_workspace, p_lead, 'engaged', p_now) where not exists (
    select from public.meetings where workspace_id = p_workspace and lead_id = p_lead and state = 'booked'
      and starts_at > p_now) $$;

-- The meeting of this lead that has not begun, beside these two. A newer wish takes its place; before an
-- older one, found late, it stays. One that was there when the lead said which of several to move is no
-- part of that wish.
create function private.meeting_beside(
  p_attempt public.booking_attempts, p_meeting uuid, p_now timestamptz)
returns public.meetings language sql stable security invoker set search_path = '' as $$
  select m.* from public.meetings m
  where m.workspace_id = p_attempt.workspace_id and m.lead_id = p_attempt.lead_id and m.state = 'booked'
    and m.starts_at > p_now and m.id <> p_meeting and m.id is distinct from p_attempt.moves
    and (p_attempt.moves is null or m.created_at >= p_attempt.created_at)
  order by m.created_at desc limit 1 $$;

create function private.wished_before(p_attempt public.booking_attempts, p_other public.meetings)
returns boolean language sql stable security invoker set search_path = '' as $$
  select p_attempt.created_at <= coalesce((select max(a.created_at) from public.booking_attempts a
    where a.workspace_id = p_other.workspace_id and a.meeting_id = p_other.id), p_other.created_at) $$;

-- Whether the lead has asked for no meeting at all since.
create function private.unwished_since(p_attempt public.booking_attempts) returns boolean
  language sql stable security invoker set search_path = '' as $$
  select exists (select from public.cancellations c
    join public.meetings m on m.workspace_id = c.workspace_id and m.id = c.meeting_id
    where m.workspace_id = p_attempt.workspace_id and m.lead_id = p_attempt.lead_id
      and c.why not in ('moved', 'surplus') and c.state in ('open', 'done')
      and c.created_at > p_attempt.created_at) $$;

-- An event that has to leave the calendar: written down with what makes it one too many.
create function private.to_cancel(
  p_workspace uuid, p_meeting uuid, p_conversation uuid, p_turn uuid, p_why text, p_next_look timestamptz,
  p_now timestamptz)
returns void language sql security invoker set search_path = '' as $$
  insert into public.cancellations as c (workspace_id, meeting_id, conversation_id, turn_id, why, state,
      next_look, created_at, updated_at)
    values (p_workspace, p_meeting, p_conversation, p_turn, p_why, 'open', p_next_look, p_now, p_now)
    on conflict (workspace_id, meeting_id) do update set conversation_id = p_conversation,
      turn_id = p_turn, why = p_why, state = 'open', doubted_at = null, looks = 0,
      next_look = p_next_look, updated_at = p_now where c.state <> 'done' $$;

-- The lead's one meeting. Null where another, wished for later, is it already: then this one goes.
create function private.settle_booked(
  p_attempt public.booking_attempts, p_turn uuid, p_booked jsonb, p_mode text, p_meeting uuid,
  p_receipt uuid, p_now timestamptz)
returns public.receipts language plpgsql security invoker set search_path = '' as $$
declare v_slot public.slots; v_meeting public.meetings; v_other public.meetings; v_old uuid := p_attempt.moves;
begin
  select * into strict v_slot from public.slots
    where workspace_id = p_attempt.workspace_id and id = p_attempt.slot_id;
  insert into public.meetings (id, workspace_id, lead_id, conversation_id, state, mode, event_type,
      event_name, starts_at, starts_text, ends_text, cancel_url, reschedule_url, event_uri, invitee_uri,
      replaces, booked_at, created_at, updated_at)
    values (p_meeting, p_attempt.workspace_id, p_attempt.lead_id, p_attempt.conversation_id, 'booked',
      p_mode, v_slot.event_type, v_slot.event_name, (p_booked ->> 'starts_at')::timestamptz,
      p_booked ->> 'starts_at', p_booked ->> 'ends_at', p_booked ->> 'cancel_url',
      p_booked ->> 'reschedule_url', p_booked ->> 'event_uri', p_booked ->> 'invitee_uri',
      p_attempt.moves, p_now, p_now, p_now)
    on conflict (workspace_id, invitee_uri) do nothing returning * into v_meeting;
  if not found then   -- booked on the link's page, and found there by the turn
    select * into v_meeting from public.meetings
      where workspace_id = p_attempt.workspace_id and lead_id = p_attempt.lead_id
        and invitee_uri = p_booked ->> 'invitee_uri';
    if not found then
      raise exception 'the booking is another lead''s' using errcode = 'PW003';
    end if;
  end if;
  perform private.hold_seat(p_attempt, v_meeting.id, p_now);
  v_other := private.meeting_beside(p_attempt, v_meeting.id, p_now);
  if private.unwished_since(p_attempt)
      or (v_other.id is not null and private.wished_before(p_attempt, v_other)) then
    perform private.end_meeting(p_attempt.workspace_id, v_meeting.id, 'canceled', p_now);
    perform private.to_cancel(p_attempt.workspace_id, v_meeting.id, p_attempt.conversation_id, p_turn,
      'surplus', p_now, p_now);
    return null;
  end if;
  perform private.replace_meeting(p_attempt, nullif(v_old, v_meeting.id), p_turn, p_now);
  perform private.replace_meeting(p_attempt, v_other.id, p_turn, p_now);
  perform private.meeting_made(p_attempt.workspace_id, p_attempt.lead_id, p_now);
  return private.put_receipt(p_receipt, p_attempt.workspace_id, p_attempt.conversation_id, p_turn,
    case when coalesce(v_old, v_other.id) is null then 'booked' else 'moved' end, v_meeting.id,
    private.meeting_json(v_meeting), null, p_now);
end $$;

-- Its turn cancels the old event next; if that turn dies, somebody else does a little later.
create function private.replace_meeting(
  p_attempt public.booking_attempts, p_old uuid, p_turn uuid, p_now timestamptz)
returns void language plpgsql security invoker set search_path = '' as $$
begin
  if p_old is null or not private.end_meeting(p_attempt.workspace_id, p_old, 'moved', p_now) then return; end if;
  if (select event_uri from public.meetings where workspace_id = p_attempt.workspace_id and id = p_old)
      is not null then
    perform private.to_cancel(p_attempt.workspace_id, p_old, p_attempt.conversation_id, p_turn, 'moved',
      p_now + private.in_flight(), p_now);
  end if;
end $$;

-- Whether it was alive until now.
create function private.end_meeting(p_workspace uuid, p_meeting uuid, p_state text, p_now timestamptz)
returns boolean language plpgsql security invoker set search_path = '' as $$
begin
  update public.meetings set state = p_state, updated_at = p_now
    where workspace_id = p_workspace and id = p_meeting and state in ('booked', 'link_sent');
  if not found then return false; end if;
  update public.booking_attempts set released_at = p_now, updated_at = p_now
    where workspace_id = p_workspace and meeting_id = p_meeting and released_at is null;
  return true;
end $$;

create function public.end_booking(
  p_workspace uuid, p_attempt uuid, p_turn uuid, p_state text, p_booked jsonb, p_mode text,
  p_meeting uuid, p_receipt uuid, p_now timestamptz)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare v public.booking_attempts; v_receipt public.receipts;
begin
  perform private.lock_lead(p_workspace, lead_id) from public.booking_attempts
    where workspace_id = p_workspace and id = p_attempt;
  select * into strict v from public.booking_attempts where workspace_id = p_workspace and id = p_attempt;
  if v.state = 'booked' then
    return private.attempt_json(v, false) -> 'receipt';   -- Calendly's own news was faster
  end if;
  if p_state <> 'booked' then
    update public.booking_attempts set state = p_state, updated_at = p_now, next_look = p_now,
        doubted_at = case when p_state = 'unknown' then p_now end
      where id = p_attempt;
    return null;
  end if;
  v_receipt := private.settle_booked(v, coalesce(p_turn, v.turn_id), p_booked, p_mode, p_meeting,
    p_receipt, p_now);
  return case when v_receipt.id is not null then private.receipt_json(v_receipt) end;
end $$;

-- Before the calendar is asked to cancel. Where the meeting is canceled already, this is what proves it.
create function public.begin_cancel(
  p_workspace uuid, p_conversation uuid, p_turn uuid, p_meeting uuid, p_why text, p_receipt uuid,
  p_now timestamptz)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare v_lead uuid := private.lock_lead_of(p_workspace, p_conversation); v public.meetings; v_fresh boolean;
begin
  select * into v from public.meetings
    where workspace_id = p_workspace and lead_id = v_lead and id = p_meeting;
  if not found then
    raise exception 'this lead has no such meeting' using errcode = 'PW002';
  end if;
  if v.state = 'canceled' then
    return jsonb_build_object('fresh', false, 'receipt', private.receipt_json(private.put_receipt(
      p_receipt, p_workspace, p_conversation, p_turn, 'canceled', v.id, private.meeting_json(v), null, p_now)));
  elsif v.state <> 'booked' then
    raise exception 'the meeting is not there to be canceled any more' using errcode = 'PW003';
  end if;
  v_fresh := not exists (select from public.cancellations
    where workspace_id = p_workspace and meeting_id = v.id and state = 'open');
  perform private.to_cancel(p_workspace, v.id, p_conversation, p_turn, p_why,
    p_now + private.in_flight(), p_now);
  return jsonb_build_object('fresh', v_fresh, 'receipt', null);
end $$;

-- The calendar has not said that it canceled: it surely did not, or nobody knows and somebody looks on.
create function public.leave_cancel(p_workspace uuid, p_meeting uuid, p_sure boolean, p_now timestamptz)
returns boolean language plpgsql security invoker set search_path = '' as $$
begin
  update public.cancellations set state = case when p_sure then 'refused' else 'open' end,
      doubted_at = case when not p_sure then p_now end, next_look = p_now, updated_at = p_now
    where workspace_id = p_workspace and meeting_id = p_meeting and state = 'open';
  return found;
end $$;

-- The event of a meeting that was moved has left the calendar.
create function public.old_time_freed(p_workspace uuid, p_meeting uuid, p_now timestamptz)
returns boolean language plpgsql security invoker set search_path = '' as $$
begin
  update public.cancellations set state = 'done', updated_at = p_now
    where workspace_id = p_workspace and meeting_id = p_meeting and state = 'open';
  return found;
end $$;

create function public.end_cancel(
  p_workspace uuid, p_conversation uuid, p_turn uuid, p_meeting uuid, p_receipt uuid, p_now timestamptz)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare v_lead uuid := private.lock_lead_of(p_workspace, p_conversation); v public.meetings;
begin
  select * into v from public.meetings
    where workspace_id = p_workspace and lead_id = v_lead and id = p_meeting;
  if not found then
    raise exception 'this lead has no such meeting' using errcode = 'PW002';
  end if;
  if private.end_meeting(p_workspace, p_meeting, 'canceled', p_now) then
    perform private.meeting_gone(p_workspace, v.lead_id, p_now);
  elsif v.state <> 'canceled' then
    raise exception 'the meeting is not there to be canceled any more' using errcode = 'PW003';
  end if;
  perform public.old_time_freed(p_workspace, p_meeting, p_now);
  select * into strict v from public.meetings where workspace_id = p_workspace and id = p_meeting;
  return private.receipt_json(private.put_receipt(p_receipt, p_workspace, p_conversation, p_turn,
    'canceled', p_meeting, private.meeting_json(v), null, p_now));
end $$;

-- A turn that will still answer: one without a run of its own is the caller's to repeat.
create function private.turn_is_open(p_workspace uuid, p_turn uuid) returns boolean
  language sql stable security invoker set search_path = '' as $$
  select not exists (select from public.turns t where t.workspace_id = p_workspace and t.id = p_turn)
    and not exists (select from public.runs r where r.workspace_id = p_workspace and r.id = p_turn
      and r.state in ('failed', 'superseded', 'interrupted')) $$;

create function public.set_consent(
  p_workspace uuid, p_conversation uuid, p_turn uuid, p_opted_out boolean, p_receipt uuid, p_now timestamptz)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare v_lead uuid;
begin
  select lead_id into strict v_lead from public.conversations
    where workspace_id = p_workspace and id = p_conversation;
  if p_opted_out then
    update public.leads set status_before_opt_out = status, status = 'opted_out', updated_at = p_now
      where workspace_id = p_workspace and id = v_lead and status <> 'opted_out';
  else
    update public.leads set status = coalesce(status_before_opt_out, 'engaged'),
        status_before_opt_out = null, updated_at = p_now
      where workspace_id = p_workspace and id = v_lead and status = 'opted_out';
  end if;
  return private.receipt_json(private.put_receipt(p_receipt, p_workspace, p_conversation, p_turn,
    case when p_opted_out then 'opted_out' else 'opted_in' end, v_lead, null, null, p_now));
end $$;

create function public.find_receipts(p_workspace uuid, p_conversation uuid, p_ids jsonb)
returns jsonb language sql stable security invoker set search_path = '' as $$
  select coalesce(jsonb_agg(private.receipt_json(r) order by wanted.place), '[]')
  from jsonb_array_elements_text(p_ids) with ordinality as wanted(id, place)
  join public.receipts r on r.workspace_id = p_workspace and r.conversation_id = p_conversation
    and r.id = private.as_uuid(wanted.id) $$;

create function public.calendly_stats(p_workspace uuid)
returns jsonb language sql stable security invoker set search_path = '' as $$
  select jsonb_build_object(
    'meetings_scheduled', (select count(*) from public.meetings
      where workspace_id = p_workspace and booked_at is not null and replaces is null),
    'links_created', (select count(*) from public.booking_links where workspace_id = p_workspace),
    'last_meeting_scheduled', (select private.iso(max(booked_at)) from public.meetings
      where workspace_id = p_workspace)) $$;
