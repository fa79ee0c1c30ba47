-- What the doors keep: threads, integrations, web chat sessions.

create function private.thread_json(p public.threads) returns jsonb
  language sql stable set search_path = ''
  as $$ select jsonb_build_object('id', p.id, 'created_at', private.iso(p.created_at),
    'updated_at', private.iso(p.updated_at), 'metadata', p.metadata, 'status', case
      when exists (select from public.runs r where r.thread_id = p.id
          and (r.state in ('pending', 'running') or r.lease_until is not null))   -- still writing its state
        then 'busy'
      else coalesce((select case r.state when 'failed' then 'error' when 'paused' then 'interrupted'
          when 'interrupted' then case when r.attempt > 0 then 'interrupted' end end
        from public.runs r where r.workspace_id = p.workspace_id and r.thread_id = p.id
        order by r.place desc limit 1), 'idle') end) $$;

create function public.create_thread(p_workspace uuid, p_thread uuid, p_metadata jsonb, p_now timestamptz)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare v public.threads; v_new boolean;
begin
  insert into public.threads (id, workspace_id, metadata, created_at, updated_at)
    values (p_thread, p_workspace, p_metadata, p_now, p_now) on conflict do nothing;
  v_new := found;
  select * into v from public.threads where id = p_thread and workspace_id = p_workspace;
  if not found then
    raise exception 'the thread id is taken' using errcode = 'PW003';
  end if;
  return jsonb_build_object('thread', private.thread_json(v), 'new', v_new);
end $$;

create function public.find_thread(p_workspace uuid, p_thread uuid)
returns jsonb language sql stable security invoker set search_path = '' as $$
  select private.thread_json(t) from public.threads t where t.workspace_id = p_workspace and t.id = p_thread $$;

create function public.update_thread(p_workspace uuid, p_thread uuid, p_metadata jsonb, p_now timestamptz)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare v public.threads;
begin
  update public.threads set metadata = metadata || p_metadata, updated_at = p_now
    where workspace_id = p_workspace and id = p_thread returning * into v;
  return case when found then private.thread_json(v) end;
end $$;

create function public.search_threads(
  p_workspace uuid, p_metadata jsonb, p_status text, p_ids jsonb, p_sort text, p_ascending boolean,
  p_limit integer, p_offset integer)
returns jsonb language sql stable security invoker set search_path = '' as $$
  with matching as (
    select t.* from public.threads t
    where t.workspace_id = p_workspace and t.metadata @> p_metadata
      and (p_ids is null or p_ids ? t.id::text)
      and (p_status is null or private.thread_json(t) ->> 'status' = p_status)),
  page as (
    select keyed.id, row_number() over (order by
        case when p_ascending then key end, case when not p_ascending then key end desc, id) as place
    from (
      select m.id, case p_sort when 'thread_id' then m.id::text when 'created_at' then private.iso(m.created_at)
        when 'status' then private.thread_json(t) ->> 'status' else private.iso(m.updated_at) end as key
      from matching m join public.threads t on t.id = m.id) keyed
    order by place limit p_limit offset p_offset)
  select jsonb_build_object('total', (select count(*) from matching),
    'threads', (select coalesce(jsonb_agg(private.thread_json(t) order by page.place), '[]')
      from page join public.threads t on t.id = page.id)) $$;

-- `p_alone`: the workspace has one account of this platform; the others go in the same moment.
create function public.save_integration(
  p_workspace uuid, p_platform text, p_account text, p_config jsonb, p_sealed jsonb, p_integration uuid,
  p_alone boolean, p_now timestamptz)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare v public.integrations;
begin
  if p_alone then
    update public.integrations set status = 'disconnected', sealed = '{}', error = null
      where workspace_id = p_workspace and platform = p_platform and account <> p_account
        and status <> 'disconnected';
  end if;
  insert into public.integrations (id, workspace_id, platform, account, status, config, sealed, last_sync, created_at)
    values (p_integration, p_workspace, p_platform, p_account, 'connected', p_config, p_sealed, p_now, p_now)
    on conflict (workspace_id, platform, account) do update set status = 'connected',
      config = excluded.config, sealed = excluded.sealed, error = null, last_sync = excluded.last_sync,
      next_look = null, asked_at = null   -- nobody has told us anything meanwhile
    returning * into v;
  return private.integration_json(v);
end $$;

create function public.find_integration(p_integration uuid)
returns jsonb language sql stable security invoker set search_path = '' as $$
  select private.integration_json(i) from public.integrations i where i.id = p_integration $$;

create function public.list_integrations(p_workspace uuid)
returns jsonb language sql stable security invoker set search_path = '' as $$
  select coalesce(jsonb_agg(private.integration_json(i) order by i.platform, i.created_at), '[]')
  from public.integrations i where i.workspace_id = p_workspace $$;

create function public.sealed_secrets(p_integration uuid)
returns jsonb language sql stable security invoker set search_path = '' as $$
  select coalesce((select i.sealed from public.integrations i where i.id = p_integration), '{}') $$;

-- An account that was disconnected meanwhile stays so.
create function public.mark_integration(
  p_integration uuid, p_status text, p_error text, p_synced boolean, p_now timestamptz)
returns boolean language plpgsql security invoker set search_path = '' as $$
begin
  update public.integrations set status = p_status, error = p_error,
      last_sync = case when p_synced then p_now else last_sync end
    where id = p_integration and (status <> 'disconnected' or p_status = 'disconnected');
  return found;
end $$;

create function public.remove_integration(p_workspace uuid, p_integration uuid)
returns boolean language plpgsql security invoker set search_path = '' as $$
begin
  update public.integrations set status = 'disconnected', sealed = '{}', error = null
    where workspace_id = p_workspace and id = p_integration and status <> 'disconnected';
  return found;
end $$;

create function public.set_default_event_type(p_workspace uuid, p_event_type text, p_zone text)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare v public.workspaces;
begin
  update public.workspaces set default_event_type = p_event_type, zone = coalesce(p_zone, zone)
    where id = p_workspace returning * into v;
  if not found then
    raise exception 'there is no such workspace' using errcode = 'PW002';
  end if;
  return private.workspace_json(v);
end $$;

-- Without a text, our own words are said again.
create function public.set_disclosure(p_workspace uuid, p_language text, p_text text)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare v public.workspaces;
begin
  update public.workspaces set disclosure = case when p_text is null then disclosure - p_language
      else disclosure || jsonb_build_object(p_language, p_text) end
    where id = p_workspace returning * into v;
  if not found then
    raise exception 'there is no such workspace' using errcode = 'PW002';
  end if;
  return private.workspace_json(v);
end $$;

create function public.start_session(
  p_workspace uuid, p_session uuid, p_token_hash text, p_integration uuid, p_conversation uuid,
  p_language text, p_zone text, p_origin text, p_now timestamptz)
returns void language sql security invoker set search_path = '' as $$
  insert into public.chat_sessions values (p_session, p_workspace, p_token_hash, p_integration,
    p_conversation, p_language, p_zone, p_origin, p_now) $$;

create function public.find_session(p_session uuid)
returns jsonb language sql stable security invoker set search_path = '' as $$
  select jsonb_build_object('id', s.id, 'workspace', s.workspace_id, 'token_hash', s.token_hash,
    'integration_id', s.integration_id, 'conversation_id', s.conversation_id, 'language', s.language,
    'zone', s.zone)
  from public.chat_sessions s where s.id = p_session $$;
