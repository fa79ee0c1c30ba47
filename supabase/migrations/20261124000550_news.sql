-- What Calendly tells: bookings, moves and cancellations made outside the chat, in any order and any number of
-- times, end in the same state. Locks as in the file before: the lead first.

-- Tell the lead what happened outside the chat: a run whose only news is the receipt.
create function private.announce(p_workspace uuid, p_conversation uuid, p_receipt uuid, p_run uuid, p_now timestamptz)
returns void language plpgsql security invoker set search_path = '' as $$
declare v public.conversations; v_door text;
begin
  select * into strict v from public.conversations where workspace_id = p_workspace and id = p_conversation;
  v_door := case when v.channel = 'webchat' then 'webchat' when v.integration_id is not null then 'channel' else 'api' end;
  perform private.run_for(p_workspace, p_conversation, p_run, v_door, false, p_now, null, null, p_receipt, p_now);
  perform private.enqueue_turn(p_conversation, p_now, p_now);
end $$;

-- What Calendly says happened, in any order. Each returns the receipt it made, null where nothing did.

-- A lead moved a meeting on Calendly's page: the new invitee names the old one.
create function private.news_moved(
  p_old public.meetings, p_news jsonb, p_mode text, p_meeting uuid, p_receipt uuid, p_run uuid,
  p_now timestamptz)
returns public.receipts language plpgsql security invoker set search_path = '' as $$
declare v_meeting public.meetings;
begin
  v_meeting := private.put_booked(p_old.workspace_id, p_old.lead_id, p_old.conversation_id,
    p_old.event_name, p_old.id, p_news, p_mode, p_meeting, p_now);
  if v_meeting.id is null then return null; end if;
  perform private.end_meeting(p_old.workspace_id, p_old.id, 'moved', p_now);
  return private.put_receipt(p_receipt, p_old.workspace_id, p_old.conversation_id, p_run, 'moved',
    v_meeting.id, private.meeting_json(v_meeting), null, p_now);
end $$;

-- A lead used the link we gave them. Anyone can edit a link's token: it counts for its event type only.
create function private.news_of_link(
  p_link public.booking_links, p_news jsonb, p_mode text, p_meeting uuid, p_receipt uuid, p_run uuid,
  p_now timestamptz)
returns public.receipts language plpgsql security invoker set search_path = '' as $$
declare v_meeting public.meetings;
begin
  if p_link.event_type <> p_news ->> 'event_type' then return null; end if;
  v_meeting := private.put_booked(p_link.workspace_id, p_link.lead_id, p_link.conversation_id,
    p_link.event_name, null, p_news, p_mode, p_meeting, p_now);
  if v_meeting.id is null then return null; end if;
  update public.leads set email = coalesce(email, p_news ->> 'email'),
      name = coalesce(name, p_news ->> 'name'), updated_at = p_now
    where workspace_id = p_link.workspace_id and id = p_link.lead_id;
  return private.put_receipt(p_receipt, p_link.workspace_id, p_link.conversation_id, p_run, 'booked',
    v_meeting.id, private.meeting_json(v_meeting), null, p_now);
end $$;

-- The meeting of an invitee we did not know, or null: nobody becomes two meetings.
create function private.put_booked(
  p_workspace uuid, p_lead uuid, p_conversation uuid, p_event_name text, p_replaces uuid, p_news jsonb,
  p_mode text, p_meeting uuid, p_now timestamptz)
returns public.meetings language plpgsql security invoker set search_path = '' as $$
declare v public.meetings;
begin
  insert into public.meetings (id, workspace_id, lead_id, conversation_id, state, mode, event_type,
      event_name, starts_at, starts_text, ends_text, cancel_url, reschedule_url, event_uri, invitee_uri,
      replaces, booked_at, created_at, updated_at)
    values (p_meeting, p_workspace, p_lead, p_conversation, 'booked', p_mode, p_news ->> 'event_type',
      p_event_name, (p_news ->> 'starts_at')::timestamptz, p_news ->> 'starts_at', p_news ->> 'ends_at',
      p_news ->> 'cancel_url', p_news ->> 'reschedule_url', p_news ->> 'event_uri',
      p_news ->> 'invitee_uri', p_replaces, p_now, p_now, p_now)
    on conflict (workspace_id, invitee_uri) do nothing returning * into v;
  if found then perform private.meeting_made(p_workspace, p_lead, p_now); end if;
  return v;
end $$;

create function private.news_created(
  p_workspace uuid, p_news jsonb, p_mode text, p_meeting uuid, p_receipt uuid, p_run uuid, p_now timestamptz)
returns public.receipts language plpgsql security invoker set search_path = '' as $$
declare v_attempt public.booking_attempts; v_link public.booking_links; v_old public.meetings;
begin
  perform private.lock_lead(p_workspace, said.lead_id) from (
    select lead_id from public.meetings
      where workspace_id = p_workspace and invitee_uri = p_news ->> 'old_invitee'
    union select lead_id from public.booking_attempts
      where workspace_id = p_workspace and token = p_news ->> 'token'
    union select lead_id from public.booking_links
      where workspace_id = p_workspace and token = p_news ->> 'token'
    order by lead_id) as said;
  -- The old invitee first: Calendly may copy the token of a booking to what it was moved to.
  select * into v_old from public.meetings
    where workspace_id = p_workspace and invitee_uri = p_news ->> 'old_invitee';
  if found then
    return private.news_moved(v_old, p_news, p_mode, p_meeting, p_receipt, p_run, p_now);
  end if;
  select * into v_attempt from public.booking_attempts
    where workspace_id = p_workspace and token = p_news ->> 'token';
  if v_attempt.state = 'booked' then return null; end if;
  if v_attempt.id is not null then
    return private.settle_booked(v_attempt, v_attempt.turn_id, p_news, p_mode, p_meeting, p_receipt,
      p_now);
  end if;
  select * into v_link from public.booking_links
    where workspace_id = p_workspace and token = p_news ->> 'token';
  if not found then return null; end if;
  return private.news_of_link(v_link, p_news, p_mode, p_meeting, p_receipt, p_run, p_now);
end $$;

create function private.news_canceled(
  p_workspace uuid, p_news jsonb, p_receipt uuid, p_run uuid, p_now timestamptz)
returns public.receipts language plpgsql security invoker set search_path = '' as $$
declare v public.meetings;
begin
  perform private.lock_lead(p_workspace, lead_id) from public.meetings
    where workspace_id = p_workspace and invitee_uri = p_news ->> 'invitee_uri';
  select * into v from public.meetings
    where workspace_id = p_workspace and invitee_uri = p_news ->> 'invitee_uri';
  if not found or v.state <> 'booked' then return null; end if;
  if (p_news ->> 'rescheduled')::boolean then
    perform private.end_meeting(p_workspace, v.id, 'moved', p_now);   -- the new one is on its way
    return null;
  end if;
  perform private.end_meeting(p_workspace, v.id, 'canceled', p_now);
  perform private.move_status(p_workspace, v.lead_id, 'engaged', p_now);
  select * into strict v from public.meetings where workspace_id = p_workspace and id = v.id;
  return private.put_receipt(p_receipt, p_workspace, v.conversation_id, p_run, 'canceled', v.id,
    private.meeting_json(v), null, p_now);
end $$;

create function private.news_no_show(p_workspace uuid, p_news jsonb, p_now timestamptz)
returns void language plpgsql security invoker set search_path = '' as $$
declare v_lead uuid;
begin
  perform private.lock_lead(p_workspace, lead_id) from public.meetings
    where workspace_id = p_workspace and invitee_uri = p_news ->> 'invitee_uri';
  update public.meetings set state = 'no_show', updated_at = p_now
    where workspace_id = p_workspace and invitee_uri = p_news ->> 'invitee_uri' and state = 'booked'
    returning lead_id into v_lead;
  if found then perform private.move_status(p_workspace, v_lead, 'no_show', p_now); end if;
end $$;

-- A cancellation that came before its booking waits in quarantine.
create function private.early_cancellation(p_workspace uuid, p_integration uuid, p_invitee text)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare v_news jsonb;
begin
  delete from public.quarantined_events where workspace_id = p_workspace
    and integration_id = p_integration and raw ->> 'kind' = 'invitee.canceled'
    and raw ->> 'invitee_uri' = p_invitee returning raw into v_news;
  return v_news;
end $$;

-- Whether the turn that asked for it is still open: then it will say so itself.
create function private.will_be_told(p_receipt public.receipts, p_run uuid)
returns boolean language sql stable security invoker set search_path = '' as $$
  select p_receipt.turn_id <> p_run and not exists (
    select from public.turns t where t.workspace_id = p_receipt.workspace_id and t.id = p_receipt.turn_id) $$;

create function public.apply_news(
  p_workspace uuid, p_integration uuid, p_event_id text, p_kind text, p_news jsonb, p_mode text,
  p_meeting uuid, p_receipt uuid, p_late_receipt uuid, p_run uuid, p_now timestamptz)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare v public.receipts; v_early jsonb; v_known boolean; v_untold uuid;
begin
  insert into public.inbound_events (workspace_id, channel, scope, event_id, received_at)
    values (p_workspace, 'calendly', p_integration::text, p_event_id, p_now) on conflict do nothing;
  if not found then
    return jsonb_build_object('outcome', 'duplicate', 'conversation_id', null, 'receipt_id', null);
  end if;
  update public.integrations set last_sync = p_now where workspace_id = p_workspace and id = p_integration;
  if p_kind = 'invitee.created' then
    v := private.news_created(p_workspace, p_news, p_mode, p_meeting, p_receipt, p_run, p_now);
    v_early := private.early_cancellation(p_workspace, p_integration, p_news ->> 'invitee_uri');
    if v_early is not null then
      v := private.news_canceled(p_workspace, v_early, p_late_receipt, p_run, p_now);
    end if;
  elsif p_kind = 'invitee.canceled' then
    v := private.news_canceled(p_workspace, p_news, p_receipt, p_run, p_now);
  elsif p_kind = 'invitee_no_show.created' then
    perform private.news_no_show(p_workspace, p_news, p_now);
  end if;
  if v.id is not null and not private.will_be_told(v, p_run) then
    perform private.announce(p_workspace, v.conversation_id, v.id, p_run, p_now);
    v_untold := v.id;
  end if;
  v_known := exists (select from public.meetings
    where workspace_id = p_workspace and invitee_uri = p_news ->> 'invitee_uri');
  if not v_known then
    -- A booking that no lead of ours made, or one that needs a person to look at it.
    perform public.quarantine_event(p_workspace, p_integration, p_event_id, 'unmatched booking', p_news, p_now);
  end if;
  return jsonb_build_object('outcome', case when v_known then 'applied' else 'unmatched' end,
    'conversation_id', v.conversation_id, 'receipt_id', v_untold);
end $$;
