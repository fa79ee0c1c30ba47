-- Bookings nobody is sure of and events nobody has canceled yet: who looks, and what the lead is told.
-- Locks as in the files before: the lead first. Claiming waits for nobody.

-- After so long it is a person's turn.
create function private.patience() returns interval
  language sql immutable set search_path = '' as $$ select interval '1 hour' $$;

create function private.backoff(p_looks integer) returns interval
  language sql immutable set search_path = '' as $$ select interval '30 seconds' * (1 << least(p_looks, 5)) $$;

-- What nobody has finished. Whoever takes it has it until the next look is due; never for longer than the
-- lead can be left without a word.
create function public.claim_unsettled(p_limit integer, p_now timestamptz)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare v_bookings jsonb; v_cancels jsonb; v_untold jsonb;
begin
  with due as (
    select a.id from public.booking_attempts a
    where a.state in ('booking', 'unknown') and a.next_look <= p_now
    order by a.next_look limit p_limit for no key update skip locked
  ), taken as (
    update public.booking_attempts a set looks = a.looks + 1, next_look = p_now + private.backoff(a.looks + 1)
    from due where a.id = due.id returning a.*
  )
  select jsonb_agg(jsonb_build_object('id', a.id, 'workspace', a.workspace_id, 'token', a.token,
      'emails', to_jsonb(a.emails), 'slot', private.slot_json(s),
      'landed', a.updated_at < p_now - private.in_flight(),
      'overdue', a.updated_at < p_now - private.patience())) into v_bookings
    from taken a join public.slots s on s.workspace_id = a.workspace_id and s.id = a.slot_id;
  with due as (
    select c.workspace_id, c.meeting_id from public.cancellations c
    where c.state = 'open' and c.next_look <= p_now
    order by c.next_look limit p_limit for no key update skip locked
  ), taken as (
    update public.cancellations c set looks = c.looks + 1, next_look = p_now + private.backoff(c.looks + 1)
    from due where c.workspace_id = due.workspace_id and c.meeting_id = due.meeting_id returning c.*
  )
  select jsonb_agg(jsonb_build_object('workspace', c.workspace_id, 'meeting_id', c.meeting_id,
      'event_uri', m.event_uri, 'why', c.why, 'begun', m.starts_at <= p_now,
      'overdue', c.updated_at < p_now - private.patience())) into v_cancels
    from taken c join public.meetings m on m.workspace_id = c.workspace_id and m.id = c.meeting_id;
  -- Proved by a turn that then failed for good: nobody has said so.
  select jsonb_agg(jsonb_build_object('workspace', r.workspace_id, 'receipt_id', r.id)) into v_untold
    from public.runs failed
    join public.receipts r on r.workspace_id = failed.workspace_id and r.turn_id = failed.id
    where failed.state = 'failed' and failed.ended_at > p_now - interval '1 day'
      and r.kind in ('booked', 'moved', 'canceled') and not exists (
        select from public.runs n where n.workspace_id = r.workspace_id and n.notice = r.id);
  return jsonb_build_object('bookings', coalesce(v_bookings, '[]'), 'cancellations',
    coalesce(v_cancels, '[]'), 'untold', coalesce(v_untold, '[]'));
end $$;

-- Once per receipt, whoever comes first.
create function public.announce_receipt(p_workspace uuid, p_receipt uuid, p_run uuid, p_now timestamptz)
returns boolean language plpgsql security invoker set search_path = '' as $$
declare v public.receipts;
begin
  select * into strict v from public.receipts where workspace_id = p_workspace and id = p_receipt;
  perform private.lock_lead(p_workspace, v.lead_id);
  if exists (select from public.runs where workspace_id = p_workspace and notice = p_receipt) then
    return false;
  end if;
  perform private.announce(p_workspace, v.conversation_id, p_receipt, p_run, p_now);
  return true;
end $$;

-- A person takes over what could not be finished here.
create function private.give_to_a_person(
  p_workspace uuid, p_conversation uuid, p_reason text, p_receipt uuid, p_run uuid, p_now timestamptz)
returns void language plpgsql security invoker set search_path = '' as $$
begin
  if (select mode from public.conversations where workspace_id = p_workspace and id = p_conversation) = 'human' then
    return;   -- they have been told
  end if;
  perform public.hand_over(p_workspace, p_conversation, p_run, p_reason, '[]', p_receipt, p_now);
  perform private.announce(p_workspace, p_conversation, p_receipt, p_run, p_now);
end $$;

-- What the calendar said of a booking nobody was sure of. Null: it was settled meanwhile.
create function public.reconcile_booking(
  p_workspace uuid, p_attempt uuid, p_outcome text, p_booked jsonb, p_mode text, p_meeting uuid,
  p_receipt uuid, p_run uuid, p_now timestamptz)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare v public.booking_attempts; v_live public.meetings; v_receipt public.receipts; v_tell boolean;
begin
  perform private.lock_lead(p_workspace, lead_id) from public.booking_attempts
    where workspace_id = p_workspace and id = p_attempt;
  select * into strict v from public.booking_attempts where workspace_id = p_workspace and id = p_attempt;
  if v.state not in ('booking', 'unknown') or v.next_look is null then return null; end if;
  v_tell := v.doubted_at is not null or not private.turn_is_open(p_workspace, v.turn_id);
  if p_outcome = 'booked' then
    v_receipt := private.settle_booked(v, v.turn_id, p_booked, p_mode, p_meeting, p_receipt, p_now);
  elsif p_outcome = 'failed' then
    update public.booking_attempts set state = 'failed', updated_at = p_now where id = v.id;
    v_live := private.live_meeting_of(p_workspace, v.lead_id, p_now);
    -- Who has another meeting by now asks no more about this one.
    if v_tell and (v_live.state is distinct from 'booked' or v_live.id = v.moves)
        and not private.unwished_since(v) then
      v_receipt := private.put_receipt(p_receipt, p_workspace, v.conversation_id, p_run, 'not_booked', v.id,
        null, null, p_now);
    end if;
  else
    update public.booking_attempts set state = 'unknown', next_look = null where id = v.id;
    perform private.give_to_a_person(p_workspace, v.conversation_id,
      'It is not known whether the calendar took a booking.', p_receipt, p_run, p_now);
  end if;
  if v_receipt.id is not null and v_tell then
    perform private.announce(p_workspace, v.conversation_id, v_receipt.id, p_run, p_now);
  end if;
  return to_jsonb(p_outcome);
end $$;

-- What became of an event that had to leave the calendar.
create function public.reconcile_cancel(
  p_workspace uuid, p_meeting uuid, p_outcome text, p_receipt uuid, p_run uuid, p_now timestamptz)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare v public.cancellations; v_meeting public.meetings; v_receipt public.receipts;
begin
  perform private.lock_lead(p_workspace, lead_id) from public.meetings
    where workspace_id = p_workspace and id = p_meeting;
  select * into v from public.cancellations
    where workspace_id = p_workspace and meeting_id = p_meeting and state = 'open' for no key update;
  if not found then return null; end if;
  update public.cancellations set state = p_outcome, updated_at = p_now
    where workspace_id = p_workspace and meeting_id = p_meeting;
  if p_outcome = 'handed_over' then
    perform private.give_to_a_person(p_workspace, v.conversation_id,
      'A meeting could not be canceled in the calendar.', p_receipt, p_run, p_now);
  elsif private.end_meeting(p_workspace, p_meeting, 'canceled', p_now) then
    select * into strict v_meeting from public.meetings where workspace_id = p_workspace and id = p_meeting;
    perform private.meeting_gone(p_workspace, v_meeting.lead_id, p_now);
    v_receipt := private.put_receipt(p_receipt, p_workspace, v.conversation_id, v.turn_id, 'canceled',
      p_meeting, private.meeting_json(v_meeting), null, p_now);
    if v.doubted_at is not null or not private.turn_is_open(p_workspace, v.turn_id) then
      perform private.announce(p_workspace, v.conversation_id, v_receipt.id, p_run, p_now);
    end if;
  end if;
  return to_jsonb(p_outcome);
end $$;
