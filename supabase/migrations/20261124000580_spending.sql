-- What the model's calls cost. Tokens are set aside before a call and settled after it, so that calls made side by
-- side cannot spend the same budget twice.

create table public.model_calls (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  lead_id uuid,                           -- null: the lead was deleted, what they cost was not
  conversation_id uuid not null,          -- no foreign key: the same
  turn_id uuid not null,
  purpose text not null check (purpose in ('read', 'word', 'schedule')),
  model text not null,
  reserved bigint not null check (reserved >= 0),   -- the longest answer included
  reserved_cost bigint,                   -- micro-dollars; null: the model's price is not known
  input_tokens bigint,
  cached_tokens bigint,
  output_tokens bigint,
  cost bigint,                            -- micro-dollars; null: the model's price is not known
  estimated boolean not null default false,   -- the server did not say what it used
  expires_at timestamptz not null,
  settled_at timestamptz,
  at timestamptz not null,
  unique (workspace_id, id),
  foreign key (workspace_id, lead_id) references public.leads (workspace_id, id) on delete set null (lead_id)
);
create index model_calls_lead on public.model_calls (workspace_id, lead_id, at);
create index model_calls_turn on public.model_calls (workspace_id, turn_id);
create index model_calls_newest on public.model_calls (workspace_id, at);

create function private.tokens_of(c public.model_calls, p_now timestamptz) returns bigint
  language sql immutable security invoker set search_path = '' as $$
  select case when c.settled_at is not null then c.input_tokens + c.output_tokens
    when c.expires_at > p_now then c.reserved else 0 end $$;

create function private.cost_of(c public.model_calls, p_now timestamptz) returns bigint
  language sql immutable security invoker set search_path = '' as $$
  select coalesce(case when c.settled_at is not null then c.cost when c.expires_at > p_now then c.reserved_cost end, 0) $$;

-- Null, or the budget that the tokens are too many for, or their cost too much; a null budget has no end. One call of a workspace at a time decides.
create function public.reserve_model_call(
  p_workspace uuid, p_lead uuid, p_conversation uuid, p_turn uuid, p_call uuid, p_purpose text, p_model text, p_tokens bigint, p_cost bigint,
  p_per_turn bigint, p_per_lead bigint, p_per_day bigint, p_cost_per_turn bigint, p_cost_per_lead bigint,
  p_cost_per_day bigint, p_life double precision, p_now timestamptz)
returns text language plpgsql security invoker set search_path = '' as $$
declare v_over text;
begin
  if private.lock_lead(p_workspace, p_lead) is null then
    raise exception 'no such lead' using errcode = 'PW002';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('model calls ' || p_workspace, 0));
  select case
    when p_tokens + coalesce(turn.tokens, 0) > p_per_turn or p_cost + coalesce(turn.cost, 0) > p_cost_per_turn then 'turn'
    when p_tokens + coalesce(lead.tokens, 0) > p_per_lead or p_cost + coalesce(lead.cost, 0) > p_cost_per_lead then 'lead'
    when p_tokens + coalesce(day.tokens, 0) > p_per_day or p_cost + coalesce(day.cost, 0) > p_cost_per_day then 'day'
    end into v_over
    from (select sum(private.tokens_of(c, p_now)) as tokens, sum(private.cost_of(c, p_now)) as cost
        from public.model_calls c where c.workspace_id = p_workspace and c.turn_id = p_turn) turn,
      (select sum(private.tokens_of(c, p_now)) as tokens, sum(private.cost_of(c, p_now)) as cost
        from public.model_calls c where c.workspace_id = p_workspace and c.lead_id = p_lead
          and c.at > p_now - interval '30 days') lead,
      (select sum(private.tokens_of(c, p_now)) as tokens, sum(private.cost_of(c, p_now)) as cost
        from public.model_calls c where c.workspace_id = p_workspace and c.at > p_now - interval '1 day') day;
  if v_over is null then
    insert into public.model_calls
      (id, workspace_id, lead_id, conversation_id, turn_id, purpose, model, reserved, reserved_cost, expires_at, at)
      values (p_call, p_workspace, p_lead, p_conversation, p_turn, p_purpose, p_model, p_tokens, p_cost,
        p_now + make_interval(secs => p_life), p_now);
  end if;
  return v_over;
end $$;

create function public.settle_model_call(
  p_workspace uuid, p_call uuid, p_input bigint, p_cached bigint, p_output bigint, p_cost bigint,
  p_estimated boolean, p_now timestamptz)
returns boolean language plpgsql security invoker set search_path = '' as $$
begin
  update public.model_calls set input_tokens = p_input, cached_tokens = p_cached, output_tokens = p_output,
      cost = p_cost, estimated = p_estimated, settled_at = p_now
    where workspace_id = p_workspace and id = p_call and settled_at is null;
  return found;
end $$;

-- The turns that booked a meeting belong to it, also what they asked after the booking.
create function private.cost_of_meeting(m public.meetings) returns jsonb
  language sql stable security invoker set search_path = '' as $$
  with booking as (
    select a.turn_id from public.booking_attempts a where a.workspace_id = m.workspace_id and a.meeting_id = m.id
  ), before as (
    select e.id, e.booked_at from public.meetings e where e.workspace_id = m.workspace_id
      and e.lead_id = m.lead_id and e.booked_at < m.booked_at order by e.booked_at desc limit 1
  )
  select jsonb_build_object('meeting', m.id, 'lead', m.lead_id, 'booked_at', m.booked_at, 'calls', count(c.id),
    'tokens', coalesce(sum(c.input_tokens + c.output_tokens), 0), 'cost', coalesce(sum(c.cost), 0))
  from public.model_calls c where c.workspace_id = m.workspace_id and c.lead_id = m.lead_id
    and c.settled_at is not null
    and (c.at <= m.booked_at or c.turn_id in (select turn_id from booking))
    and not exists (select from before where c.at <= before.booked_at
      or c.turn_id in (select a.turn_id from public.booking_attempts a
        where a.workspace_id = m.workspace_id and a.meeting_id = before.id)) $$;

-- A workspace's, or one lead's of it.
create function public.model_spending(p_workspace uuid, p_lead uuid, p_days double precision, p_now timestamptz)
returns jsonb language sql stable security invoker set search_path = '' as $$
  with calls as (
    select c.* from public.model_calls c where c.workspace_id = p_workspace
      and (p_lead is null or c.lead_id = p_lead) and c.at > p_now - make_interval(secs => p_days * 86400)
  ), booked as (
    select m from public.meetings m where m.workspace_id = p_workspace
      and (p_lead is null or m.lead_id = p_lead) and m.booked_at > p_now - make_interval(secs => p_days * 86400)
    order by m.booked_at desc limit 100
  )
  select jsonb_build_object(
    'calls', count(*) filter (where settled_at is not null),
    'input', coalesce(sum(input_tokens), 0), 'cached', coalesce(sum(cached_tokens), 0),
    'output', coalesce(sum(output_tokens), 0), 'cost', coalesce(sum(cost), 0),
    'unpriced', coalesce(sum(input_tokens + output_tokens) filter (where cost is null), 0),
    'estimated', count(*) filter (where estimated),
    'lost', count(*) filter (where settled_at is null and expires_at <= p_now),
    'meetings', (select coalesce(jsonb_agg(private.cost_of_meeting(m)), '[]') from booked))
  from calls $$;
