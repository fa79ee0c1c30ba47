-- What has happened, in a chain per conversation: every effect is an event that names its cause and carries the hash
-- of the event before it. Triggers write them, at the commit of the effect itself: no function can forget to, and no
-- lock is waited for with the chain's in hand. An event holds nothing a person said or is called. Where its row does,
-- it holds a seal of it: the digest of the row under a key of that person's own. With the lead goes the key, and what
-- is left tells nothing and can still be verified.

create table public.ledger_keys (
  id uuid primary key,
  workspace_id uuid not null,
  lead_id uuid not null,
  key bytea not null,
  unique (workspace_id, lead_id),
  foreign key (workspace_id, lead_id) references public.leads (workspace_id, id) on delete cascade
);

-- No foreign key to the conversation: what has happened in it has happened.
create table public.ledger (
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  conversation_id uuid not null,
  n bigint not null,
  kind text not null check (kind in ('message', 'turn', 'tool_call', 'model_reserved', 'model_call', 'receipt',
    'booking_attempt', 'meeting', 'cancellation', 'handover', 'alert', 'delivery', 'in_charge', 'forgotten')),
  subject uuid not null,      -- the row it tells of
  cause uuid,                 -- the subject of what led to it; null: it came from outside
  person uuid,                -- whose key it is sealed with
  at timestamptz,             -- the effect's own time, where its row says one
  facts text not null,        -- JSON; nothing of a person's
  seal bytea,
  hash bytea not null,
  primary key (workspace_id, conversation_id, n)
);
create index ledger_subject on public.ledger (workspace_id, subject);

-- The last of each chain. Its row is the chain's lock.
create table public.ledger_heads (
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  conversation_id uuid not null,
  n bigint not null,
  hash bytea not null,
  anchored bigint not null default 0,   -- how far an anchor has seen it
  primary key (workspace_id, conversation_id)
);
create index ledger_heads_unanchored on public.ledger_heads (workspace_id) where n > anchored;

-- The bytes that are hashed: lines, of which only the facts are free, and JSON has no line breaks of its own.
create function private.event_hash(p_before bytea, e public.ledger) returns bytea
  language sql immutable set search_path = '' as $$
  select sha256(p_before || convert_to(array_to_string(array['pipewise/ledger/v1', e.workspace_id::text,
    e.conversation_id::text, e.n::text, e.kind, e.subject::text, coalesce(e.cause::text, ''),
    coalesce(e.person::text, ''), coalesce(private.iso(e.at), ''), e.facts,
    coalesce(encode(e.seal, 'hex'), '')], E'\n'), 'UTF8')) $$;

create function private.seal(p_key bytea, p_n bigint, p_text text) returns bytea
  language sql immutable set search_path = ''
  as $$ select sha256(p_key || convert_to(p_n || E'\n' || p_text, 'UTF8')) $$;

create function private.call_facts(c public.model_calls) returns jsonb
  language sql immutable set search_path = ''
  as $$ select jsonb_build_object('purpose', c.purpose, 'model', c.model, 'input', c.input_tokens, 'cached', c.cached_tokens,
    'output', c.output_tokens, 'cost', c.cost, 'estimated', c.estimated) $$;

-- What a seal is made over: what never changes of the row, as it is now. Null: there is no such row.
create function private.sealed_text(p_workspace uuid, p_kind text, p_subject uuid, p_facts jsonb) returns text
  language plpgsql stable security invoker set search_path = '' as $$   -- not sql: one of these is planned, and once
begin
  case p_kind
    when 'message' then return (select jsonb_build_array(m.seq, m.direction, m.text, m.choice_id, m.note,
        private.iso(m.at), o.choices, o.segments) from public.messages m
      left join public.outbox o on o.workspace_id = m.workspace_id and o.id = m.id
      where m.workspace_id = p_workspace and m.id = p_subject);
    when 'turn' then return (select jsonb_build_array(t.covers, t.effects, t.trace)
      from public.turns t where t.workspace_id = p_workspace and t.id = p_subject);
    when 'tool_call' then return (select t.trace #> array['tools', p_facts ->> 'place']
      from public.turns t where t.workspace_id = p_workspace and t.id = p_subject);
    when 'receipt' then return (select jsonb_build_array(r.kind, r.subject, r.body, r.reason)
      from public.receipts r where r.workspace_id = p_workspace and r.id = p_subject);
    when 'booking_attempt' then return (select jsonb_build_array(a.slot_id, a.event_type, private.iso(a.starts_at), a.token)
      from public.booking_attempts a where a.workspace_id = p_workspace and a.id = p_subject);
    when 'handover' then return (select jsonb_build_array(h.reason, h.wants, h.facts)
      from public.handovers h where h.workspace_id = p_workspace and h.id = p_subject);
    else return null;
  end case;
end $$;

create function private.key_of(p_workspace uuid, p_conversation uuid) returns public.ledger_keys
  language plpgsql security invoker set search_path = '' as $$
declare v public.ledger_keys; v_lead uuid;
begin
  select k.*, c.lead_id into v.id, v.workspace_id, v.lead_id, v.key, v_lead from public.conversations c
    left join public.ledger_keys k on k.workspace_id = c.workspace_id and k.lead_id = c.lead_id
    where c.workspace_id = p_workspace and c.id = p_conversation;
  if v.id is null and v_lead is not null then
    -- Random on purpose: a key that could be made again would not be gone with its row.
    insert into public.ledger_keys values (gen_random_uuid(), p_workspace, v_lead,
        sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())))
      on conflict (workspace_id, lead_id) do update set lead_id = excluded.lead_id returning * into v;
  end if;
  return v;
end $$;

create function private.record_event(
  p_workspace uuid, p_conversation uuid, p_kind text, p_subject uuid, p_cause uuid, p_facts jsonb, p_at timestamptz)
returns void language plpgsql security invoker set search_path = '' as $$
declare v public.ledger; v_before bytea; v_key public.ledger_keys; v_text text;
begin
  if not exists (select from public.workspaces where id = p_workspace) then return; end if;   -- all of it goes
  v_key := private.key_of(p_workspace, p_conversation);
  v_text := private.sealed_text(p_workspace, p_kind, p_subject, p_facts);
  insert into public.ledger_heads as h values (p_workspace, p_conversation, 1, decode(repeat('00', 32), 'hex'))
    on conflict (workspace_id, conversation_id) do update set n = h.n + 1 returning h.n, h.hash into v.n, v_before;
  v.workspace_id := p_workspace;
  v.conversation_id := p_conversation;
  v.kind := p_kind;
  v.subject := p_subject;
  v.cause := p_cause;
  v.at := p_at;
  v.facts := p_facts::text;
  if v_text is not null and v_key.id is not null then
    v.person := v_key.id;
    v.seal := private.seal(v_key.key, v.n, v_text);
  end if;
  v.hash := private.event_hash(v_before, v);
  insert into public.ledger select (v).*;
  update public.ledger_heads set hash = v.hash where workspace_id = p_workspace and conversation_id = p_conversation;
end $$;

-- One trigger function for each table, and each trigger deferred to the commit.

create function private.record_message() returns trigger
  language plpgsql security invoker set search_path = '' as $$
begin
  perform private.record_event(new.workspace_id, new.conversation_id, 'message', new.id,
    case new.direction when 'out' then new.turn_id end, jsonb_build_object('direction', new.direction), new.at);
  return null;
end $$;

create function private.record_turn() returns trigger
  language plpgsql security invoker set search_path = '' as $$
declare v_place integer; v_tools jsonb := coalesce(new.trace -> 'tools', '[]');
begin
  perform private.record_event(new.workspace_id, new.conversation_id, 'turn', new.id, coalesce(
      (select m.id from public.messages m where m.workspace_id = new.workspace_id
        and m.conversation_id = new.conversation_id and m.direction = 'in' and m.turn_id = new.id
        order by m.seq desc limit 1),
      (select coalesce(r.notice, r.id) from public.runs r where r.workspace_id = new.workspace_id and r.id = new.run_id)),
    jsonb_build_object('effects', new.effects), new.committed_at);
  for v_place in 0 .. jsonb_array_length(v_tools) - 1 loop
    perform private.record_event(new.workspace_id, new.conversation_id, 'tool_call', new.id, new.id,
      jsonb_build_object('place', v_place, 'refused', v_tools -> v_place ->> 'refused' is not null), new.committed_at);
  end loop;
  return null;
end $$;

create function private.record_call() returns trigger
  language plpgsql security invoker set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    perform private.record_event(new.workspace_id, new.conversation_id, 'model_reserved', new.id, new.turn_id,
      jsonb_build_object('purpose', new.purpose, 'model', new.model, 'reserved', new.reserved,
        'cost', new.reserved_cost), new.at);
  else
    perform private.record_event(new.workspace_id, new.conversation_id, 'model_call', new.id, new.turn_id,
      private.call_facts(new), new.settled_at);
  end if;
  return null;
end $$;

create function private.record_receipt() returns trigger
  language plpgsql security invoker set search_path = '' as $$
begin
  perform private.record_event(new.workspace_id, new.conversation_id, 'receipt', new.id, new.turn_id,
    jsonb_build_object('kind', new.kind), new.at);
  return null;
end $$;

create function private.record_attempt() returns trigger
  language plpgsql security invoker set search_path = '' as $$
begin
  perform private.record_event(new.workspace_id, new.conversation_id, 'booking_attempt', new.id, new.turn_id,
    jsonb_build_object('state', new.state), new.updated_at);
  return null;
end $$;

create function private.record_meeting() returns trigger
  language plpgsql security invoker set search_path = '' as $$
begin
  perform private.record_event(new.workspace_id, new.conversation_id, 'meeting', new.id, (
      select a.id from public.booking_attempts a where a.workspace_id = new.workspace_id and a.meeting_id = new.id limit 1),
    jsonb_build_object('state', new.state, 'mode', new.mode), new.updated_at);
  return null;
end $$;

create function private.record_cancellation() returns trigger
  language plpgsql security invoker set search_path = '' as $$
begin
  perform private.record_event(new.workspace_id, new.conversation_id, 'cancellation', new.meeting_id, new.turn_id,
    jsonb_build_object('state', new.state, 'why', new.why), new.updated_at);
  return null;
end $$;

create function private.record_handover() returns trigger
  language plpgsql security invoker set search_path = '' as $$
begin
  perform private.record_event(new.workspace_id, new.conversation_id, 'handover', new.id,
    (select r.turn_id from public.receipts r where r.workspace_id = new.workspace_id and r.id = new.id),
    jsonb_build_object('ended_by', new.ended_by), coalesce(new.ended_at, new.created_at));
  return null;
end $$;

create function private.record_alert() returns trigger
  language plpgsql security invoker set search_path = '' as $$
begin
  perform private.record_event(new.workspace_id, h.conversation_id, 'alert', new.id, h.id,
    jsonb_build_object('way', new.way, 'state', new.state), new.updated_at)
  from public.handovers h where h.workspace_id = new.workspace_id and h.id = new.handover_id;
  return null;
end $$;

create function private.record_delivery() returns trigger
  language plpgsql security invoker set search_path = '' as $$
begin
  perform private.record_event(new.workspace_id, new.conversation_id, 'delivery', new.id, new.id,
    jsonb_build_object('state', new.state, 'said', new.delivery_status, 'attempt', new.attempts), new.sending_since);
  return null;
end $$;

create function private.record_in_charge() returns trigger
  language plpgsql security invoker set search_path = '' as $$
begin
  perform private.record_event(new.workspace_id, new.id, 'in_charge', new.id, (
      select r.id from public.receipts r where r.workspace_id = new.workspace_id and r.conversation_id = new.id
        and r.kind = 'handed_over' and r.at = new.human_at limit 1),
    jsonb_build_object('mode', new.mode), new.human_at);
  return null;
end $$;

create function private.record_forgotten() returns trigger
  language plpgsql security invoker set search_path = '' as $$
begin
  perform private.record_event(old.workspace_id, old.id, 'forgotten', old.id, null, '{}', null);
  return null;
end $$;

create constraint trigger record_event after insert on public.messages deferrable initially deferred
  for each row execute function private.record_message();
create constraint trigger record_event after insert on public.turns deferrable initially deferred
  for each row execute function private.record_turn();
create constraint trigger record_reserved after insert on public.model_calls deferrable initially deferred
  for each row execute function private.record_call();
create constraint trigger record_settled after update of settled_at on public.model_calls deferrable initially deferred
  for each row when (old.settled_at is null and new.settled_at is not null) execute function private.record_call();
create constraint trigger record_event after insert on public.receipts deferrable initially deferred
  for each row execute function private.record_receipt();
create constraint trigger record_event after insert on public.booking_attempts deferrable initially deferred
  for each row execute function private.record_attempt();
create constraint trigger record_change after update on public.booking_attempts deferrable initially deferred
  for each row when (old.state <> new.state) execute function private.record_attempt();
create constraint trigger record_event after insert on public.meetings deferrable initially deferred
  for each row execute function private.record_meeting();
create constraint trigger record_change after update on public.meetings deferrable initially deferred
  for each row when (old.state <> new.state) execute function private.record_meeting();
create constraint trigger record_event after insert on public.cancellations deferrable initially deferred
  for each row execute function private.record_cancellation();
create constraint trigger record_change after update on public.cancellations deferrable initially deferred
  for each row when (old.state <> new.state) execute function private.record_cancellation();
create constraint trigger record_event after insert on public.handovers deferrable initially deferred
  for each row execute function private.record_handover();
create constraint trigger record_change after update on public.handovers deferrable initially deferred
  for each row when (old.ended_at is null and new.ended_at is not null) execute function private.record_handover();
create constraint trigger record_change after update on public.alerts deferrable initially deferred
  for each row when (old.state <> new.state and new.state <> 'sending') execute function private.record_alert();
create constraint trigger record_change after update on public.outbox deferrable initially deferred
  for each row when ((old.state <> new.state and new.state not in ('pending', 'sending'))
    or old.delivery_status is distinct from new.delivery_status) execute function private.record_delivery();
create constraint trigger record_change after update on public.conversations deferrable initially deferred
  for each row when (old.mode <> new.mode) execute function private.record_in_charge();
create constraint trigger record_end after delete on public.conversations deferrable initially deferred
  for each row execute function private.record_forgotten();

-- For whoever verifies: events in the order of their chains, each with whether its seal still opens. Null: there is
-- nothing to open any more, or nothing was sealed.
create function private.opens(e public.ledger) returns boolean
  language sql stable set search_path = '' as $$
  select case
    -- Who the call was for may be erased; what it cost may not.
    when e.kind = 'model_call' then coalesce((select e.facts = private.call_facts(c)::text
      from public.model_calls c where c.workspace_id = e.workspace_id and c.id = e.subject), false)
    when e.seal is not null then (select e.seal is not distinct from private.seal(k.key, e.n,
        private.sealed_text(e.workspace_id, e.kind, e.subject, e.facts::jsonb)) from public.ledger_keys k
      where k.workspace_id = e.workspace_id and k.id = e.person) end $$;

create function public.read_ledger(p_workspace uuid, p_conversation uuid, p_n bigint, p_limit integer)
returns jsonb language sql stable security invoker set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('conversation', e.conversation_id, 'n', e.n, 'kind', e.kind,
      'subject', e.subject, 'cause', e.cause, 'person', e.person, 'at', private.iso(e.at), 'facts', e.facts,
      'seal', encode(e.seal, 'hex'), 'hash', encode(e.hash, 'hex'), 'opens', private.opens(e))
    order by e.conversation_id, e.n), '[]')
  from (select * from public.ledger l where l.workspace_id = p_workspace
      and (p_conversation is null or (l.conversation_id, l.n) > (p_conversation, p_n))
    order by l.conversation_id, l.n limit p_limit) l
  join public.ledger e on e.workspace_id = l.workspace_id and e.conversation_id = l.conversation_id and e.n = l.n $$;

-- Rows that stand there without an event: somebody wrote them past the triggers.
create function public.unrecorded_effects(p_workspace uuid, p_limit integer)
returns jsonb language sql stable security invoker set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('kind', bare.kind, 'subject', bare.id, 'conversation', bare.conversation_id)
    order by bare.kind, bare.id), '[]') from (
    select * from (
      select 'message' as kind, id, workspace_id, conversation_id from public.messages
      union all select 'turn', id, workspace_id, conversation_id from public.turns
      union all select 'receipt', id, workspace_id, conversation_id from public.receipts
      union all select 'booking_attempt', id, workspace_id, conversation_id from public.booking_attempts
      union all select 'meeting', id, workspace_id, conversation_id from public.meetings
      union all select 'handover', id, workspace_id, conversation_id from public.handovers
      union all select 'model_call', id, workspace_id, conversation_id from public.model_calls where settled_at is not null
    ) done where done.workspace_id = p_workspace and not exists (
      select from public.ledger e where e.workspace_id = p_workspace and e.subject = done.id and e.kind = done.kind)
    limit p_limit) bare $$;

-- The heads of a workspace's chains as they were at some moment, in a chain of their own. Kept elsewhere, its last hash
-- proves all that was written before.
create table public.ledger_anchors (
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  n bigint not null,
  at timestamptz not null,
  heads text not null,        -- JSON: [conversation, n, hash] of each that has grown since the anchor before
  hash bytea not null,
  signature text,             -- the hash, sealed with the installation's key, which is not in this database
  primary key (workspace_id, n)
);

create function private.anchor_hash(p_before bytea, a public.ledger_anchors) returns bytea
  language sql immutable set search_path = '' as $$
  select sha256(p_before || convert_to(array_to_string(array['pipewise/anchor/v1', a.workspace_id::text, a.n::text,
    private.iso(a.at), a.heads], E'\n'), 'UTF8')) $$;

create function private.anchor_json(a public.ledger_anchors) returns jsonb
  language sql immutable set search_path = ''
  as $$ select jsonb_build_object('n', a.n, 'at', private.iso(a.at), 'heads', a.heads, 'hash', encode(a.hash, 'hex'),
    'signature', a.signature) $$;

-- A chain that somebody is just writing to is left to the next anchor. Null: nothing has grown, and the last is signed.
create function public.anchor_ledger(p_workspace uuid, p_now timestamptz)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare v public.ledger_anchors; v_last public.ledger_anchors; v_heads jsonb;
begin
  perform pg_advisory_xact_lock(hashtextextended('anchors ' || p_workspace, 0));
  select * into v_last from public.ledger_anchors where workspace_id = p_workspace order by n desc limit 1;
  with grown as (
    select conversation_id, n from public.ledger_heads where workspace_id = p_workspace and n > anchored
      for update skip locked
  ), seen as (
    update public.ledger_heads h set anchored = g.n from grown g
      where h.workspace_id = p_workspace and h.conversation_id = g.conversation_id returning h.*
  )
  select jsonb_agg(jsonb_build_array(conversation_id, n, encode(hash, 'hex')) order by conversation_id) into v_heads
    from seen;
  if v_heads is null then
    return case when v_last.n is not null and v_last.signature is null then private.anchor_json(v_last) end;
  end if;
  v.workspace_id := p_workspace;
  v.n := coalesce(v_last.n, 0) + 1;
  v.at := p_now;
  v.heads := v_heads::text;
  v.hash := private.anchor_hash(coalesce(v_last.hash, decode(repeat('00', 32), 'hex')), v);
  insert into public.ledger_anchors select (v).*;
  return private.anchor_json(v);
end $$;

create function public.sign_anchor(p_workspace uuid, p_n bigint, p_signature text)
returns void language sql security invoker set search_path = '' as $$
  update public.ledger_anchors set signature = p_signature where workspace_id = p_workspace and n = p_n $$;

create function public.read_anchors(p_workspace uuid, p_n bigint, p_limit integer)
returns jsonb language sql stable security invoker set search_path = '' as $$
  select coalesce(jsonb_agg(private.anchor_json(a) order by a.n), '[]') from (
    select * from public.ledger_anchors where workspace_id = p_workspace and n > p_n order by n limit p_limit) a $$;

create function public.read_heads(p_workspace uuid, p_conversation uuid, p_limit integer)
returns jsonb language sql stable security invoker set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('conversation', h.conversation_id, 'n', h.n, 'hash', encode(h.hash, 'hex'))
    order by h.conversation_id), '[]') from (
    select * from public.ledger_heads where workspace_id = p_workspace
      and (p_conversation is null or conversation_id > p_conversation)
    order by conversation_id limit p_limit) h $$;

-- Those with a ledger, or only with those who have something to anchor.
create function public.ledger_workspaces(p_unanchored boolean)
returns jsonb language sql stable security invoker set search_path = '' as $$
  select coalesce(jsonb_agg(w.id order by w.id), '[]') from public.workspaces w where exists (
    select from public.ledger_heads h where h.workspace_id = w.id and (not p_unanchored or h.n > h.anchored)) $$;

-- --- erasing a person ---

-- That a person was erased, without who.
create table public.erasures (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  conversations integer not null,
  at timestamptz not null
);
create index erasures_workspace on public.erasures (workspace_id, at);

-- What providers and the calendar may send again of them. Digests of the senders' own random ids, never of a name,
-- a number or an address: those could be tried out.
create table public.erased_marks (
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  mark bytea not null,
  primary key (workspace_id, mark)
);

create function private.mark_of(p_kind text, p_id text) returns bytea
  language sql immutable set search_path = ''
  as $$ select sha256(convert_to(p_kind || E'\n' || p_id, 'UTF8')) $$;

create function private.was_erased(p_workspace uuid, p_kind text, p_id text) returns boolean
  language sql stable security invoker set search_path = '' as $$
  select exists (select from public.erased_marks where workspace_id = p_workspace and mark = private.mark_of(p_kind, p_id)) $$;

-- Of a piece of news about a booking of theirs that comes late.
create function private.is_of_erased(p_workspace uuid, p_news jsonb) returns boolean
  language sql stable security invoker set search_path = '' as $$
  select private.was_erased(p_workspace, 'token', p_news ->> 'token')
    or private.was_erased(p_workspace, 'invitee', p_news ->> 'invitee_uri')
    or private.was_erased(p_workspace, 'invitee', p_news ->> 'old_invitee') $$;

create function private.mark_erased(p_workspace uuid, p_lead uuid) returns void
  language sql security invoker set search_path = '' as $$
  insert into public.erased_marks
  select distinct p_workspace, private.mark_of(said.kind, said.id) from (
    select 'event' as kind, concat_ws('|', e.channel, e.scope, e.event_id) as id
      from public.conversations c
      join public.messages m on m.workspace_id = c.workspace_id and m.conversation_id = c.id
      join public.inbound_events e on e.workspace_id = m.workspace_id and e.message_id = m.id
      where c.workspace_id = p_workspace and c.lead_id = p_lead
    union all select 'token', token from public.booking_attempts where workspace_id = p_workspace and lead_id = p_lead
    union all select 'token', token from public.booking_links where workspace_id = p_workspace and lead_id = p_lead
    union all select 'invitee', invitee_uri from public.meetings where workspace_id = p_workspace and lead_id = p_lead
  ) said where said.id is not null
  on conflict do nothing $$;

-- How they are named: long enough to be nobody else's.
create function private.words_of(p_workspace uuid, p_lead uuid) returns text[]
  language sql stable security invoker set search_path = '' as $$
  select coalesce(array_agg(distinct lower(said.word)), '{}') from (
    select email as word from public.leads where workspace_id = p_workspace and id = p_lead
    union all select ltrim(phone, '+') from public.leads where workspace_id = p_workspace and id = p_lead
    union all select ltrim(value, '+') from public.identities where workspace_id = p_workspace and lead_id = p_lead
    union all select unnest(emails) from public.booking_attempts where workspace_id = p_workspace and lead_id = p_lead
  ) said where length(said.word) > 5 $$;

-- What does not hang on the lead, but is theirs.
create function private.forget_loose_ends(p_workspace uuid, p_lead uuid, p_threads uuid[]) returns void
  language plpgsql security invoker set search_path = '' as $$
begin
  delete from public.delivery_statuses s using public.outbox o
    where s.workspace_id = p_workspace and o.workspace_id = p_workspace
      and o.conversation_id = any(p_threads) and o.provider_id = s.provider_id;
  delete from public.inbound_events e where e.workspace_id = p_workspace and (e.scope = any(p_threads::text[])
    or e.message_id in (select m.id from public.messages m
      where m.workspace_id = p_workspace and m.conversation_id = any(p_threads)));
  delete from public.calendar_news n where n.workspace_id = p_workspace and exists (
    select from public.meetings m where m.workspace_id = p_workspace and m.lead_id = p_lead
      and m.invitee_uri in (n.invitee_uri, n.old_invitee));
  delete from public.quarantined_events q where q.workspace_id = p_workspace and exists (
    select from unnest(private.words_of(p_workspace, p_lead)) word
      where position(trim(both '"' from to_json(word)::text) in lower(q.raw::text || q.event_id)) > 0);
  delete from public.chat_sessions where workspace_id = p_workspace and conversation_id = any(p_threads);
end $$;

-- All that is known of a person and all that was said with them. Who writes to us meanwhile waits, and is somebody new.
-- Their threads stay as bare ids that cannot be gone on with nor replayed. Null: there is no such lead.
create function public.erase_lead(p_workspace uuid, p_lead text, p_erasure uuid, p_now timestamptz)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare v_lead uuid := (public.find_lead(p_workspace, p_lead) ->> 'id')::uuid; v_external text; v_threads uuid[];
  v_told jsonb;
begin
  select external_id into v_external from public.leads where workspace_id = p_workspace and id = v_lead;
  if not found then return null; end if;
  perform pg_advisory_xact_lock(names.key) from (   -- as `private.lock_person` does
    select distinct hashtextextended(concat_ws('|', p_workspace, said.name), 0) as key from (
      select concat_ws('|', i.channel, i.scope, i.kind, i.value) as name from public.identities i
        where i.workspace_id = p_workspace and i.lead_id = v_lead
      union all select 'external|' || v_external where v_external is not null) said
    order by key) names;
  perform from public.leads where workspace_id = p_workspace and id = v_lead for update;
  select array_agg(id) into v_threads from (
    select id from public.conversations where workspace_id = p_workspace and lead_id = v_lead order by id for update) c;
  perform from public.threads where workspace_id = p_workspace and id = any(v_threads) order by id for update;
  v_told := jsonb_build_object('threads', to_jsonb(coalesce(v_threads, '{}')),
    'words', to_jsonb(private.words_of(p_workspace, v_lead)),
    'booked', (select count(*) from public.meetings m where m.workspace_id = p_workspace and m.lead_id = v_lead
      and m.state = 'booked' and m.starts_at > p_now),
    'others', (select coalesce(jsonb_agg(o.id order by o.id), '[]') from public.leads l
      join public.leads o on o.workspace_id = l.workspace_id and o.id <> l.id
        and (lower(o.email) = lower(l.email) or o.phone = l.phone)
      where l.workspace_id = p_workspace and l.id = v_lead));
  perform private.mark_erased(p_workspace, v_lead);
  perform private.forget_loose_ends(p_workspace, v_lead, v_threads);
  delete from public.runs where workspace_id = p_workspace and thread_id = any(v_threads);
  delete from public.leads where workspace_id = p_workspace and id = v_lead;
  update public.threads set replay_ended = true, metadata = '{}', pruned_at = null, updated_at = p_now
    where workspace_id = p_workspace and id = any(v_threads);
  insert into public.erasures values (p_erasure, p_workspace, coalesce(cardinality(v_threads), 0), p_now);
  return v_told;
end $$;

-- Threads whose person is erased and whose states may still be there.
create function public.erased_threads(p_limit integer)
returns jsonb language sql stable security invoker set search_path = '' as $$
  select coalesce(jsonb_agg(id), '[]') from (
    select id from public.threads where replay_ended and pruned_at is null limit p_limit) t $$;
