-- Runs that are asked for through the thread API: how they come to be, are cut short, followed and
-- forgotten. Locked in the order of the turns: the person, the conversation, the thread, the run.

-- A run makes room for another: what it was given is in the inbox, and the next turn answers it.
-- One whose input stands in its own row alone keeps its place in the queue.
create function private.give_way(p_thread uuid, p_action text, p_now timestamptz)
returns void language plpgsql security invoker set search_path = '' as $$
begin
  update public.runs set cancel = p_action
    where thread_id = p_thread and state = 'running' and door = 'api' and cancel is null
      and not coalesce(request -> 'input' ? 'payload', false);
  update public.runs set state = 'interrupted', ended_at = p_now
    where thread_id = p_thread and state = 'pending' and door = 'api' and not rehearsal
      and not coalesce(request -> 'input' ? 'payload', false)
      and jsonb_typeof(coalesce(request -> 'command', 'null')) = 'null';
end $$;

-- Its messages and its row, or nothing at all. On a real lead's conversation it is a rehearsal:
-- its messages stay in its row, for nobody but the lead writes into their inbox.
create function public.ask_run(
  p_workspace uuid, p_thread uuid, p_run uuid, p_messages jsonb, p_request jsonb, p_strategy text,
  p_lead uuid, p_enqueue boolean, p_now timestamptz)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare
  v_conversation public.conversations; v public.runs; v_said jsonb; v_rehearsal boolean; v_covers bigint;
  v_aliases jsonb := jsonb_build_array(
    jsonb_build_object('kind', 'thread', 'value', p_thread, 'attested', true));
begin
  select * into v_conversation from public.conversations where workspace_id = p_workspace and id = p_thread;
  perform private.lock_person(p_workspace, coalesce(v_conversation.channel, 'api'),
    coalesce(v_conversation.integration_id, p_thread)::text, v_aliases, null);
  select * into v_conversation from public.conversations
    where workspace_id = p_workspace and id = p_thread for no key update;
  perform from public.threads where id = p_thread and workspace_id = p_workspace and not replay_ended
    for no key update;
  if not found then
    raise exception 'the workspace has no such thread' using errcode = 'PW003';
  end if;
  select * into v from public.runs where workspace_id = p_workspace and id = p_run;
  if found then return private.run_json(v); end if;

  if p_strategy = 'reject' and exists (select from public.runs
      where thread_id = p_thread and state in ('pending', 'running')) then
    raise exception 'the thread is busy with another run' using errcode = 'PW003';
  elsif p_strategy in ('interrupt', 'rollback') then
    perform private.give_way(p_thread, p_strategy, p_now);
  end if;

  v_rehearsal := v_conversation.channel <> 'api' and not v_conversation.simulated;
  if coalesce(v_rehearsal, false) then
    update public.threads set forked = true where id = p_thread;
  else
    for v_said in select * from jsonb_array_elements(p_messages) loop
      perform public.ingest_message(p_workspace, coalesce(v_conversation.channel, 'api'),
        v_conversation.integration_id, v_said ->> 'id', v_aliases, v_said ->> 'text', null, null, null,
        p_now, null, null, null, null, null, null, p_thread, p_thread, (v_said ->> 'id')::uuid, p_lead,
        null, 'api', false, null, null, null, false, false, p_now);
    end loop;
    if not coalesce(p_request -> 'input' ? 'payload', false) then   -- its messages come with the run itself
      select last_seq into v_covers from public.conversations where workspace_id = p_workspace and id = p_thread;
    end if;
  end if;
  insert into public.runs (id, workspace_id, thread_id, door, state, joins, rehearsal, covers, queued,
                           not_before, request, created_at)
    values (p_run, p_workspace, p_thread, 'api', 'pending', false, coalesce(v_rehearsal, false),
            v_covers, p_enqueue, p_now, p_request, p_now)
    returning * into v;
  update public.threads set updated_at = p_now where id = p_thread;
  if p_enqueue then perform private.enqueue_turn(p_thread, p_now, p_now); end if;
  return private.run_json(v);
end $$;

-- What whoever has the run should know: whether to stop, and whether somebody follows from elsewhere.
create function public.watch_run(p_run uuid, p_attempt integer)
returns jsonb language sql stable security invoker set search_path = '' as $$
  select jsonb_build_object('cancel', cancel, 'listened', listened) from public.runs
  where id = p_run and attempt = p_attempt and state = 'running' $$;

-- The end of a run that has committed no turn: stopped before a step, cut short, or with nothing to do.
create function public.end_run(p_run uuid, p_attempt integer, p_state text, p_now timestamptz)
returns boolean language plpgsql security invoker set search_path = '' as $$
declare v public.runs;
begin
  update public.runs set state = p_state, ended_at = p_now, lease_until = null
    where id = p_run and attempt = p_attempt and state = 'running' returning * into v;
  if found then perform private.next_turn(v.thread_id, p_now); end if;
  return v.id is not null;
end $$;

-- Rolled back: as if nobody had asked. What came with it stays in the inbox.
create function public.undo_run(p_run uuid, p_attempt integer, p_now timestamptz)
returns boolean language plpgsql security invoker set search_path = '' as $$
declare v public.runs;
begin
  delete from public.runs where id = p_run and attempt = p_attempt and state = 'running' returning * into v;
  if found then perform private.next_turn(v.thread_id, p_now); end if;
  return v.id is not null;
end $$;

-- Only runs of this API: a lead's own turn is stopped by a person who takes the conversation over.
create function public.cancel_runs(
  p_workspace uuid, p_thread uuid, p_runs jsonb, p_states jsonb, p_action text, p_now timestamptz)
returns integer language plpgsql security invoker set search_path = '' as $$
declare v public.runs; v_count integer := 0;
begin
  for v in select * from public.runs r
      where r.workspace_id = p_workspace and r.door = 'api' and r.state in ('pending', 'running')
        and (p_thread is null or r.thread_id = p_thread)
        and (p_runs is null or p_runs ? r.id::text) and (p_states is null or p_states ? r.state)
      order by r.thread_id, r.place loop   -- two who cancel at once wait for each other in one order
    perform from public.threads where id = v.thread_id for no key update;
    select * into v from public.runs where id = v.id;
    if v.state = 'running' then
      update public.runs set cancel = p_action where id = v.id;
    elsif v.state = 'pending' and p_action = 'rollback' then
      delete from public.runs where id = v.id;
    elsif v.state = 'pending' then
      update public.runs set state = 'interrupted', ended_at = p_now where id = v.id;
    else
      continue;
    end if;
    v_count := v_count + 1;
  end loop;
  return v_count;
end $$;

-- The row goes; what its turn said and did stays. A lead's own run stays too: by it we know what they
-- were told, and what they still have to be told.
create function public.delete_run(p_workspace uuid, p_run uuid)
returns boolean language plpgsql security invoker set search_path = '' as $$
declare v public.runs;
begin
  select * into v from public.runs where workspace_id = p_workspace and id = p_run for update;
  if not found then return false; end if;
  if v.door <> 'api' then
    raise exception 'this run answers a lead: it is not deleted here' using errcode = 'PW003';
  end if;
  if v.state in ('pending', 'running') then
    raise exception 'the run has not ended: cancel it first' using errcode = 'PW003';
  end if;
  update public.turns set run_id = null where workspace_id = p_workspace and run_id = p_run;
  delete from public.runs where id = p_run;
  return true;
end $$;

-- A client's own thread with all that is in it, and the lead it stood for if there is nothing else of
-- them. A real lead's conversation is not a client's to delete, nor is the record of a booked meeting.
create function public.delete_thread(p_workspace uuid, p_thread uuid)
returns boolean language plpgsql security invoker set search_path = '' as $$
declare v_conversation public.conversations;
begin
  select * into v_conversation from public.conversations
    where workspace_id = p_workspace and id = p_thread for update;
  perform from public.threads where workspace_id = p_workspace and id = p_thread for update;
  if not found then return false; end if;
  if v_conversation.channel <> 'api' and not v_conversation.simulated then
    raise exception 'this is a lead''s conversation: it is not deleted here' using errcode = 'PW003';
  end if;
  -- With a lease: its turn is committed, and the state it leaves is still being written.
  if exists (select from public.runs where thread_id = p_thread
      and (state in ('pending', 'running') or lease_until is not null)) then
    raise exception 'the thread is busy: cancel its runs first' using errcode = 'PW003';
  end if;
  if exists (select from public.meetings
      where workspace_id = p_workspace and conversation_id = p_thread and state = 'booked') then
    raise exception 'a meeting is booked in this thread: cancel it first' using errcode = 'PW003';
  end if;
  if exists (select from public.booking_attempts where workspace_id = p_workspace
        and conversation_id = p_thread and state in ('booking', 'unknown'))
      or exists (select from public.cancellations
        where workspace_id = p_workspace and conversation_id = p_thread and state = 'open') then
    raise exception 'nobody is sure yet of a meeting in this thread: try again later' using errcode = 'PW003';
  end if;
  delete from public.threads where id = p_thread;
  -- Who makes the thread again may send the same messages again.
  delete from public.inbound_events where workspace_id = p_workspace and scope = p_thread::text;
  delete from public.leads l where l.workspace_id = p_workspace and l.id = v_conversation.lead_id
    and l.external_id is null and not exists (
      select from public.conversations c where c.workspace_id = p_workspace and c.lead_id = l.id);
  return true;
end $$;

-- Before somebody writes a state of their own: no run may be open, for it would not know of the change.
-- A lead's turn that begins after this one goes on from what the lead knows.
create function public.mark_forked(p_workspace uuid, p_thread uuid)
returns boolean language plpgsql security invoker set search_path = '' as $$
begin
  perform from public.threads where workspace_id = p_workspace and id = p_thread for no key update;
  if exists (select from public.runs where workspace_id = p_workspace and thread_id = p_thread
      and state in ('pending', 'running')) then
    raise exception 'the thread is busy: its run would not know of the change' using errcode = 'PW003';
  end if;
  update public.threads t set forked = true from public.conversations c
    where t.workspace_id = p_workspace and t.id = p_thread and c.workspace_id = p_workspace
      and c.id = p_thread and c.channel <> 'api' and not c.simulated;
  return found;
end $$;

create function public.put_events(p_workspace uuid, p_run uuid, p_events jsonb, p_now timestamptz)
returns void language sql security invoker set search_path = '' as $$
  insert into public.run_events (run_id, workspace_id, n, name, data, at)
  select p_run, p_workspace, (e ->> 0)::bigint, e ->> 1, e ->> 2, p_now
  from jsonb_array_elements(p_events) e
  where exists (select from public.runs where workspace_id = p_workspace and id = p_run)
  on conflict do nothing $$;

-- Events after the n-th. Asking is listening: from now on, whoever has the run writes them down.
create function public.read_events(p_workspace uuid, p_run uuid, p_after bigint)
returns jsonb language plpgsql security invoker set search_path = '' as $$
begin
  update public.runs set listened = true
    where workspace_id = p_workspace and id = p_run and not listened and state in ('pending', 'running');
  return (select coalesce(jsonb_agg(jsonb_build_array(e.n, e.name, e.data) order by e.n), '[]') from (
    select * from public.run_events where workspace_id = p_workspace and run_id = p_run and n > p_after
    order by n limit 200) e);
end $$;

create function public.last_event(p_workspace uuid, p_run uuid)
returns bigint language sql stable security invoker set search_path = '' as $$
  select coalesce(max(n), -1) from public.run_events where workspace_id = p_workspace and run_id = p_run $$;

create function public.forget_events(p_before timestamptz)
returns integer language sql security invoker set search_path = '' as $$
  with gone as (delete from public.run_events where at < p_before returning 1)
  select count(*)::integer from gone $$;

-- Threads that have rested since `p_before` and whose checkpoints nobody has thinned out since.
create function public.resting_threads(p_before timestamptz, p_limit integer)
returns jsonb language sql stable security invoker set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', id, 'forked', forked)), '[]') from (
    select t.id, t.forked from public.threads t
    where t.updated_at < p_before and (t.pruned_at is null or t.pruned_at < t.updated_at)
      and not exists (select from public.runs r where r.thread_id = t.id and r.state in ('pending', 'running'))
    order by t.updated_at limit p_limit) resting $$;

create function public.mark_pruned(p_thread uuid, p_at timestamptz)
returns void language sql security invoker set search_path = '' as $$
  update public.threads set pruned_at = p_at where id = p_thread $$;

-- The run whose turn has read a message, whichever turn that turned out to be.
create function public.answering_run(p_workspace uuid, p_message uuid)
returns jsonb language sql stable security invoker set search_path = '' as $$
  select private.run_json(r) from public.messages m
  join public.turns t on t.workspace_id = m.workspace_id and t.id = m.turn_id
  join public.runs r on r.workspace_id = t.workspace_id and r.id = t.run_id
  where m.workspace_id = p_workspace and m.id = p_message $$;
