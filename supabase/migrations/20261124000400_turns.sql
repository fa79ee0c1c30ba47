-- From an inbound message to a committed turn: what must be atomic, as one function each.
-- Rows are locked in one order everywhere: conversation, thread, run.

create function public.ensure_workspace(
  p_workspace uuid, p_owner text, p_name text, p_zone text, p_language text, p_fallback boolean,
  p_event_type text, p_now timestamptz)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare v public.workspaces;
begin
  insert into public.workspaces (id, owner, name, zone, language, fallback_allowed,
                                 default_event_type, created_at)
    values (p_workspace, p_owner, p_name, p_zone, p_language, p_fallback, p_event_type, p_now)
    on conflict do nothing;
  select * into v from public.workspaces where id = p_workspace;
  if not found then
    raise exception 'the owner has another workspace' using errcode = 'PW003';
  end if;
  return private.workspace_json(v);
end $$;

create function public.find_workspace(p_workspace uuid)
returns jsonb language sql stable security invoker set search_path = ''
as $$ select private.workspace_json(w) from public.workspaces w where w.id = p_workspace $$;

-- The lead an arrival belongs to: by the caller's own id, by an alias, or a new one.
create function private.lead_of(
  p_workspace uuid, p_channel text, p_scope text, p_aliases jsonb, p_external jsonb,
  p_lead uuid, p_profile_name text, p_phone_zone text, p_browser_zone text, p_language text,
  p_source jsonb, p_now timestamptz)
returns uuid language plpgsql security invoker set search_path = '' as $$
declare v_lead uuid; v_external text := p_external ->> 'id'; v_phone text;
begin
  if v_external is not null then
    select id into v_lead from public.leads
      where workspace_id = p_workspace
        and (external_id = v_external or id = private.as_uuid(v_external))
      order by (external_id is not distinct from v_external) desc limit 1;
  end if;
  if v_lead is null and v_external is null then
    select i.lead_id into v_lead
      from jsonb_array_elements(p_aliases) with ordinality as a(alias, place)
      join public.identities i on i.workspace_id = p_workspace and i.channel = p_channel
        and i.scope = p_scope and i.kind = a.alias ->> 'kind' and i.value = a.alias ->> 'value'
      -- What somebody only typed never makes them that person.
      where i.attested and (a.alias ->> 'attested')::boolean
      order by a.place limit 1;
  end if;
  if v_lead is null then
    select a.alias ->> 'value' into v_phone from jsonb_array_elements(p_aliases) as a(alias)
      where a.alias ->> 'kind' = 'phone' limit 1;
    insert into public.leads
      (id, workspace_id, external_id, name, email, phone, status, details, language, zone, zone_source,
       source, created_at, updated_at)
      values (p_lead, p_workspace, v_external, coalesce(p_external ->> 'name', p_profile_name),
        p_external ->> 'email', coalesce(p_external ->> 'phone', v_phone),
        coalesce(p_external ->> 'status', 'new'), coalesce(p_external -> 'details', '{}'), p_language,
        coalesce(p_phone_zone, p_browser_zone),
        case when p_phone_zone is not null then 'phone'
             when p_browser_zone is not null then 'browser' end, p_source, p_now, p_now)
      on conflict (workspace_id, external_id) do update set updated_at = excluded.updated_at
      returning id into v_lead;
  end if;
  insert into public.identities (workspace_id, channel, scope, kind, value, lead_id, attested, created_at)
    select p_workspace, p_channel, p_scope, a.alias ->> 'kind', a.alias ->> 'value', v_lead,
           coalesce((a.alias ->> 'attested')::boolean, false), p_now
    from jsonb_array_elements(p_aliases) as a(alias)
    on conflict (workspace_id, channel, scope, kind, value) do update
      set lead_id = excluded.lead_id, attested = true
      where excluded.attested and not identities.attested;
  return v_lead;
end $$;

-- One person's first two messages at once must not become two leads, whichever of their names
-- comes first. Sorted, so that two who share several names do not wait for each other.
create function private.lock_person(
  p_workspace uuid, p_channel text, p_scope text, p_aliases jsonb, p_external text)
returns void language plpgsql security invoker set search_path = '' as $$
begin
  perform pg_advisory_xact_lock(names.key) from (
    select distinct hashtextextended(concat_ws('|', p_workspace, said.name), 0) as key
    from (
      select concat_ws('|', p_channel, p_scope, a.alias ->> 'kind', a.alias ->> 'value') as name
        from jsonb_array_elements(p_aliases) as a(alias)
      union all select 'external|' || p_external where p_external is not null) as said
    order by key) as names;
end $$;

create function private.conversation_of(
  p_workspace uuid, p_channel text, p_scope text, p_integration uuid, p_lead uuid,
  p_conversation uuid, p_simulated boolean, p_now timestamptz)
returns public.conversations language plpgsql security invoker set search_path = '' as $$
declare v public.conversations;
begin
  select * into v from public.conversations
    where workspace_id = p_workspace and channel = p_channel and scope = p_scope and lead_id = p_lead
    for no key update;
  if found then return v; end if;
  insert into public.threads (id, workspace_id, created_at, updated_at)
    values (p_conversation, p_workspace, p_now, p_now) on conflict do nothing;
  insert into public.conversations
    (id, workspace_id, lead_id, channel, scope, integration_id, simulated, created_at)
    values (p_conversation, p_workspace, p_lead, p_channel, p_scope, p_integration, p_simulated, p_now)
    returning * into v;
  return v;
end $$;

-- A run for this thread: the pending one that messages join, or a new one.
create function private.run_for(
  p_workspace uuid, p_thread uuid, p_run uuid, p_door text, p_joins boolean, p_due timestamptz,
  p_latest timestamptz, p_request jsonb, p_notice uuid, p_now timestamptz)
returns public.runs language plpgsql security invoker set search_path = '' as $$
declare v public.runs;
begin
  if p_joins then
    -- What must be answered at once does not wait for the rest of a burst.
    update public.runs set not_before =
        case when p_due <= p_now then p_due else least(greatest(p_due, not_before), latest) end
      where thread_id = p_thread and state = 'pending' and joins returning * into v;
    if found then return v; end if;
  end if;
  insert into public.runs (id, workspace_id, thread_id, door, state, joins, not_before, latest,
                           notice, request, created_at)
    values (p_run, p_workspace, p_thread, p_door, 'pending', p_joins, p_due, p_latest, p_notice,
            coalesce(p_request, '{}'), p_now)
    returning * into v;
  return v;
end $$;

create function private.enqueue_turn(
  p_thread uuid, p_at timestamptz, p_now timestamptz, p_queueing_lock text default null)
returns bigint language sql security invoker set search_path = '' as $$
  -- What must be answered at once passes what waits for a burst behind the same lock.
  select private.enqueue('turns', 'turn', jsonb_build_object('conversation_id', p_thread),
    p_lock => 'conversation:' || p_thread, p_queueing_lock => p_queueing_lock,
    p_at => case when p_at > p_now then p_at end,
    p_priority => case when p_at > p_now then 0 else 1 end) $$;

create function public.ingest_message(
  p_workspace uuid, p_channel text, p_integration uuid, p_event_id text, p_aliases jsonb, p_text text,
  p_choice_id text, p_provider_id text, p_note text, p_at timestamptz, p_profile_name text,
  p_phone_zone text, p_browser_zone text, p_language text, p_source jsonb, p_external jsonb, p_thread uuid, p_conversation uuid,
  p_message uuid, p_lead uuid, p_run uuid, p_door text, p_simulated boolean, p_due timestamptz,
  p_latest timestamptz, p_request jsonb, p_joins boolean, p_enqueue boolean, p_now timestamptz)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare
  v_scope text := coalesce(p_integration::text, p_thread::text, '');
  v_external text := p_external ->> 'id';
  v_lead uuid; v_conversation public.conversations; v_run public.runs;
begin
  if p_thread is not null and exists (
      select from public.threads where id = p_thread and workspace_id <> p_workspace) then
    raise exception 'the thread belongs to another workspace' using errcode = 'PW003';
  end if;
  if exists (select from public.threads where id = p_thread and replay_ended) then
    raise exception 'the person of this thread was erased: it cannot be gone on with' using errcode = 'PW003';
  end if;
  perform private.lock_person(p_workspace, p_channel, v_scope, p_aliases, v_external);
  if private.was_erased(p_workspace, 'event', concat_ws('|', p_channel, v_scope, p_event_id)) then
    return jsonb_build_object('duplicate', true, 'conversation_id', null, 'lead_id', null, 'message_id', null,
      'run_id', null);
  end if;

  insert into public.inbound_events (workspace_id, channel, scope, event_id, message_id, received_at)
    values (p_workspace, p_channel, v_scope, p_event_id, p_message, p_now) on conflict do nothing;
  if not found then
    return (select jsonb_build_object('duplicate', true, 'conversation_id', m.conversation_id,
        'lead_id', c.lead_id, 'message_id', m.id, 'run_id', null)
      from public.inbound_events e
      join public.messages m on m.workspace_id = e.workspace_id and m.id = e.message_id
      join public.conversations c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
      where e.workspace_id = p_workspace and e.channel = p_channel and e.scope = v_scope
        and e.event_id = p_event_id);
  end if;

  -- A thread that is a conversation has its lead; any other finds or makes one.
  select * into v_conversation from public.conversations
    where workspace_id = p_workspace and id = p_thread for no key update;
  if found then
    v_lead := v_conversation.lead_id;
    if v_external is not null and not exists (
        select from public.leads where workspace_id = p_workspace and id = v_lead
          and (external_id = v_external or id = private.as_uuid(v_external))) then
      raise exception 'the thread belongs to another lead' using errcode = 'PW003';
    end if;
  else
    v_lead := private.lead_of(p_workspace, p_channel, v_scope, p_aliases, p_external, p_lead,
      p_profile_name, p_phone_zone, p_browser_zone, p_language, p_source, p_now);
    v_conversation := private.conversation_of(p_workspace, p_channel, v_scope, p_integration, v_lead,
      coalesce(p_thread, p_conversation), p_simulated, p_now);
  end if;
  perform private.resume_if_left(v_conversation, p_now);
  update public.conversations set last_seq = last_seq + 1,
      last_inbound_at = greatest(last_inbound_at, coalesce(p_at, p_now))
    where id = v_conversation.id returning * into v_conversation;
  update public.threads set updated_at = p_now where id = v_conversation.id;
  insert into public.messages
    (id, workspace_id, conversation_id, seq, direction, text, choice_id, provider_id, note, at)
    values (p_message, p_workspace, v_conversation.id, v_conversation.last_seq, 'in', p_text,
      p_choice_id, p_provider_id, p_note, coalesce(p_at, p_now));

  if p_run is not null then
    v_run := private.run_for(p_workspace, v_conversation.id, p_run, p_door, p_joins,
      coalesce(p_due, p_now), coalesce(p_latest, p_now), p_request, null, p_now);
    if p_enqueue then
      perform private.enqueue_turn(v_conversation.id,
        case when p_joins then least(coalesce(p_due, p_now), v_run.latest) else p_now end, p_now);
    end if;
  end if;
  return jsonb_build_object('duplicate', false, 'conversation_id', v_conversation.id,
    'lead_id', v_lead, 'message_id', p_message, 'run_id', v_run.id);
end $$;

create function public.quarantine_event(
  p_workspace uuid, p_integration uuid, p_event_id text, p_reason text, p_raw jsonb, p_now timestamptz)
returns boolean language plpgsql security invoker set search_path = '' as $$
begin
  insert into public.quarantined_events
    values (p_workspace, p_integration, p_event_id, p_reason, p_raw, p_now) on conflict do nothing;
  return found;
end $$;

create function public.unanswered_messages(p_workspace uuid, p_conversation uuid)
returns jsonb language sql stable security invoker set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'seq', m.seq, 'direction', m.direction,
      'text', m.text, 'choice_id', m.choice_id, 'note', m.note, 'at', private.iso(m.at)) order by m.seq), '[]')
  from public.messages m
  where m.workspace_id = p_workspace and m.conversation_id = p_conversation
    and m.direction = 'in' and m.turn_id is null $$;

create function public.find_lead(p_workspace uuid, p_lead text)
returns jsonb language sql stable security invoker set search_path = '' as $$
  select private.lead_json(l) from public.leads l
  where l.workspace_id = p_workspace and (l.external_id = p_lead or l.id = private.as_uuid(p_lead))
  order by (l.id = private.as_uuid(p_lead)) desc limit 1 $$;

-- Along a legal transition or not at all. Of a lead who opted out, what consent will give back moves.
create function private.move_status(p_workspace uuid, p_lead uuid, p_to text, p_now timestamptz)
returns void language sql security invoker set search_path = '' as $$
  update public.leads l set updated_at = p_now,
    status = case when l.status = 'opted_out' then l.status else p_to end,
    status_before_opt_out = case when l.status = 'opted_out' then p_to end
  where l.workspace_id = p_workspace and l.id = p_lead and exists (
    select from public.lead_transitions t where t.to_status = p_to
      and t.from_status = case when l.status = 'opted_out' then l.status_before_opt_out else l.status end) $$;

create function public.note_lead(
  p_workspace uuid, p_lead uuid, p_details jsonb, p_language text, p_zone text, p_status text,
  p_now timestamptz)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare v public.leads;
begin
  update public.leads set
      name = coalesce(p_details ->> 'name', name),
      email = coalesce(p_details ->> 'email', email),
      phone = coalesce(p_details ->> 'phone', phone),
      details = details || (p_details - 'name' - 'email' - 'phone'),
      language = coalesce(p_language, language),
      zone = coalesce(p_zone, zone),
      zone_source = case when p_zone is not null then 'said' else zone_source end,
      updated_at = p_now
    where workspace_id = p_workspace and id = p_lead;
  if not found then
    raise exception 'there is no such lead' using errcode = 'PW004';
  end if;
  if p_status is not null then
    perform private.move_status(p_workspace, p_lead, p_status, p_now);
  end if;
  select * into strict v from public.leads where workspace_id = p_workspace and id = p_lead;
  return private.lead_json(v);
end $$;

create function public.find_conversation(p_workspace uuid, p_conversation uuid)
returns jsonb language sql stable security invoker set search_path = '' as $$
  select private.conversation_json(c) from public.conversations c
  where c.workspace_id = p_workspace and c.id = p_conversation $$;

create function public.start_conversation(
  p_workspace uuid, p_lead uuid, p_channel text, p_conversation uuid, p_now timestamptz)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare v public.conversations;
begin
  perform from public.leads where workspace_id = p_workspace and id = p_lead for no key update;
  if not found then
    raise exception 'there is no such lead' using errcode = 'PW004';
  end if;
  select * into v from public.conversations
    where workspace_id = p_workspace and lead_id = p_lead and channel = p_channel
    order by last_inbound_at desc nulls last, created_at desc limit 1;
  if not found then
    v := private.conversation_of(p_workspace, p_channel, '', null, p_lead, p_conversation, false, p_now);
  end if;
  return to_jsonb(v.id);
end $$;

-- Take a due run. A running one whose lease is over comes first: its turn is half done.
create function public.claim_run(
  p_thread uuid, p_run uuid, p_owner text, p_lease double precision, p_tries integer,
  p_settles boolean, p_now timestamptz)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare v_thread uuid := p_thread; v public.runs; v_until timestamptz := p_now + make_interval(secs => p_lease);
begin
  if v_thread is null then select thread_id into v_thread from public.runs where id = p_run; end if;
  perform from public.threads where id = v_thread for no key update;   -- claims of one thread take turns
  -- The last one has committed, and the state that the next begins with is not written yet.
  if exists (select from public.runs where thread_id = v_thread and state in ('done', 'superseded')
      and lease_until > p_now) then return null; end if;
  -- One that has killed its process every time must not hold up the thread for ever.
  update public.runs set state = 'failed', ended_at = p_now, lease_until = null,
      error = 'every process that ran it died'
    where thread_id = v_thread and state = 'running' and lease_until < p_now and attempt >= p_tries;
  select * into v from public.runs where thread_id = v_thread and state = 'running';
  if found then
    if v.lease_until > p_now or (p_run is not null and v.id <> p_run) then return null; end if;
  else
    select * into v from public.runs where thread_id = v_thread and state = 'pending'
      order by place limit 1;                                   -- order kept: only the oldest may start
    if not found or v.not_before > p_now or (p_run is not null and v.id <> p_run) then return null; end if;
  end if;
  update public.runs set state = 'running', attempt = attempt + 1, owner = p_owner, lease_until = v_until,
      settles = p_settles
    where id = v.id returning * into v;
  return private.run_json(v);
end $$;

create function public.extend_lease(
  p_run uuid, p_attempt integer, p_lease double precision, p_now timestamptz)
returns boolean language plpgsql security invoker set search_path = '' as $$
begin
  update public.runs set lease_until = p_now + make_interval(secs => p_lease)
    where id = p_run and attempt = p_attempt and state = 'running';
  return found;
end $$;

-- A job that came while somebody else's run had the thread is gone: the next run gets another.
create function private.next_turn(p_thread uuid, p_now timestamptz)
returns void language plpgsql security invoker set search_path = '' as $$
begin
  if exists (select from public.runs where thread_id = p_thread and state = 'pending' and queued) then
    perform private.enqueue_turn(p_thread, p_now, p_now, 'next:' || p_thread);
  end if;
end $$;

-- The state that the run has left is written. True: it has committed no turn, so somebody must end it.
create function public.settle_run(p_run uuid, p_attempt integer, p_now timestamptz)
returns boolean language plpgsql security invoker set search_path = '' as $$
declare v public.runs;
begin
  select * into v from public.runs where id = p_run and attempt = p_attempt;
  if v.state = 'running' then return true; end if;
  if v.lease_until is not null then
    update public.runs set lease_until = null where id = p_run;
    perform private.next_turn(v.thread_id, p_now);
  end if;
  return false;
end $$;

create function public.fail_run(
  p_run uuid, p_attempt integer, p_error text, p_retry_in double precision, p_now timestamptz)
returns boolean language plpgsql security invoker set search_path = '' as $$
declare v public.runs; v_again timestamptz := p_now + make_interval(secs => p_retry_in);
begin
  -- The thread first: no message may add a run that others join while this one becomes it again.
  perform from public.threads where id = (select thread_id from public.runs where id = p_run)
    for no key update;
  update public.runs set
      state = case when p_retry_in is null then 'failed' else 'pending' end,
      error = p_error, lease_until = null, not_before = coalesce(v_again, not_before),
      latest = v_again,
      joins = joins and p_retry_in is not null and not exists (
        select from public.runs other where other.thread_id = runs.thread_id
          and other.state = 'pending' and other.joins),
      ended_at = case when p_retry_in is null then p_now end
    where id = p_run and attempt = p_attempt and state = 'running' returning * into v;
  if not found then
    perform public.settle_run(p_run, p_attempt, p_now);
    return false;
  end if;
  if p_retry_in is null then
    perform private.next_turn(v.thread_id, p_now);
  else
    perform private.enqueue_turn(v.thread_id, v_again, p_now);
  end if;
  return true;
end $$;

create function public.find_run(p_workspace uuid, p_run uuid)
returns jsonb language sql stable security invoker set search_path = '' as $$
  select private.run_json(r) from public.runs r where r.workspace_id = p_workspace and r.id = p_run $$;

create function public.list_runs(
  p_workspace uuid, p_thread uuid, p_states jsonb, p_limit integer, p_offset integer)
returns jsonb language sql stable security invoker set search_path = '' as $$
  with matching as (
    select * from public.runs where workspace_id = p_workspace and thread_id = p_thread
      and (p_states is null or p_states ? state))
  select jsonb_build_object(
    'total', (select count(*) from matching),
    'runs', (select coalesce(jsonb_agg(private.run_json(r) order by r.place desc), '[]') from (
      select id from matching order by place desc limit p_limit offset p_offset) page
      join public.runs r on r.id = page.id)) $$;

-- Threads whose due run nobody took: a killed process, a lost job. The sweep gives each a job.
create function public.rescue_runs(p_late timestamptz, p_now timestamptz)
returns integer language plpgsql security invoker set search_path = '' as $$
declare v_thread uuid; v_count integer := 0;
begin
  update public.runs set lease_until = null   -- its process died before it could write its state
    where state in ('done', 'superseded') and lease_until < p_now;
  for v_thread in
    select distinct r.thread_id from public.runs r
    where (r.state = 'running' and r.lease_until < p_now)
       or (r.state = 'pending' and r.not_before < p_late and not exists (
             select from public.runs busy where busy.thread_id = r.thread_id and busy.state = 'running'))
  loop
    -- One such job waits at a time, however often the sweep comes by.
    if private.enqueue_turn(v_thread, p_now, p_now, 'rescue:' || v_thread) is not null then
      v_count := v_count + 1;
    end if;
  end loop;
  return v_count;
end $$;

create function private.reply_ids(p_workspace uuid, p_turn uuid) returns jsonb
  language sql stable security invoker set search_path = ''
  as $$ select coalesce(jsonb_agg(o.id order by o.ordinal), '[]') from public.outbox o
        where o.workspace_id = p_workspace and o.turn_id = p_turn $$;

-- Why a reply may not leave, or null. The word that confirms a STOP, a START or a handover we owe.
create function private.silence(p_conversation public.conversations, p_turn uuid) returns text
  language sql stable security invoker set search_path = '' as $$
  select case
    when (private.conversation_json(p_conversation) ->> 'opted_out')::boolean
      and not coalesce('opted_out' = any(owed.kinds), false) then 'opted_out'
    when p_conversation.mode = 'human' and owed.kinds is null then 'a person has taken over' end
  from (select array_agg(kind) as kinds from public.receipts
    where workspace_id = p_conversation.workspace_id and turn_id = p_turn
      and kind in ('opted_out', 'opted_in', 'handed_over')) as owed $$;

-- One reply: a message row for reading, an outbox row for sending, a job where a channel sends it.
create function private.put_reply(
  p_conversation public.conversations, p_turn uuid, p_ordinal integer, p_reply jsonb, p_door text,
  p_now timestamptz)
returns void language plpgsql security invoker set search_path = '' as $$
declare v_seq bigint; v_id uuid := (p_reply ->> 'id')::uuid; v_sends boolean; v_refusal text;
begin
  -- A web chat shows what is there: its reply is sent now, any other when it is claimed.
  v_refusal := case when p_door = 'webchat' then private.silence(p_conversation, p_turn) end;
  v_sends := p_door = 'channel' and p_conversation.integration_id is not null
    and not p_conversation.simulated;
  update public.conversations set last_seq = last_seq + 1 where id = p_conversation.id
    returning last_seq into v_seq;
  insert into public.messages (id, workspace_id, conversation_id, seq, direction, text, turn_id, at)
    values (v_id, p_conversation.workspace_id, p_conversation.id, v_seq, 'out', p_reply ->> 'text',
      p_turn, p_now);
  insert into public.outbox
    (id, workspace_id, conversation_id, turn_id, ordinal, text, choices, segments, state, error, created_at)
    values (v_id, p_conversation.workspace_id, p_conversation.id, p_turn, p_ordinal,
      p_reply ->> 'text', p_reply -> 'choices', p_reply -> 'segments',
      case when v_sends then 'pending' when v_refusal is not null then 'failed'
        when p_door = 'webchat' then 'accepted' else 'kept' end, v_refusal, p_now);
  if v_sends then
    perform private.enqueue('deliveries', 'deliver', jsonb_build_object('reply_id', v_id, 'channel', p_conversation.channel),
      p_lock => 'delivery:' || p_conversation.id);
  end if;
end $$;

create function public.commit_turn(
  p_workspace uuid, p_conversation uuid, p_turn uuid, p_run uuid, p_attempt integer, p_covers bigint,
  p_replies jsonb, p_effects boolean, p_trace jsonb, p_score jsonb, p_next_run uuid, p_now timestamptz)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare
  v_conversation public.conversations; v_run public.runs; v_reply jsonb; v_place integer := 0;
  v_outcome text := 'committed';
begin
  -- Counting a message locks this row too, so what we see as unanswered is all there is.
  select * into strict v_conversation from public.conversations
    where workspace_id = p_workspace and id = p_conversation for no key update;
  update public.threads set updated_at = p_now where id = p_conversation;
  if p_run is not null then
    select * into v_run from public.runs
      where id = p_run and workspace_id = p_workspace and thread_id = p_conversation;
    if v_run.joins and not p_effects and v_conversation.superseded < 2 and exists (
        select from public.messages where workspace_id = p_workspace
          and conversation_id = p_conversation and direction = 'in' and seq > p_covers
          and turn_id is null)
      -- Somebody must be there to answer them instead.
      and exists (select from public.runs where thread_id = p_conversation and state = 'pending') then
      v_outcome := 'superseded';
    end if;
  end if;
  if exists (select from public.turns where workspace_id = p_workspace and id = p_turn) then
    v_outcome := 'repeated';
  end if;
  if p_run is not null then
    update public.runs set state = case v_outcome when 'superseded' then 'superseded' else 'done' end,
        ended_at = p_now, lease_until = case when settles then lease_until end, error = null
      where id = p_run and thread_id = p_conversation and attempt = p_attempt and state = 'running';
    if not found and v_outcome <> 'repeated' then
      return jsonb_build_object('outcome', 'fenced', 'reply_ids', '[]'::jsonb);
    end if;
  end if;
  if v_outcome = 'superseded' then
    update public.conversations set superseded = superseded + 1 where id = p_conversation;
    return jsonb_build_object('outcome', 'superseded', 'reply_ids', '[]'::jsonb);
  end if;
  if v_outcome = 'repeated' then
    return jsonb_build_object('outcome', 'repeated', 'reply_ids', private.reply_ids(p_workspace, p_turn));
  end if;

  insert into public.turns (id, workspace_id, conversation_id, run_id, covers, effects, trace, committed_at)
    values (p_turn, p_workspace, p_conversation, p_run, p_covers, p_effects, p_trace, p_now);
  update public.messages set turn_id = p_turn
    where workspace_id = p_workspace and conversation_id = p_conversation and direction = 'in'
      and turn_id is null and seq <= p_covers;
  for v_reply in select * from jsonb_array_elements(p_replies) loop
    perform private.put_reply(v_conversation, p_turn, v_place, v_reply, coalesce(v_run.door, 'studio'),
      p_now);
    v_place := v_place + 1;
  end loop;
  -- What joined this run while it waited for another try, its turn has never read.
  if v_run.joins and exists (select from public.messages where workspace_id = p_workspace
        and conversation_id = p_conversation and direction = 'in' and seq > p_covers and turn_id is null)
      and not exists (select from public.runs where thread_id = p_conversation and state = 'pending') then
    perform private.run_for(p_workspace, p_conversation, p_next_run, v_run.door, true, p_now, p_now,
      null, null, p_now);
    perform private.enqueue_turn(p_conversation, p_now, p_now);
  end if;
  update public.conversations set turns = turns + 1, superseded = 0 where id = p_conversation;
  if (select status from public.leads where workspace_id = p_workspace and id = v_conversation.lead_id) = 'new' then
    perform private.move_status(p_workspace, v_conversation.lead_id, 'engaged', p_now);
  end if;
  perform private.keep_score(p_workspace, v_conversation.lead_id, p_score, p_now);
  return jsonb_build_object('outcome', 'committed', 'reply_ids', private.reply_ids(p_workspace, p_turn));
end $$;

-- Send rules are checked here, in the transaction that takes the reply, and nowhere earlier.
create function public.claim_delivery(p_reply uuid, p_window double precision, p_now timestamptz)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare v public.outbox; v_conversation public.conversations; v_integration public.integrations;
  v_refusal text;
begin
  select * into v from public.outbox where id = p_reply for no key update;
  if not found or v.state <> 'pending' or v.next_at > p_now then return null; end if;
  select * into v_conversation from public.conversations
    where workspace_id = v.workspace_id and id = v.conversation_id;
  select * into v_integration from public.integrations
    where workspace_id = v.workspace_id and id = v_conversation.integration_id;
  v_refusal := coalesce(private.silence(v_conversation, v.turn_id), case
    when v_integration.status = 'disconnected' then 'the channel is disconnected'
    when p_window is not null and v_conversation.last_inbound_at < p_now - make_interval(secs => p_window)
      then 'window' end);
  if v_refusal is not null then
    update public.outbox set state = 'failed', error = v_refusal where id = p_reply;
    return null;
  end if;
  update public.outbox set state = 'sending', attempts = attempts + 1, sending_since = p_now
    where id = p_reply returning * into v;
  return jsonb_build_object('id', v.id, 'workspace', v.workspace_id,
    'integration_id', v_conversation.integration_id, 'channel', v_conversation.channel,
    'account', v_integration.account, 'text', v.text, 'choices', v.choices, 'attempt', v.attempts,
    'language', (select l.language from public.leads l
      where l.workspace_id = v.workspace_id and l.id = v_conversation.lead_id),
    'aliases', (select coalesce(jsonb_agg(jsonb_build_object('kind', i.kind, 'value', i.value,
        'attested', i.attested) order by i.created_at, i.kind desc), '[]')
      from public.identities i where i.workspace_id = v.workspace_id and i.channel = v_conversation.channel
        and i.scope = v_conversation.scope and i.lead_id = v_conversation.lead_id),
    'in_reply_to', (select m.provider_id from public.messages m where m.workspace_id = v.workspace_id
      and m.conversation_id = v.conversation_id and m.turn_id = v.turn_id and m.direction = 'in' order by m.seq desc limit 1));
end $$;

-- A status may overtake the answer that tells us the message's id: one of them waits and sees.
create function private.lock_provider_id(p_provider_id text) returns void
  language sql security invoker set search_path = ''
  as $$ select pg_advisory_xact_lock(hashtextextended('provider id|' || p_provider_id, 0))
        where p_provider_id is not null $$;

create function public.settle_delivery(
  p_reply uuid, p_attempt integer, p_state text, p_provider_id text, p_error text,
  p_retry_in double precision, p_now timestamptz)
returns boolean language plpgsql security invoker set search_path = '' as $$
declare v public.outbox; v_at timestamptz := p_now + make_interval(secs => p_retry_in);
  v_known public.delivery_statuses;
begin
  perform private.lock_provider_id(p_provider_id);
  update public.outbox set state = p_state, provider_id = coalesce(p_provider_id, provider_id),
      error = p_error, next_at = v_at
    where id = p_reply and attempts = p_attempt and state in ('sending', 'unknown') returning * into v;
  if not found then return false; end if;
  if p_state = 'pending' then
    -- No lock: a job that waits would hold back every later reply of the conversation.
    perform private.enqueue('deliveries', 'deliver', jsonb_build_object('reply_id', v.id, 'channel',
      (select channel from public.conversations where id = v.conversation_id)), p_at => v_at);
  end if;
  select s.* into v_known from public.delivery_statuses s
    join public.conversations c on c.workspace_id = s.workspace_id and c.integration_id = s.integration_id
    where s.workspace_id = v.workspace_id and c.id = v.conversation_id and s.provider_id = v.provider_id;
  if found then
    perform private.raise_status(v.id, v_known.status, v_known.error);
  end if;
  return true;
end $$;

-- What comes out of order counts only if it says more. Failed is not the last word: a message that
-- arrived after all has arrived.
create function private.status_rank(p_status text) returns integer
  language sql immutable set search_path = ''
  as $$ select coalesce(array_position(array['sent', 'failed', 'delivered', 'read'], p_status), 0) $$;

create function private.raise_status(p_reply uuid, p_status text, p_error text) returns void
  language sql security invoker set search_path = '' as $$
  update public.outbox set delivery_status = p_status,
    state = case when p_status = 'failed' then 'failed' else 'accepted' end,
    error = case when p_status = 'failed' then coalesce(p_error, error) end
  where id = p_reply and state in ('pending', 'sending', 'unknown', 'accepted', 'failed')
    and private.status_rank(delivery_status) < private.status_rank(p_status) $$;

create function public.record_status(
  p_workspace uuid, p_integration uuid, p_provider_id text, p_reply text, p_status text, p_error text,
  p_now timestamptz)
returns boolean language plpgsql security invoker set search_path = '' as $$
declare v_reply uuid;
begin
  perform private.lock_provider_id(p_provider_id);
  select o.id into v_reply from public.outbox o
    join public.conversations c on c.workspace_id = o.workspace_id and c.id = o.conversation_id
    where o.workspace_id = p_workspace and c.integration_id = p_integration
      -- Our id comes back as the channel stored it; another program may use the same number.
      and (o.id = private.as_uuid(p_reply) or o.provider_id = p_provider_id)
    order by (o.provider_id is not distinct from p_provider_id) desc limit 1 for no key update of o;
  if v_reply is null then
    insert into public.delivery_statuses
      values (p_workspace, p_integration, p_provider_id, p_status, p_error, p_now)
      on conflict (workspace_id, integration_id, provider_id) do update
        set status = excluded.status, error = excluded.error, at = excluded.at
        where private.status_rank(delivery_statuses.status) < private.status_rank(excluded.status);
    return false;
  end if;
  update public.outbox set provider_id = coalesce(provider_id, p_provider_id) where id = v_reply;
  perform private.raise_status(v_reply, p_status, p_error);
  return true;
end $$;

-- A send whose process died, or whose answer never came: the provider's status may still settle it;
-- after that, one more try for a reply the lead is waiting for. And a reply whose job was lost.
create function public.rescue_deliveries(p_stuck timestamptz, p_now timestamptz)
returns integer language plpgsql security invoker set search_path = '' as $$
declare v_id uuid; v_channel text; v_count integer := 0;
begin
  update public.outbox set state = 'failed', error = 'no answer from the provider'
    where state in ('sending', 'unknown') and sending_since < p_stuck and attempts >= 2;
  for v_id, v_channel in
    update public.outbox o set state = 'pending', next_at = p_now
      where (o.state in ('sending', 'unknown') and o.sending_since < p_stuck)
         or (o.state = 'pending' and coalesce(o.next_at, o.created_at) < p_stuck)
      returning o.id, (select c.channel from public.conversations c where c.id = o.conversation_id)
  loop
    perform private.enqueue('deliveries', 'deliver',
      jsonb_build_object('reply_id', v_id, 'channel', v_channel));
    v_count := v_count + 1;
  end loop;
  return v_count;
end $$;

create function public.replies_after(p_workspace uuid, p_conversation uuid, p_after bigint)
returns jsonb language sql stable security invoker set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'seq', m.seq, 'turn_id', m.turn_id,
      'text', m.text, 'choices', o.choices, 'state', o.state, 'at', private.iso(m.at)) order by m.seq), '[]')
  from public.messages m
  join public.outbox o on o.workspace_id = m.workspace_id and o.id = m.id
  where m.workspace_id = p_workspace and m.conversation_id = p_conversation and m.direction = 'out'
    and m.seq > p_after and o.state <> 'failed' $$;
