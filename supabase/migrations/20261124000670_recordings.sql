-- What came into each turn from outside, so that it can be taken again. A person's own words are in it: it goes with
-- their conversation, and erasing them ends it.

create table public.recordings (
  run_id uuid not null,
  attempt integer not null,
  workspace_id uuid not null,
  conversation_id uuid not null,
  began text,                             -- null: the state that the recording before it has left
  tape text not null,                     -- JSON, but it may hold what jsonb refuses
  left_hash text,                         -- null: the turn was not finished
  at timestamptz not null,
  place bigint generated always as identity,
  primary key (run_id, attempt),
  foreign key (workspace_id, conversation_id)
    references public.conversations (workspace_id, id) on delete cascade
);
create index recordings_conversation on public.recordings (workspace_id, conversation_id, place desc);

create function public.keep_recording(
  p_workspace uuid, p_conversation uuid, p_run uuid, p_attempt integer, p_began text, p_began_hash text,
  p_tape text, p_left_hash text, p_now timestamptz)
returns boolean language plpgsql security invoker set search_path = '' as $$
declare v_before text;
begin
  perform 1 from public.threads t join public.conversations c on c.workspace_id = t.workspace_id and c.id = t.id
    where t.workspace_id = p_workspace and t.id = p_conversation and not t.replay_ended
    for share of t;   -- whoever erases the person waits for us, or we for them
  if not found then
    return false;
  end if;
  select r.left_hash into v_before from public.recordings r
    where r.workspace_id = p_workspace and r.conversation_id = p_conversation order by r.place desc limit 1;
  insert into public.recordings
      (run_id, attempt, workspace_id, conversation_id, began, tape, left_hash, at)
    values (p_run, p_attempt, p_workspace, p_conversation,
      case when v_before = p_began_hash then null else p_began end, p_tape, p_left_hash, p_now)
    on conflict (run_id, attempt) do nothing;
  return true;
end $$;

create function public.recordings(p_workspace uuid, p_thread uuid)
returns jsonb language plpgsql stable security invoker set search_path = '' as $$
declare v_ended boolean;
begin
  select t.replay_ended into v_ended from public.threads t where t.workspace_id = p_workspace and t.id = p_thread;
  if v_ended is null then
    raise exception 'the workspace has no such thread' using errcode = 'PW002';
  elsif v_ended then
    raise exception 'the person of this thread was erased, and what they said with them: it cannot be replayed'
      using errcode = 'PW003';
  end if;
  return (select coalesce(jsonb_agg(jsonb_build_object('run_id', r.run_id, 'attempt', r.attempt,
      'began', r.began, 'tape', r.tape, 'left_hash', r.left_hash, 'at', r.at) order by r.place), '[]')
    from public.recordings r where r.workspace_id = p_workspace and r.conversation_id = p_thread);
end $$;
