-- Rows as the JSON shapes of tools/ports/, so that every adapter reads the same thing.

-- A caller's text as an id of ours, or null: what only looks like an id is simply not found.
create function private.as_uuid(p text) returns uuid
  language sql immutable set search_path = ''
  as $$ select case when p ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then p::uuid end $$;

create function private.iso(p timestamptz) returns text
  language sql immutable set search_path = ''
  as $$ select to_char(p at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"') $$;

create function private.lead_json(p public.leads) returns jsonb
  language sql stable set search_path = ''
  as $$ select jsonb_build_object(
    'id', p.id, 'external_id', p.external_id, 'name', p.name, 'email', p.email, 'phone', p.phone,
    'status', p.status, 'language', p.language, 'zone', p.zone, 'zone_source', p.zone_source,
    'details', p.details, 'score', p.score, 'band', p.band, 'score_reasons', p.score_reasons) $$;

create function private.conversation_json(p public.conversations) returns jsonb
  language sql stable set search_path = ''
  as $$ select jsonb_build_object(
    'id', p.id, 'lead_id', p.lead_id, 'channel', p.channel, 'integration_id', p.integration_id,
    'mode', p.mode, 'simulated', p.simulated, 'turns', p.turns,
    'opted_out', (select l.status = 'opted_out' from public.leads l
                  where l.workspace_id = p.workspace_id and l.id = p.lead_id)) $$;

create function private.slot_json(p public.slots) returns jsonb
  language sql stable set search_path = ''
  as $$ select jsonb_build_object(
    'id', p.id, 'event_type', p.event_type, 'event_name', p.event_name,
    'starts_at', p.starts_text, 'ends_at', p.ends_text, 'expires_at', private.iso(p.expires_at)) $$;

create function private.meeting_json(p public.meetings) returns jsonb
  language sql stable set search_path = ''
  as $$ select jsonb_build_object(
    'id', p.id, 'state', p.state, 'mode', p.mode, 'event_type', p.event_type,
    'event_name', p.event_name, 'starts_at', p.starts_text, 'ends_at', p.ends_text, 'url', p.url,
    'cancel_url', p.cancel_url, 'reschedule_url', p.reschedule_url, 'event_uri', p.event_uri) $$;

create function private.receipt_json(p public.receipts) returns jsonb
  language sql stable set search_path = ''
  as $$ select jsonb_build_object(
    'id', p.id, 'kind', p.kind, 'at', private.iso(p.at), 'meeting', p.body) $$;

create function private.run_json(p public.runs) returns jsonb
  language sql stable set search_path = ''
  as $$ select jsonb_build_object(
    'id', p.id, 'workspace', p.workspace_id, 'conversation_id', p.thread_id, 'attempt', p.attempt,
    'door', p.door, 'state', p.state, 'request', p.request, 'error', p.error, 'notice', p.notice,
    'rehearsal', p.rehearsal, 'cancel', p.cancel, 'covers', p.covers,
    'listened', p.listened, 'queued', p.queued,
    'forked', (select t.forked from public.threads t where t.id = p.thread_id),
    -- Over when the state it leaves is written, too: until then it has its lease.
    'created_at', private.iso(p.created_at),
    'ended_at', case when p.lease_until is null then private.iso(p.ended_at) end) $$;

create function private.link_json(p public.booking_links) returns jsonb
  language sql stable set search_path = ''
  as $$ select jsonb_build_object(
    'id', p.id, 'url', p.url, 'event_type', p.event_type, 'event_name', p.event_name,
    'token', p.token, 'receipt', (
      select private.receipt_json(r) from public.receipts r
      where r.workspace_id = p.workspace_id and r.conversation_id = p.conversation_id
        and r.kind = 'link_sent' and r.subject = p.meeting_id limit 1)) $$;

create function private.workspace_json(p public.workspaces) returns jsonb
  language sql stable set search_path = ''
  as $$ select jsonb_build_object(
    'id', p.id, 'owner', p.owner, 'name', p.name, 'zone', p.zone, 'language', p.language,
    'fallback_allowed', p.fallback_allowed, 'default_event_type', p.default_event_type,
    'links_allowed', to_jsonb(p.links_allowed), 'disclosure', p.disclosure) $$;

create function private.integration_json(p public.integrations) returns jsonb
  language sql stable set search_path = ''
  as $$ select jsonb_build_object(
    'id', p.id, 'workspace', p.workspace_id, 'platform', p.platform, 'account', p.account,
    'status', p.status, 'config', p.config, 'error', p.error, 'last_sync', private.iso(p.last_sync)) $$;
