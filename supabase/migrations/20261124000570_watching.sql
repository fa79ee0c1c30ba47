-- Calendars whose webhooks have to be checked, and those that have to be asked because they have none.

alter table public.integrations add column next_look timestamptz;
alter table public.integrations add column asked_at timestamptz;   -- for everything that webhooks would have told
create index integrations_next_look on public.integrations (next_look nulls first)
  where platform in ('calendly', 'built_in_calendar') and status = 'connected';

-- Whether anything can happen in a workspace's calendar that a lead has to be told of.
create function private.awaits_news(p_workspace uuid, p_now timestamptz)
returns boolean language sql stable security invoker set search_path = '' as $$
  select exists (select from public.meetings m where m.workspace_id = p_workspace
      and (m.state in ('booked', 'no_show') and m.starts_at > p_now - interval '1 day'
        or m.state = 'link_sent' and m.created_at > p_now - private.link_life()))
    or exists (select from public.booking_attempts a where a.workspace_id = p_workspace
      and a.state in ('booking', 'unknown') and a.next_look is not null) $$;

-- Those that are due, for whoever asks first; due again a while later, whatever becomes of it. `overdue`: it was
-- not asked for so long, or never since it was connected, that a webhook may have been lost.
create function public.claim_watches(
  p_limit integer, p_check double precision, p_ask double precision, p_overdue double precision,
  p_now timestamptz)
returns jsonb language sql security invoker set search_path = '' as $$
  with due as (
    select i.id from public.integrations i
    where i.platform in ('calendly', 'built_in_calendar') and i.status = 'connected'
      and (i.next_look is null or i.next_look <= p_now)
    order by i.next_look nulls first limit p_limit for no key update skip locked
  ), taken as (
    update public.integrations i set next_look = p_now + make_interval(secs =>
        case when i.config ->> 'subscription' is null then p_ask else p_check end)
    from due where i.id = due.id returning i.*
  )
  select coalesce(jsonb_agg(jsonb_build_object('integration', private.integration_json(t),
    'awaits', private.awaits_news(t.workspace_id, p_now),
    'overdue', coalesce(t.asked_at <= p_now - make_interval(secs => p_overdue), true),
    'marked', (select coalesce(jsonb_agg(m.invitee_uri), '[]') from public.meetings m
      where m.workspace_id = t.workspace_id and m.state = 'no_show'
        and m.starts_at > p_now - interval '1 day'))), '[]')
  from taken t $$;

-- Which of these pieces of news we have not heard.
create function public.news_unheard(p_workspace uuid, p_integration uuid, p_event_ids jsonb)
returns jsonb language sql stable security invoker set search_path = '' as $$
  select coalesce(jsonb_agg(said.id), '[]') from jsonb_array_elements_text(p_event_ids) as said(id)
  where not exists (select from public.inbound_events e where e.workspace_id = p_workspace
    and e.channel = 'calendly' and e.scope = p_integration::text and e.event_id = said.id) $$;

-- Other people's bookings, with their names, are of no use any more once no link of ours can have led to them.
create function public.calendar_asked(p_integration uuid, p_now timestamptz)
returns boolean language plpgsql security invoker set search_path = '' as $$
begin
  delete from public.quarantined_events q using public.integrations i
    where i.id = p_integration and q.workspace_id = i.workspace_id and q.integration_id = i.id
      and q.reason = 'unmatched booking' and q.received_at < p_now - private.link_life();
  update public.integrations set asked_at = p_now, last_sync = p_now where id = p_integration;
  return found;
end $$;

-- A new signing key, only where the one it follows is still the stored one; that one stays beside it for what is
-- on its way.
create function public.renew_signing_key(p_integration uuid, p_before text, p_sealed jsonb, p_config jsonb)
returns boolean language plpgsql security invoker set search_path = '' as $$
begin
  update public.integrations set sealed = sealed || p_sealed, config = config || p_config
    where id = p_integration and status = 'connected' and sealed ->> 'signing_key' is not distinct from p_before;
  return found;
end $$;
