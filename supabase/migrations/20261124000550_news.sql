-- What Calendly tells: bookings, moves and cancellations made outside the chat, in any order and any number of
-- times, end in the same state. What was said is kept, and meetings are drawn from all of it: when a word comes
-- does not count, only what it says. One piece of news at a time in a workspace; then locks as in the file
-- before, the lead first.

-- Each word once, about one invitee; no names and no addresses of people.
create table public.calendar_news (
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  event_id text not null,
  kind text not null,
  invitee_uri text not null,
  old_invitee text,
  rescheduled boolean not null,
  no_show text,
  occurred_at timestamptz not null,
  primary key (workspace_id, event_id)
);
create index calendar_news_invitee on public.calendar_news (workspace_id, invitee_uri);
create index calendar_news_old_invitee on public.calendar_news (workspace_id, old_invitee);
create index quarantined_events_email on public.quarantined_events (workspace_id, lower(raw ->> 'email'));
create index quarantined_events_old_invitee on public.quarantined_events (workspace_id, (raw ->> 'old_invitee'));
alter table public.meetings add column before_no_show text;

-- Tell the lead what happened outside the chat: a run whose only news is the receipt. Where a person has taken
-- over, only that is told.
create function private.announce(p_workspace uuid, p_conversation uuid, p_receipt uuid, p_run uuid, p_now timestamptz)
returns void language plpgsql security invoker set search_path = '' as $$
declare v public.conversations; v_door text;
begin
  select * into strict v from public.conversations where workspace_id = p_workspace and id = p_conversation;
  if v.mode = 'human' and not exists (select from public.receipts
      where workspace_id = p_workspace and id = p_receipt and kind = 'handed_over') then return; end if;
  v_door := case when v.channel = 'webchat' then 'webchat' when v.integration_id is not null then 'channel' else 'api' end;
  perform private.run_for(p_workspace, p_conversation, p_run, v_door, false, p_now, null, null, p_receipt, p_now);
  perform private.enqueue_turn(p_conversation, p_now, p_now);
end $$;

-- What all that was said of an invitee makes of the meeting. A move outweighs a cancellation, and that a mark of
-- no-show; a mark that is taken back names itself, or at least its time.
create function private.state_said(p_workspace uuid, p_invitee text)
returns text language sql stable security invoker set search_path = '' as $$
  with said as (
    select * from public.calendar_news where workspace_id = p_workspace and invitee_uri = p_invitee)
  select case
    when exists (select from said where rescheduled) or exists (
      select from public.calendar_news where workspace_id = p_workspace and old_invitee = p_invitee) then 'moved'
    when exists (select from said where kind = 'invitee.canceled') then 'canceled'
    when exists (select from said mark where mark.kind = 'invitee_no_show.created' and not exists (
      select from said lift where lift.kind = 'invitee_no_show.deleted' and (lift.no_show = mark.no_show
        or (lift.no_show is null and lift.occurred_at >= mark.occurred_at)))) then 'no_show'
    else 'booked' end $$;

create function private.state_weight(p_state text) returns integer
  language sql immutable set search_path = ''
  as $$ select coalesce(array_position(array['booked', 'no_show', 'canceled', 'moved'], p_state), 1) $$;

-- Bring an invitee's meeting to what was said, and name it as the one that its successor replaces. Whether its
-- state changed.
create function private.redraw(p_workspace uuid, p_invitee text, p_now timestamptz)
returns boolean language plpgsql security invoker set search_path = '' as $$
declare v public.meetings; v_said text;
begin
  select * into v from public.meetings where workspace_id = p_workspace and invitee_uri = p_invitee;
  if not found then return false; end if;
  update public.meetings m set replaces = v.id, updated_at = p_now from public.calendar_news n
    where n.workspace_id = p_workspace and n.old_invitee = p_invitee and m.workspace_id = p_workspace
      and m.invitee_uri = n.invitee_uri and m.lead_id = v.lead_id and m.replaces is null;
  v_said := private.state_said(p_workspace, p_invitee);
  if private.state_weight(v_said) <= private.state_weight(v.state)
      and not (v_said = 'booked' and v.state = 'no_show') then
    return false;
  end if;
  update public.meetings set updated_at = p_now,
      state = case when v_said = 'booked' then coalesce(v.before_no_show, 'booked') else v_said end,
      before_no_show = case when v_said = 'no_show' then v.state end
    where workspace_id = p_workspace and id = v.id;
  if v_said in ('canceled', 'moved') then
    update public.booking_attempts set released_at = p_now, updated_at = p_now
      where workspace_id = p_workspace and meeting_id = v.id and released_at is null;
  end if;
  return true;
end $$;

-- What a lead's meetings say of the lead: one that is to come, else the last thing that happened. What somebody
-- else has made of the lead since (a customer, lost) stays; so does a lead between the two halves of a move.
create function private.restate_lead(p_workspace uuid, p_lead uuid, p_now timestamptz)
returns void language plpgsql security invoker set search_path = '' as $$
declare v_status text; v_word text;
begin
  select case when status = 'opted_out' then status_before_opt_out else status end into v_status
    from public.leads where workspace_id = p_workspace and id = p_lead;
  if v_status not in ('meeting_scheduled', 'no_show', 'engaged') then return; end if;
  select case m.state when 'canceled' then 'engaged' when 'no_show' then 'no_show' when 'met' then 'met'
      when 'moved' then null else 'meeting_scheduled' end into v_word
    from public.meetings m
    where m.workspace_id = p_workspace and m.lead_id = p_lead and not (m.state = 'moved' and exists (
        select from public.meetings n where n.workspace_id = p_workspace and n.replaces = m.id))
      and (m.invitee_uri is not null or m.state = 'link_sent')
    order by (m.state = 'booked' and m.starts_at > p_now) desc, (m.state = 'link_sent') desc,
      (select max(n.occurred_at) from public.calendar_news n
        where n.workspace_id = p_workspace and n.invitee_uri = m.invitee_uri) desc nulls last, m.invitee_uri
    limit 1;
  if v_word in ('no_show', 'met') then   -- both are outcomes of a meeting
    perform private.move_status(p_workspace, p_lead, 'meeting_scheduled', p_now);
  end if;
  if v_word is not null then
    perform private.move_status(p_workspace, p_lead, v_word, p_now);
  end if;
end $$;

-- How long a link can be used: Calendly lets one nobody used expire after about as long.
create function private.link_life() returns interval
  language sql immutable set search_path = '' as $$ select interval '90 days' $$;

create type private.booker as (
  lead_id uuid, conversation_id uuid, event_name text, replaces uuid, attempt_id uuid, by_link boolean);

-- Whose booking it is, by what proves most. The old invitee first: Calendly alone writes it, it tells a move from
-- one more booking, and Calendly may copy the token of a booking to what it was moved to. Anyone can edit a token:
-- it counts for its own event type, and as long as its link can be used. Then what we asked for and never learnt
-- the end of; then a link that was sent to the only lead of that e-mail. An e-mail alone is nobody's.
create function private.whose(p_workspace uuid, p_news jsonb)
returns private.booker language plpgsql stable security invoker set search_path = '' as $$
declare v private.booker; v_email text := nullif(lower(p_news ->> 'email'), '');
  v_type text := p_news ->> 'event_type'; v_starts timestamptz := (p_news ->> 'starts_at')::timestamptz;
  v_at timestamptz := (p_news ->> 'occurred_at')::timestamptz; v_first boolean := p_news ->> 'old_invitee' is null;
begin
  select m.lead_id, m.conversation_id, m.event_name, m.id, null, false into v from public.meetings m
    where m.workspace_id = p_workspace and m.invitee_uri = p_news ->> 'old_invitee';
  if found then return v; end if;
  select a.lead_id, a.conversation_id, s.event_name, null,
      case when v_first and a.starts_at = v_starts then a.id end, false into v
    from public.booking_attempts a
    join public.slots s on s.workspace_id = a.workspace_id and s.id = a.slot_id
    where a.workspace_id = p_workspace and a.token = p_news ->> 'token' and a.event_type = v_type
      and not (v_first and a.state = 'booked');   -- one attempt is one booking: a person looks at two
  if found then return v; end if;
  select k.lead_id, k.conversation_id, k.event_name, null, null, true into v from public.booking_links k
    where k.workspace_id = p_workspace and k.token = p_news ->> 'token' and k.event_type = v_type
      and v_at <= k.created_at + private.link_life();
  if found or not v_first then return v; end if;   -- its older half will tell
  select a.lead_id, a.conversation_id, s.event_name, null, a.id, false into v
    from public.booking_attempts a
    join public.slots s on s.workspace_id = a.workspace_id and s.id = a.slot_id
    where a.workspace_id = p_workspace and a.state in ('booking', 'unknown') and a.event_type = v_type
      and a.starts_at = v_starts and v_email in (select lower(email) from unnest(a.emails) as email)
    order by a.created_at desc limit 1;
  if found then return v; end if;
  select k.lead_id, k.conversation_id, k.event_name, null, null, false into v
    from public.booking_links k
    join public.leads l on l.workspace_id = k.workspace_id and l.id = k.lead_id and lower(l.email) = v_email
    where k.workspace_id = p_workspace and k.event_type = v_type and k.meeting_id is not null
      and v_at <= k.created_at + private.link_life() and not exists (
        select from public.leads o where o.workspace_id = p_workspace and lower(o.email) = v_email and o.id <> l.id)
    order by k.created_at desc limit 1;
  return v;
end $$;

-- The invitee becomes a meeting of this lead. Returns the receipt where the booking was one of our own.
create function private.place(
  p_workspace uuid, p_news jsonb, p_who private.booker, p_mode text, p_meeting uuid, p_receipt uuid,
  p_now timestamptz)
returns public.receipts language plpgsql security invoker set search_path = '' as $$
declare v_attempt public.booking_attempts; v public.receipts; v_made timestamptz := (p_news ->> 'occurred_at')::timestamptz;
begin
  if p_who.attempt_id is not null then
    select * into strict v_attempt from public.booking_attempts
      where workspace_id = p_workspace and id = p_who.attempt_id;
    return private.settle_booked(v_attempt, v_attempt.turn_id, p_news, p_mode, p_meeting, p_receipt, p_now);
  end if;
  insert into public.meetings (id, workspace_id, lead_id, conversation_id, state, mode, event_type,
      event_name, starts_at, starts_text, ends_text, cancel_url, reschedule_url, event_uri, invitee_uri,
      replaces, booked_at, created_at, updated_at)
    values (p_meeting, p_workspace, p_who.lead_id, p_who.conversation_id, 'booked', p_mode,
      p_news ->> 'event_type', p_who.event_name, (p_news ->> 'starts_at')::timestamptz, p_news ->> 'starts_at',
      p_news ->> 'ends_at', p_news ->> 'cancel_url', p_news ->> 'reschedule_url', p_news ->> 'event_uri',
      p_news ->> 'invitee_uri', p_who.replaces, least(v_made, p_now), p_now, p_now);
  if private.state_said(p_workspace, p_news ->> 'invitee_uri') = 'booked' then
    perform private.meeting_made(p_workspace, p_who.lead_id, p_now);
  else   -- it was over before we heard of it
    update public.meetings set state = 'canceled', updated_at = p_now
      where workspace_id = p_workspace and lead_id = p_who.lead_id and state = 'link_sent' and created_at <= v_made;
    perform private.move_status(p_workspace, p_who.lead_id, 'meeting_scheduled', p_now) from public.leads
      where workspace_id = p_workspace and id = p_who.lead_id and status not in ('met', 'customer', 'lost');
  end if;
  if p_who.by_link then
    update public.leads set email = coalesce(email, p_news ->> 'email'),
        name = coalesce(name, p_news ->> 'name'), updated_at = p_now
      where workspace_id = p_workspace and id = p_who.lead_id;
  end if;
  return null;
end $$;

-- A booking of this lead that came before what tells whose it is: its older half, or the lead's e-mail.
create function private.next_waiting(p_workspace uuid, p_lead uuid)
returns jsonb language sql stable security invoker set search_path = '' as $$
  select q.raw from public.quarantined_events q
  where q.workspace_id = p_workspace and q.raw ->> 'kind' = 'invitee.created'
    and (q.raw ->> 'old_invitee' in (
        select m.invitee_uri from public.meetings m where m.workspace_id = p_workspace and m.lead_id = p_lead)
      or lower(q.raw ->> 'email') = (
        select lower(l.email) from public.leads l where l.workspace_id = p_workspace and l.id = p_lead))
    and case when q.reason in ('unmatched booking', 'needs review')   -- the others cannot be read
      then (private.whose(p_workspace, q.raw)).lead_id = p_lead end
  order by (q.raw ->> 'occurred_at')::timestamptz limit 1 $$;

-- What the lead has to be told of meetings that are new to us: the last that stands, else that it is canceled.
create function private.tell(
  p_workspace uuid, p_meetings uuid[], p_receipt public.receipts, p_late_receipt uuid, p_run uuid, p_now timestamptz)
returns public.receipts language plpgsql security invoker set search_path = '' as $$
declare v public.meetings;
begin
  select * into v from public.meetings m
    where m.workspace_id = p_workspace and m.id = any(p_meetings) and m.starts_at > p_now
      and m.state in ('booked', 'canceled') and private.state_said(p_workspace, m.invitee_uri) = m.state
    order by (m.state = 'booked') desc, array_position(p_meetings, m.id) desc limit 1;
  if not found then return null; end if;
  if v.id = p_receipt.subject and v.state = 'booked' then return p_receipt; end if;
  -- What a turn is canceling just now is that turn's to tell.
  return private.put_receipt(p_late_receipt, p_workspace, v.conversation_id, coalesce((
      select c.turn_id from public.cancellations c where c.workspace_id = p_workspace
        and c.meeting_id = v.id and c.state = 'open' and v.state = 'canceled'), p_run),
    case when v.state = 'canceled' then 'canceled' when v.replaces is null then 'booked' else 'moved' end,
    v.id, private.meeting_json(v), null, p_now);
end $$;

-- A new id that the same news gets again: what waited is placed along with what it waited for.
create function private.id_from(p_seed uuid, p_name text) returns uuid
  language sql immutable set search_path = '' as $$ select md5(p_seed || ' ' || p_name)::uuid $$;

-- Each of these returns the receipt of what the lead has to be told, null where that is nothing.

create function private.news_created(
  p_workspace uuid, p_news jsonb, p_mode text, p_meeting uuid, p_receipt uuid, p_late_receipt uuid, p_run uuid,
  p_now timestamptz)
returns public.receipts language plpgsql security invoker set search_path = '' as $$
declare v_news jsonb := p_news; v_lead uuid; v_id uuid := p_meeting; v_known public.meetings; v_new uuid[] := '{}';
  v public.receipts; v_placed public.receipts;
begin
  perform private.lock_lead(p_workspace, coalesce(
    (select lead_id from public.meetings where workspace_id = p_workspace and invitee_uri = p_news ->> 'invitee_uri'),
    (private.whose(p_workspace, p_news)).lead_id));
  select * into v_known from public.meetings   -- the turn that booked it may have been faster
    where workspace_id = p_workspace and invitee_uri = p_news ->> 'invitee_uri';
  v_lead := coalesce(v_known.lead_id, (private.whose(p_workspace, p_news)).lead_id);
  if v_lead is null then return null; end if;
  if v_known.id is not null then
    if private.redraw(p_workspace, v_known.invitee_uri, p_now) then v_new := array[v_known.id]; end if;
    v_news := private.next_waiting(p_workspace, v_lead);
  end if;
  while v_news is not null loop
    v_placed := private.place(p_workspace, v_news, private.whose(p_workspace, v_news), p_mode, v_id, p_receipt, p_now);
    if v_placed.id is not null then v := v_placed; end if;
    delete from public.quarantined_events where workspace_id = p_workspace
      and raw ->> 'kind' = 'invitee.created' and raw ->> 'invitee_uri' = v_news ->> 'invitee_uri';
    perform private.redraw(p_workspace, v_news ->> 'invitee_uri', p_now);
    v_new := v_new || (select id from public.meetings
      where workspace_id = p_workspace and invitee_uri = v_news ->> 'invitee_uri');
    v_news := private.next_waiting(p_workspace, v_lead);
    v_id := private.id_from(p_meeting, v_news ->> 'invitee_uri');
  end loop;
  perform private.redraw(p_workspace, p_news ->> 'old_invitee', p_now);
  if v_new <> '{}' then perform private.restate_lead(p_workspace, v_lead, p_now); end if;
  return private.tell(p_workspace, v_new, v, p_late_receipt, p_run, p_now);
end $$;

-- Of an invitee that may be a meeting of ours, or the successor of one.
create function private.news_of_known(
  p_workspace uuid, p_news jsonb, p_receipt uuid, p_run uuid, p_now timestamptz)
returns public.receipts language plpgsql security invoker set search_path = '' as $$
declare v public.meetings; v_changed boolean;
begin
  perform private.lock_lead(p_workspace, said.lead_id) from (
    select distinct lead_id from public.meetings where workspace_id = p_workspace
      and invitee_uri in (p_news ->> 'invitee_uri', p_news ->> 'old_invitee') order by lead_id) as said;
  perform private.redraw(p_workspace, p_news ->> 'old_invitee', p_now);
  v_changed := private.redraw(p_workspace, p_news ->> 'invitee_uri', p_now);
  if not v_changed then return null; end if;
  select * into strict v from public.meetings
    where workspace_id = p_workspace and invitee_uri = p_news ->> 'invitee_uri';
  perform private.restate_lead(p_workspace, v.lead_id, p_now);
  if v.state <> 'canceled' then return null; end if;   -- of a move, the new half speaks
  return private.tell(p_workspace, array[v.id], null, p_receipt, p_run, p_now);
end $$;

-- Why nobody of ours has a booking: a person looks at it when it may be a lead's all the same.
create function private.why_waiting(p_workspace uuid, p_news jsonb)
returns text language sql stable security invoker set search_path = '' as $$
  select case when exists (select from public.leads
        where workspace_id = p_workspace and lower(email) = lower(p_news ->> 'email'))
      or exists (select from public.booking_links where workspace_id = p_workspace and token = p_news ->> 'token')
      or exists (select from public.booking_attempts where workspace_id = p_workspace and token = p_news ->> 'token')
    then 'needs review' else 'unmatched booking' end $$;

-- Whether the turn that asked for it is still open: then it will say so itself, unless it has given up.
create function private.will_be_told(p_receipt public.receipts, p_run uuid)
returns boolean language sql stable security invoker set search_path = '' as $$
  select p_receipt.turn_id <> p_run and private.turn_is_open(p_receipt.workspace_id, p_receipt.turn_id)
    and not exists (select from public.booking_attempts a where a.workspace_id = p_receipt.workspace_id
      and a.meeting_id = p_receipt.subject and a.doubted_at is not null)
    and not exists (select from public.cancellations c where c.workspace_id = p_receipt.workspace_id
      and c.meeting_id = p_receipt.subject and c.doubted_at is not null) $$;

create function public.apply_news(
  p_workspace uuid, p_integration uuid, p_event_id text, p_kind text, p_news jsonb, p_mode text,
  p_meeting uuid, p_receipt uuid, p_late_receipt uuid, p_run uuid, p_now timestamptz)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare v public.receipts; v_known boolean; v_untold uuid;
begin
  perform pg_advisory_xact_lock(hashtextextended('news ' || p_workspace, 0));
  insert into public.inbound_events (workspace_id, channel, scope, event_id, received_at)
    values (p_workspace, 'calendly', p_integration::text, p_event_id, p_now) on conflict do nothing;
  if not found then
    return jsonb_build_object('outcome', 'duplicate', 'conversation_id', null, 'receipt_id', null);
  end if;
  update public.integrations set last_sync = p_now where workspace_id = p_workspace and id = p_integration;
  if p_kind = 'other' or private.is_of_erased(p_workspace, p_news) then
    return jsonb_build_object('outcome', 'unmatched', 'conversation_id', null, 'receipt_id', null);
  end if;
  insert into public.calendar_news values (p_workspace, p_event_id, p_kind, p_news ->> 'invitee_uri',
      p_news ->> 'old_invitee', (p_news ->> 'rescheduled')::boolean, p_news ->> 'no_show',
      (p_news ->> 'occurred_at')::timestamptz) on conflict do nothing;   -- heard through another account
  if p_kind = 'invitee.created' then
    v := private.news_created(p_workspace, p_news, p_mode, p_meeting, p_receipt, p_late_receipt, p_run, p_now);
  else
    v := private.news_of_known(p_workspace, p_news, p_receipt, p_run, p_now);
  end if;
  if v.id is not null and not private.will_be_told(v, p_run) then
    perform private.announce(p_workspace, v.conversation_id, v.id, p_run, p_now);
    v_untold := v.id;
  end if;
  v_known := exists (select from public.meetings
    where workspace_id = p_workspace and invitee_uri = p_news ->> 'invitee_uri');
  if not v_known and p_kind = 'invitee.created' then
    perform public.quarantine_event(p_workspace, p_integration, p_event_id,
      private.why_waiting(p_workspace, p_news), p_news, p_now);
  end if;
  return jsonb_build_object('outcome', case when v_known then 'applied' else 'unmatched' end,
    'conversation_id', v.conversation_id, 'receipt_id', v_untold);
end $$;
