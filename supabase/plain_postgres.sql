-- What Supabase brings and a plain Postgres lacks: its roles, and who is asking. Repeatable.
-- `pipewise migrate` runs this first, and never on Supabase itself.

do $$
declare
  v_role text;
begin
  foreach v_role in array array['anon', 'authenticated', 'service_role', 'authenticator'] loop
    if not exists (select from pg_roles where rolname = v_role) then
      begin
        execute format('create role %I noinherit', v_role);
      exception when duplicate_object or unique_violation then
        null;  -- another database of this server is being migrated at the same moment
      end;
    end if;
  end loop;
  if not (select rolbypassrls from pg_roles where rolname = 'service_role') then
    alter role service_role bypassrls;
  end if;
  if not (select rolcanlogin from pg_roles where rolname = 'authenticator') then
    alter role authenticator login;  -- without a password nobody gets in
  end if;
  foreach v_role in array array['anon', 'authenticated', 'service_role'] loop
    if not exists (
      select from pg_auth_members m
      where m.roleid = v_role::regrole and m.member = 'authenticator'::regrole
    ) then
      execute format('grant %I to authenticator', v_role);
    end if;
    if not (select rolsuper from pg_roles where rolname = current_user) then
      execute format('grant %I to current_user', v_role);  -- making a role is not yet acting as it
    end if;
  end loop;
end $$;

create schema if not exists auth;

-- Outside a request the setting is missing or, after a transaction that set it, empty.
create or replace function auth.jwt() returns jsonb
language sql stable set search_path = '' as $$
  select nullif(current_setting('request.jwt.claims', true), '')::jsonb
$$;

create or replace function auth.uid() returns uuid
language sql stable set search_path = '' as $$
  select nullif(auth.jwt() ->> 'sub', '')::uuid
$$;

create or replace function auth.role() returns text
language sql stable set search_path = '' as $$
  select auth.jwt() ->> 'role'
$$;

grant usage on schema auth, public to anon, authenticated, service_role;
