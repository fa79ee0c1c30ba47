-- Who may touch what. Members read their own workspace; only the service role changes anything,
-- through functions that name the workspace. Ciphertext is withheld by column.

create function private.my_workspaces() returns setof uuid
  language sql stable security definer set search_path = ''   -- definer: no recursion through memberships
  as $$ select m.workspace_id from public.memberships m where m.user_id = (select auth.uid()) $$;
revoke execute on function private.my_workspaces() from public, anon;
grant usage on schema private to authenticated, service_role;
grant execute on function private.my_workspaces() to authenticated;
grant usage on schema public to anon, authenticated, service_role;

do $$
declare
  v_table text;
  v_members_read text[] := array['leads', 'identities', 'threads', 'conversations', 'messages', 'turns',
    'outbox', 'meetings', 'booking_links', 'slots', 'receipts', 'documents', 'passages', 'handovers', 'qualifications'];
begin
  for v_table in select tablename from pg_tables where schemaname = 'public' loop
    execute format('alter table public.%I enable row level security', v_table);
    execute format('revoke all on public.%I from anon, authenticated', v_table);
    execute format('grant select, insert, update, delete on public.%I to service_role', v_table);
  end loop;
  foreach v_table in array v_members_read loop
    execute format('grant select on public.%I to authenticated', v_table);
    execute format($policy$create policy %I on public.%I for select to authenticated
      using (workspace_id = any(array(select private.my_workspaces())))$policy$, v_table || '_members', v_table);
  end loop;
end $$;

grant select on public.workspaces, public.memberships, public.lead_transitions to authenticated;
create policy workspaces_members on public.workspaces for select to authenticated
  using (id = any(array(select private.my_workspaces())));
create policy memberships_members on public.memberships for select to authenticated
  using (workspace_id = any(array(select private.my_workspaces())));
create policy lead_transitions_all on public.lead_transitions for select to authenticated using (true);

grant select (id, workspace_id, platform, account, status, error, last_sync, created_at)
  on public.integrations to authenticated;
create policy integrations_members on public.integrations for select to authenticated
  using (workspace_id = any(array(select private.my_workspaces())));

do $$
declare v_function regprocedure;
begin
  for v_function in select p.oid from pg_proc p where p.pronamespace = 'public'::regnamespace
      and p.prolang <> (select oid from pg_language where lanname = 'c') loop
    execute format('revoke execute on function %s from public, anon, authenticated', v_function);
    execute format('grant execute on function %s to service_role', v_function);
  end loop;
  for v_function in select p.oid from pg_proc p where p.pronamespace = 'private'::regnamespace
      and p.proname not in ('my_workspaces') loop
    execute format('revoke execute on function %s from public, anon, authenticated', v_function);
    execute format('grant execute on function %s to service_role', v_function);
  end loop;
end $$;
