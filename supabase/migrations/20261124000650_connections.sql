-- How a workspace comes to its accounts and keeps them: consents under way, leases, sealed secrets.

-- Somebody is at Calendly's page and will come back with a code. The state is kept as its hash.
create table public.consents (
  state_hash text primary key,
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  browser_hash text,                  -- of the cookie; null until the browser has been to our address
  sealed_verifier text not null,
  redirect_uri text not null,
  return_to text not null,
  default_event_type text,
  zone text,
  expires_at timestamptz not null
);
create index consents_workspace on public.consents (workspace_id);

-- One at a time, in whatever process, without a connection held while a vendor is asked.
create table public.leases (
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  name text not null,
  holder uuid not null,
  until timestamptz not null,
  primary key (workspace_id, name)
);

create function private.consent_json(p public.consents) returns jsonb
  language sql stable set search_path = ''
  as $$ select jsonb_build_object(
    'state_hash', p.state_hash, 'workspace', p.workspace_id, 'browser_hash', p.browser_hash,
    'sealed_verifier', p.sealed_verifier, 'redirect_uri', p.redirect_uri, 'return_to', p.return_to,
    'default_event_type', p.default_event_type, 'zone', p.zone) $$;

create function public.begin_consent(
  p_workspace uuid, p_state_hash text, p_browser_hash text, p_sealed_verifier text, p_redirect_uri text,
  p_return_to text, p_event_type text, p_zone text, p_seconds double precision, p_now timestamptz)
returns void language plpgsql security invoker set search_path = '' as $$
begin
  delete from public.consents where expires_at <= p_now;
  insert into public.consents values (p_state_hash, p_workspace, p_browser_hash, p_sealed_verifier,
    p_redirect_uri, p_return_to, p_event_type, p_zone, p_now + make_interval(secs => p_seconds));
end $$;

-- The browser that shows the state first is the one that has to bring it back.
create function public.bind_consent(p_state_hash text, p_browser_hash text, p_now timestamptz)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare v public.consents;
begin
  update public.consents set browser_hash = p_browser_hash
    where state_hash = p_state_hash and browser_hash is null and expires_at > p_now returning * into v;
  return case when found then private.consent_json(v) end;
end $$;

-- Once, whoever shows it: a state that was seen elsewhere is of no use to anybody any more.
create function public.end_consent(p_state_hash text, p_now timestamptz)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare v public.consents;
begin
  delete from public.consents where state_hash = p_state_hash returning * into v;
  return case when found and v.expires_at > p_now then private.consent_json(v) end;
end $$;

create function public.take_lease(
  p_workspace uuid, p_name text, p_holder uuid, p_seconds double precision, p_now timestamptz)
returns boolean language plpgsql security invoker set search_path = '' as $$
begin
  insert into public.leases values (p_workspace, p_name, p_holder, p_now + make_interval(secs => p_seconds))
    on conflict (workspace_id, name) do update set holder = excluded.holder, until = excluded.until
      where leases.until <= p_now or leases.holder = p_holder;
  return found;
end $$;

create function public.drop_lease(p_workspace uuid, p_name text, p_holder uuid)
returns boolean language plpgsql security invoker set search_path = '' as $$
begin
  delete from public.leases where workspace_id = p_workspace and name = p_name and holder = p_holder;
  return found;
end $$;

-- New tokens, only where the refresh token they were had for is still the stored one.
create function public.renew_secrets(
  p_integration uuid, p_before text, p_sealed jsonb, p_config jsonb, p_now timestamptz)
returns boolean language plpgsql security invoker set search_path = '' as $$
begin
  update public.integrations set sealed = sealed || p_sealed, config = config || p_config,
      status = 'connected', error = null, last_sync = p_now
    where id = p_integration and status <> 'disconnected' and sealed ->> 'refresh_token' = p_before;
  return found;
end $$;

create function public.update_integration(p_integration uuid, p_config jsonb)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare v public.integrations;
begin
  update public.integrations set config = config || p_config where id = p_integration returning * into v;
  return case when found then private.integration_json(v) end;
end $$;

create function public.count_integrations()
returns jsonb language sql stable security invoker set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('platform', c.platform, 'status', c.status, 'count', c.n)
    order by c.platform, c.status), '[]')
  from (select platform, status, count(*) as n from public.integrations group by platform, status) c $$;

-- Everything that is sealed, each with the place it opens in; a page follows the last key of the one before.
-- The signatures under the ledger that are looked at: each workspace's last one answers for those before.
create function private.sealed_anchors() returns table (workspace uuid, n bigint, signature text)
  language plpgsql stable security invoker set search_path = '' as $$
begin
  return query select distinct on (a.workspace_id) a.workspace_id, a.n, a.signature from public.ledger_anchors a
    where a.signature is not null order by a.workspace_id, a.n desc;
end $$;

create function public.sealed_blobs(p_after text, p_limit integer)
returns jsonb language sql stable security invoker set search_path = '' as $$
  select coalesce(jsonb_agg(to_jsonb(b) order by b.key collate "C"), '[]') from (
    select * from (
      select concat_ws('/', 'integrations', i.id, s.key) as key, i.workspace_id as workspace,
        i.platform || '/' || i.account as provider, s.key as field, s.value as blob
      from public.integrations i, jsonb_each_text(i.sealed) s
      union all
      select concat_ws('/', 'consents', c.state_hash), c.workspace_id, 'calendly', 'verifier', c.sealed_verifier
      from public.consents c
      union all
      select concat_ws('/', 'anchors', a.workspace, a.n), a.workspace, 'ledger', 'anchor/' || a.n, a.signature
      from private.sealed_anchors() a) each
    where each.key collate "C" > p_after order by each.key collate "C" limit p_limit) b $$;

create function public.reseal(p_key text, p_field text, p_before text, p_after text)
returns boolean language plpgsql security invoker set search_path = '' as $$
begin
  if p_key like 'consents/%' then
    update public.consents set sealed_verifier = p_after
      where state_hash = split_part(p_key, '/', 2) and sealed_verifier = p_before;
  elsif p_key like 'anchors/%' then
    update public.ledger_anchors set signature = p_after
      where workspace_id = split_part(p_key, '/', 2)::uuid and n = split_part(p_key, '/', 3)::bigint
        and signature = p_before;
  else
    update public.integrations set sealed = jsonb_set(sealed, array[p_field], to_jsonb(p_after))
      where id = split_part(p_key, '/', 2)::uuid and sealed ->> p_field = p_before;
  end if;
  return found;
end $$;

create function public.has_sealed()
returns boolean language sql stable security invoker set search_path = '' as $$
  select exists (select from public.integrations where sealed <> '{}')
    or exists (select from public.consents) $$;
