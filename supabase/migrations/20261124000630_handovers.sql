-- A person takes over: what they find, who is told of it, and when the bot answers again.

-- What was known at that moment, for whoever takes over. Its id is the receipt's.
create table public.handovers (
  id uuid primary key,
  workspace_id uuid not null,
  conversation_id uuid not null,
  lead_id uuid not null,
  reason text not null,
  wants jsonb not null,
  facts jsonb not null,
  created_at timestamptz not null,
  ended_at timestamptz,
  ended_by text check (ended_by in ('released', 'resumed')),   -- by a person, or by the rule
  unique (workspace_id, id),
  foreign key (workspace_id, conversation_id)
    references public.conversations (workspace_id, id) on delete cascade,
  foreign key (workspace_id, lead_id) references public.leads (workspace_id, id) on delete cascade
);
create index handovers_newest on public.handovers (workspace_id, created_at desc);
create index handovers_conversation on public.handovers (workspace_id, conversation_id);
create index handovers_lead on public.handovers (workspace_id, lead_id);

-- Telling the owner of one, in one way. `attempts` is the fence: every claim raises it.
create table public.alerts (
  id uuid primary key,
  workspace_id uuid not null,
  handover_id uuid not null,
  way text not null check (way in ('email', 'webhook')),
  state text not null check (state in ('pending', 'sending', 'sent', 'failed')),
  attempts integer not null,
  error text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (workspace_id, handover_id, way),
  foreign key (workspace_id, handover_id) references public.handovers (workspace_id, id) on delete cascade
);
create index alerts_failed on public.alerts (workspace_id) where state = 'failed';

create function private.handover_facts(p_conversation public.conversations, p_now timestamptz)
returns jsonb language plpgsql stable security invoker set search_path = '' as $$
declare v_meeting public.meetings :=
  private.live_meeting_of(p_conversation.workspace_id, p_conversation.lead_id, p_now);
begin
  return jsonb_build_object(
    'channel', p_conversation.channel,
    'lead', (select private.lead_json(l) from public.leads l
      where l.workspace_id = p_conversation.workspace_id and l.id = p_conversation.lead_id),
    'meeting', case when v_meeting.id is not null then private.meeting_json(v_meeting) end,
    'messages', (select coalesce(jsonb_agg(jsonb_build_object('direction', m.direction, 'text', m.text,
        'note', m.note, 'at', private.iso(m.at)) order by m.seq), '[]') from (
      select * from public.messages where workspace_id = p_conversation.workspace_id
        and conversation_id = p_conversation.id order by seq desc limit 6) m));
end $$;

create function private.handover_json(p public.handovers) returns jsonb
  language sql stable set search_path = ''
  as $$ select jsonb_build_object(
    'id', p.id, 'workspace', p.workspace_id, 'conversation_id', p.conversation_id, 'lead_id', p.lead_id,
    'reason', p.reason, 'wants', p.wants, 'facts', p.facts, 'at', private.iso(p.created_at),
    'ended_at', private.iso(p.ended_at), 'ended_by', p.ended_by,
    'zone', w.zone, 'language', coalesce(w.team_language, w.language),
    'alerts', (select coalesce(jsonb_agg(jsonb_build_object('way', a.way, 'state', a.state,
        'attempts', a.attempts, 'error', a.error) order by a.way), '[]')
      from public.alerts a where a.workspace_id = p.workspace_id and a.handover_id = p.id))
    from public.workspaces w where w.id = p.workspace_id $$;

-- The conversation is a person's, the receipt says so, and the jobs that tell the owner are sure to run.
create function public.hand_over(
  p_workspace uuid, p_conversation uuid, p_turn uuid, p_reason text, p_wants jsonb, p_receipt uuid,
  p_now timestamptz)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare v_lead uuid := private.lock_lead_of(p_workspace, p_conversation);
  v_conversation public.conversations; v_receipt public.receipts; v_way text;
begin
  update public.conversations set mode = 'human', human_at = p_now
    where workspace_id = p_workspace and id = p_conversation returning * into v_conversation;
  v_receipt := private.put_receipt(p_receipt, p_workspace, p_conversation, p_turn, 'handed_over',
    p_conversation, null, p_reason, p_now);
  insert into public.handovers (id, workspace_id, conversation_id, lead_id, reason, wants, facts, created_at)
    values (v_receipt.id, p_workspace, p_conversation, v_lead, p_reason, p_wants,
      private.handover_facts(v_conversation, p_now), p_now) on conflict do nothing;
  if found and not v_conversation.simulated then   -- who only tries the bot alarms nobody
    foreach v_way in array array['email', 'webhook'] loop
      perform private.enqueue('alerts', 'tell', jsonb_build_object('handover_id', v_receipt.id, 'way', v_way));
    end loop;
  end if;
  return private.receipt_json(v_receipt);
end $$;

create function private.end_handovers(p_conversation public.conversations, p_by text, p_now timestamptz)
returns void language sql security invoker set search_path = '' as $$
  update public.handovers set ended_at = p_now, ended_by = p_by
    where workspace_id = p_conversation.workspace_id and conversation_id = p_conversation.id
      and ended_at is null $$;

-- Who is in charge of a conversation. Silence is checked again at the instant of sending.
create function public.set_conversation_mode(
  p_workspace uuid, p_conversation uuid, p_mode text, p_now timestamptz)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare v public.conversations;
begin
  update public.conversations set mode = p_mode, human_at = case when p_mode = 'human' then p_now end
    where workspace_id = p_workspace and id = p_conversation returning * into v;
  if not found then return null; end if;
  if p_mode = 'bot' then
    perform private.end_handovers(v, 'released', p_now);
  end if;
  return private.conversation_json(v);
end $$;

-- A person wrote to the lead in the channel's own app: the bot is silent from here.
create function public.take_over_by_echo(
  p_workspace uuid, p_channel text, p_integration uuid, p_aliases jsonb, p_now timestamptz)
returns boolean language plpgsql security invoker set search_path = '' as $$
begin
  update public.conversations c set mode = 'human', human_at = p_now
    from jsonb_array_elements(p_aliases) as a(alias)
    join public.identities i on i.workspace_id = p_workspace and i.channel = p_channel
      and i.scope = p_integration::text and i.attested and i.kind = a.alias ->> 'kind' and i.value = a.alias ->> 'value'
    where c.workspace_id = p_workspace and c.channel = p_channel and c.scope = i.scope
      and c.lead_id = i.lead_id;
  return found;
end $$;

-- The lead writes, and the person in charge has done nothing for the workspace's hours: the bot
-- answers again. Its row is locked already, by whoever stores the message.
create function private.resume_if_left(p_conversation public.conversations, p_now timestamptz)
returns void language plpgsql security invoker set search_path = '' as $$
begin
  update public.conversations c set mode = 'bot', human_at = null
    from public.workspaces w
    where c.workspace_id = p_conversation.workspace_id and c.id = p_conversation.id and c.mode = 'human'
      and w.id = c.workspace_id and w.resume_hours > 0
      and c.human_at <= p_now - make_interval(hours => w.resume_hours);
  if found then
    perform private.end_handovers(p_conversation, 'resumed', p_now);
  end if;
end $$;

create function private.handover_rules_json(p public.workspaces) returns jsonb
  language sql stable set search_path = ''
  as $$ select jsonb_build_object('resume_after_hours', p.resume_hours,
    'language', coalesce(p.team_language, p.language)) $$;

create function public.find_handover_rules(p_workspace uuid)
returns jsonb language sql stable security invoker set search_path = '' as $$
  select private.handover_rules_json(w) from public.workspaces w where w.id = p_workspace $$;

create function public.set_handover_rules(p_workspace uuid, p_hours integer, p_language text)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare v public.workspaces;
begin
  update public.workspaces set resume_hours = p_hours, team_language = p_language
    where id = p_workspace returning * into v;
  if not found then
    raise exception 'there is no such workspace' using errcode = 'PW002';
  end if;
  return private.handover_rules_json(v);
end $$;

create function public.list_handovers(
  p_workspace uuid, p_conversation text, p_open boolean, p_limit integer, p_offset integer)
returns jsonb language sql stable security invoker set search_path = '' as $$
  with matching as (
    select h.* from public.handovers h
    where h.workspace_id = p_workspace
      and (p_conversation is null or h.conversation_id = private.as_uuid(p_conversation))
      and (p_open is null or (h.ended_at is null) = p_open))
  select jsonb_build_object(
    'total', (select count(*) from matching),
    'handovers', (select coalesce(jsonb_agg(private.handover_json(h) order by h.created_at desc, h.id), '[]') from (
      select id from matching order by created_at desc, id limit p_limit offset p_offset) page
      join public.handovers h on h.id = page.id)) $$;

-- Take the telling. One that is 'sending' lost its process: its job runs again, and nobody else has it.
create function public.claim_alert(
  p_workspace uuid, p_handover uuid, p_way text, p_alert uuid, p_now timestamptz)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare v public.alerts; v_handover public.handovers;
begin
  select * into v_handover from public.handovers
    where workspace_id = p_workspace and id = p_handover for no key update;
  if not found then return null; end if;
  insert into public.alerts (id, workspace_id, handover_id, way, state, attempts, created_at, updated_at)
    values (p_alert, v_handover.workspace_id, p_handover, p_way, 'pending', 0, p_now, p_now)
    on conflict do nothing;
  update public.alerts set state = 'sending', attempts = attempts + 1, updated_at = p_now
    where workspace_id = v_handover.workspace_id and handover_id = p_handover and way = p_way
      and state in ('pending', 'sending') returning * into v;
  if not found then return null; end if;
  return jsonb_build_object('id', v.id, 'way', v.way, 'attempt', v.attempts,
    'handover', private.handover_json(v_handover));
end $$;

-- With `p_retry_in` it is tried again then; otherwise this is the end of it.
create function public.settle_alert(
  p_alert uuid, p_attempt integer, p_state text, p_error text, p_retry_in double precision, p_now timestamptz)
returns boolean language plpgsql security invoker set search_path = '' as $$
declare v public.alerts;
begin
  update public.alerts set state = p_state, error = p_error, updated_at = p_now
    where id = p_alert and attempts = p_attempt and state = 'sending' returning * into v;
  if found and p_state = 'pending' then
    perform private.enqueue('alerts', 'tell', jsonb_build_object('handover_id', v.handover_id, 'way', v.way),
      p_at => p_now + make_interval(secs => p_retry_in));
  end if;
  return found;
end $$;

-- What nobody will try again: a person has to look.
create function public.count_troubles(p_workspace uuid)
returns jsonb language sql stable security invoker set search_path = '' as $$
  select jsonb_build_object(
    'failed_runs', (select count(*) from public.runs where workspace_id = p_workspace and state = 'failed'),
    'failed_replies', (select count(*) from public.outbox where workspace_id = p_workspace and state = 'failed'),
    -- A booking of nobody's is no trouble: the business may have other visitors.
    'quarantined', (select count(*) from public.quarantined_events
      where workspace_id = p_workspace and reason not in ('unmatched booking', 'needs review')),
    'to_review', (select count(*) from public.quarantined_events
      where workspace_id = p_workspace and reason = 'needs review'),
    'failed_alerts', (select count(*) from public.alerts where workspace_id = p_workspace and state = 'failed')) $$;
