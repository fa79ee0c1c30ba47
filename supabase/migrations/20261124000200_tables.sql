-- What PipeWise remembers. Every row names its workspace; children point at parents by
-- (workspace_id, id), so that not even the service role can link rows of two workspaces.
-- No default supplies business time or identity: both arrive as arguments, so a turn can be replayed.

create table public.workspaces (
  id uuid primary key,
  owner text not null unique,
  name text not null,
  zone text not null,
  language text not null check (language in ('es', 'en', 'pt')),
  fallback_allowed boolean not null,
  default_event_type text,
  links_allowed text[] not null default '{}',
  disclosure jsonb not null default '{}',   -- language to the workspace's own words for "an AI is writing"
  resume_hours integer not null default 24 check (resume_hours between 0 and 8760),   -- 0: never
  team_language text check (team_language in ('es', 'en', 'pt')),   -- of what is written to the team
  created_at timestamptz not null
);

create table public.memberships (
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  user_id uuid not null,
  role text not null check (role in ('owner', 'agent', 'viewer')),
  primary key (workspace_id, user_id)
);
create index memberships_user on public.memberships (user_id);

create table public.integrations (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  platform text not null,
  account text not null,
  status text not null check (status in ('connected', 'disconnected', 'error')),
  config jsonb not null default '{}',
  sealed jsonb not null default '{}',
  error text,
  last_sync timestamptz,
  created_at timestamptz not null,
  unique (workspace_id, id),
  unique (workspace_id, platform, account)
);

create table public.lead_transitions (
  from_status text not null,
  to_status text not null,
  primary key (from_status, to_status)
);
insert into public.lead_transitions (from_status, to_status) values
  ('new', 'engaged'), ('new', 'qualified'), ('new', 'unqualified'), ('new', 'meeting_scheduled'),
  ('new', 'lost'),
  ('engaged', 'qualified'), ('engaged', 'unqualified'), ('engaged', 'meeting_scheduled'),
  ('engaged', 'lost'),
  ('qualified', 'unqualified'), ('qualified', 'meeting_scheduled'), ('qualified', 'lost'),
  ('qualified', 'customer'),
  ('unqualified', 'engaged'), ('unqualified', 'qualified'), ('unqualified', 'meeting_scheduled'),
  ('unqualified', 'lost'),
  ('meeting_scheduled', 'met'), ('meeting_scheduled', 'no_show'), ('meeting_scheduled', 'engaged'),
  ('meeting_scheduled', 'customer'), ('meeting_scheduled', 'lost'),
  ('met', 'meeting_scheduled'), ('met', 'customer'), ('met', 'lost'),
  ('no_show', 'meeting_scheduled'), ('no_show', 'engaged'), ('no_show', 'lost'),
  ('customer', 'meeting_scheduled'), ('customer', 'lost'),
  ('lost', 'engaged'), ('lost', 'meeting_scheduled');

create table public.leads (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  external_id text,
  name text,
  email text,
  phone text,
  status text not null check (status in ('new', 'engaged', 'qualified', 'unqualified',
    'meeting_scheduled', 'met', 'no_show', 'customer', 'lost', 'opted_out')),
  status_before_opt_out text,
  language text check (language ~ '^[a-z]{2,3}$'),   -- whichever nodes/texts/ has a file for
  zone text,
  zone_source text check (zone_source in ('said', 'phone', 'browser', 'workspace')),
  details jsonb not null default '{}',
  score integer check (score between 0 and 100),   -- by the workspace's rules, with the band and the reasons
  band text check (band in ('hot', 'warm', 'cold', 'unqualified')),
  score_reasons jsonb,
  source jsonb,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (workspace_id, id),
  unique (workspace_id, external_id)
);
create index leads_newest on public.leads (workspace_id, created_at desc);
create index leads_email on public.leads (workspace_id, lower(email));

-- How a channel names someone. `scope` is the channel account; an alias means nothing outside it.
create table public.identities (
  workspace_id uuid not null,
  channel text not null,
  scope text not null,
  kind text not null,
  value text not null,
  lead_id uuid not null,
  attested boolean not null,
  created_at timestamptz not null,
  primary key (workspace_id, channel, scope, kind, value),
  foreign key (workspace_id, lead_id) references public.leads (workspace_id, id) on delete cascade
);
create index identities_lead on public.identities (workspace_id, lead_id);

create table public.threads (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  metadata jsonb not null default '{}',
  forked boolean not null default false,   -- its newest state may not be the one the lead knows
  replay_ended boolean not null default false,   -- its person was erased, and what they said with them
  pruned_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (workspace_id, id)
);
create index threads_newest on public.threads (workspace_id, updated_at desc);

create table public.conversations (
  id uuid primary key,
  workspace_id uuid not null,
  lead_id uuid not null,
  channel text not null,
  scope text not null,
  integration_id uuid,
  mode text not null default 'bot' check (mode in ('bot', 'human')),
  human_at timestamptz,   -- when a person was last asked for, or did something; where one is in charge
  simulated boolean not null,
  last_seq bigint not null default 0,
  turns integer not null default 0,
  superseded integer not null default 0,
  last_inbound_at timestamptz,
  created_at timestamptz not null,
  unique (workspace_id, id),
  foreign key (workspace_id, id) references public.threads (workspace_id, id) on delete cascade,
  foreign key (workspace_id, lead_id) references public.leads (workspace_id, id) on delete cascade,
  foreign key (workspace_id, integration_id)
    references public.integrations (workspace_id, id) on delete cascade
);
create unique index conversations_person
  on public.conversations (workspace_id, channel, scope, lead_id);
create index conversations_lead on public.conversations (workspace_id, lead_id);
create index conversations_integration on public.conversations (workspace_id, integration_id);

create table public.messages (
  id uuid primary key,
  workspace_id uuid not null,
  conversation_id uuid not null,
  seq bigint not null,
  direction text not null check (direction in ('in', 'out')),
  text text not null,
  choice_id text,
  provider_id text,
  note text,
  turn_id uuid,
  at timestamptz not null,
  unique (workspace_id, id),
  unique (workspace_id, conversation_id, seq),
  foreign key (workspace_id, conversation_id)
    references public.conversations (workspace_id, id) on delete cascade
);
create index messages_unanswered on public.messages (workspace_id, conversation_id, seq)
  where direction = 'in' and turn_id is null;

-- The row that decides that an event is new. Kept for good: providers redeliver for days.
create table public.inbound_events (
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  channel text not null,
  scope text not null,
  event_id text not null,
  message_id uuid,
  received_at timestamptz not null,
  primary key (workspace_id, channel, scope, event_id)
);

create table public.quarantined_events (
  workspace_id uuid not null,
  integration_id uuid not null,
  event_id text not null,
  reason text not null,
  raw jsonb not null,
  received_at timestamptz not null,
  primary key (workspace_id, integration_id, event_id),
  foreign key (workspace_id, integration_id)
    references public.integrations (workspace_id, id) on delete cascade
);

-- One row per claimed answer. `attempt` is the fence: every claim raises it.
create table public.runs (
  id uuid primary key,
  workspace_id uuid not null,
  thread_id uuid not null,
  door text not null check (door in ('channel', 'webchat', 'api', 'studio', 'facade', 'cli')),
  state text not null check (state in
    ('pending', 'running', 'done', 'superseded', 'paused', 'interrupted', 'failed')),
  joins boolean not null,
  rehearsal boolean not null default false,   -- nothing it does leaves its thread's state
  cancel text check (cancel in ('interrupt', 'rollback')),   -- obeyed by whoever has the run
  listened boolean not null default false,   -- somebody follows it from another process
  covers bigint,   -- the newest message it may answer; null for what reads all there is
  queued boolean not null default true,   -- a job does it; otherwise whoever asked for it
  settles boolean not null default false,   -- after its commit, its state is still being written
  attempt integer not null default 0,
  owner text,
  lease_until timestamptz,
  not_before timestamptz not null,
  latest timestamptz,
  notice uuid,
  request jsonb not null default '{}',
  error text,
  created_at timestamptz not null,
  ended_at timestamptz,
  place bigint generated always as identity,
  unique (workspace_id, id),
  foreign key (workspace_id, thread_id) references public.threads (workspace_id, id) on delete cascade
);
create unique index runs_one_running on public.runs (thread_id) where state = 'running';
create unique index runs_one_joinable on public.runs (thread_id) where state = 'pending' and joins;
create index runs_open on public.runs (not_before) where state in ('pending', 'running');
create index runs_failed on public.runs (ended_at) where state = 'failed';
create index runs_notice on public.runs (workspace_id, notice) where notice is not null;
create index runs_leased on public.runs (thread_id) where lease_until is not null;
create index runs_thread on public.runs (workspace_id, thread_id, place desc);

-- What a run streams, for whoever follows it from another process or comes back. Kept for minutes.
create table public.run_events (
  run_id uuid not null,
  workspace_id uuid not null,
  n bigint not null,
  name text not null,
  data text not null,
  at timestamptz not null,
  primary key (run_id, n),
  foreign key (workspace_id, run_id) references public.runs (workspace_id, id) on delete cascade
);
create index run_events_workspace on public.run_events (workspace_id, run_id);
create index run_events_old on public.run_events (at);

create table public.turns (
  id uuid primary key,
  workspace_id uuid not null,
  conversation_id uuid not null,
  run_id uuid,
  covers bigint not null,
  effects boolean not null,
  trace jsonb not null,
  committed_at timestamptz not null,
  unique (workspace_id, id),
  foreign key (workspace_id, run_id) references public.runs (workspace_id, id) on delete cascade,
  foreign key (workspace_id, conversation_id)
    references public.conversations (workspace_id, id) on delete cascade
);
create index turns_run on public.turns (workspace_id, run_id);
create index turns_conversation on public.turns (workspace_id, conversation_id);

create table public.outbox (
  id uuid primary key,
  workspace_id uuid not null,
  conversation_id uuid not null,
  turn_id uuid not null,
  ordinal integer not null,
  text text not null,
  choices jsonb not null,
  segments jsonb not null,
  state text not null check (state in
    ('pending', 'sending', 'unknown', 'accepted', 'recorded', 'kept', 'failed')),
  delivery_status text check (delivery_status in ('sent', 'delivered', 'read', 'failed')),
  attempts integer not null default 0,
  next_at timestamptz,
  sending_since timestamptz,
  provider_id text,
  error text,
  created_at timestamptz not null,
  unique (workspace_id, turn_id, ordinal),
  foreign key (workspace_id, turn_id) references public.turns (workspace_id, id) on delete cascade,
  foreign key (workspace_id, id) references public.messages (workspace_id, id) on delete cascade,
  foreign key (workspace_id, conversation_id)
    references public.conversations (workspace_id, id) on delete cascade
);
create index outbox_open on public.outbox (state, next_at) where state in ('pending', 'sending', 'unknown');
create index outbox_provider on public.outbox (workspace_id, provider_id);
create index outbox_conversation on public.outbox (workspace_id, conversation_id);

-- What a provider said of a message, kept even when it comes before we know the message's id.
create table public.delivery_statuses (
  workspace_id uuid not null,
  integration_id uuid not null,
  provider_id text not null,
  status text not null,
  error text,
  at timestamptz not null,
  primary key (workspace_id, integration_id, provider_id),
  foreign key (workspace_id, integration_id)
    references public.integrations (workspace_id, id) on delete cascade
);

create table public.slots (
  id uuid primary key,
  workspace_id uuid not null,
  conversation_id uuid not null,
  turn_id uuid not null,
  event_type text not null,
  event_name text not null,
  starts_at timestamptz not null,
  starts_text text not null,
  ends_text text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  unique (workspace_id, id),
  unique (workspace_id, conversation_id, turn_id, event_type, starts_at),
  foreign key (workspace_id, conversation_id)
    references public.conversations (workspace_id, id) on delete cascade
);

create table public.booking_links (
  id uuid primary key,
  workspace_id uuid not null,
  conversation_id uuid not null,
  lead_id uuid not null,
  turn_id uuid not null,
  event_type text not null,
  event_name text not null,
  url text not null,
  token text not null unique,
  mode text not null check (mode in ('full', 'fallback')),
  meeting_id uuid,
  created_at timestamptz not null,
  unique (workspace_id, id),
  unique (workspace_id, conversation_id, turn_id, event_type),
  foreign key (workspace_id, conversation_id)
    references public.conversations (workspace_id, id) on delete cascade,
  foreign key (workspace_id, lead_id) references public.leads (workspace_id, id) on delete cascade
);
create index booking_links_lead on public.booking_links (workspace_id, lead_id);

create table public.meetings (
  id uuid primary key,
  workspace_id uuid not null,
  lead_id uuid not null,
  conversation_id uuid not null,
  state text not null check (state in
    ('offered', 'link_sent', 'booked', 'moved', 'canceled', 'met', 'no_show')),
  mode text not null check (mode in ('full', 'fallback')),
  event_type text not null,
  event_name text not null,
  starts_at timestamptz,
  starts_text text,
  ends_text text,
  url text,
  cancel_url text,
  reschedule_url text,
  event_uri text,
  invitee_uri text,
  replaces uuid,
  booked_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (workspace_id, id),
  unique (workspace_id, invitee_uri),
  foreign key (workspace_id, conversation_id)
    references public.conversations (workspace_id, id) on delete cascade,
  foreign key (workspace_id, lead_id) references public.leads (workspace_id, id) on delete cascade
);
create index meetings_lead on public.meetings (workspace_id, lead_id, state);
create index meetings_conversation on public.meetings (workspace_id, conversation_id);
create index meetings_event on public.meetings (workspace_id, event_uri);
alter table public.booking_links add foreign key (workspace_id, meeting_id)
  references public.meetings (workspace_id, id) on delete cascade;
create index booking_links_meeting on public.booking_links (workspace_id, meeting_id);
create index meetings_booked on public.meetings (workspace_id, booked_at) where booked_at is not null;

-- Written before the calendar is asked. A seat of a start is held by at most one live attempt.
create table public.booking_attempts (
  id uuid primary key,
  workspace_id uuid not null,
  conversation_id uuid not null,
  lead_id uuid not null,
  turn_id uuid not null,
  slot_id uuid not null,
  event_type text not null,
  starts_at timestamptz not null,
  seat integer not null,
  seats integer not null,                 -- how many the calendar had left when it was asked
  state text not null check (state in ('booking', 'booked', 'failed', 'unknown')),
  token text not null unique,
  emails text[] not null,                 -- the calendar was asked under each of these
  moves uuid,
  meeting_id uuid,
  doubted_at timestamptz,                 -- since when the lead has been told that nobody is sure
  looks integer not null default 0,
  next_look timestamptz,                  -- when somebody but its turn looks; null: nobody any more
  released_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (workspace_id, id),
  foreign key (workspace_id, slot_id) references public.slots (workspace_id, id) on delete cascade,
  foreign key (workspace_id, conversation_id)
    references public.conversations (workspace_id, id) on delete cascade,
  foreign key (workspace_id, meeting_id) references public.meetings (workspace_id, id) on delete cascade,
  foreign key (workspace_id, lead_id) references public.leads (workspace_id, id) on delete cascade
);
create unique index booking_attempts_one_seat
  on public.booking_attempts (workspace_id, event_type, starts_at, seat)
  where state in ('booking', 'booked') and released_at is null;
create index booking_attempts_start on public.booking_attempts (workspace_id, event_type, starts_at);
create index booking_attempts_conversation on public.booking_attempts (workspace_id, conversation_id);
create index booking_attempts_meeting on public.booking_attempts (workspace_id, meeting_id);
create index booking_attempts_slot on public.booking_attempts (workspace_id, slot_id);
create index booking_attempts_lead on public.booking_attempts (workspace_id, lead_id);
create index booking_attempts_open on public.booking_attempts (next_look)
  where state in ('booking', 'unknown');

-- Written before the calendar is asked to cancel, kept until it has: what a lead wants canceled, the
-- old time of a meeting that was moved, and what turned out to be one meeting too many.
create table public.cancellations (
  workspace_id uuid not null,
  meeting_id uuid not null,
  conversation_id uuid not null,
  turn_id uuid not null,
  why text not null check (why in ('not_needed', 'cannot_attend', 'not_said', 'moved', 'surplus')),
  state text not null check (state in ('open', 'done', 'refused', 'handed_over')),
  doubted_at timestamptz,
  looks integer not null default 0,
  next_look timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (workspace_id, meeting_id),
  foreign key (workspace_id, meeting_id) references public.meetings (workspace_id, id) on delete cascade,
  foreign key (workspace_id, conversation_id)
    references public.conversations (workspace_id, id) on delete cascade
);
create index cancellations_conversation on public.cancellations (workspace_id, conversation_id);
create index cancellations_open on public.cancellations (next_look) where state = 'open';

-- The stored event behind every claim.
create table public.receipts (
  id uuid primary key,
  workspace_id uuid not null,
  conversation_id uuid not null,
  lead_id uuid not null,
  turn_id uuid not null,
  kind text not null check (kind in
    ('link_sent', 'booked', 'moved', 'canceled', 'not_booked', 'handed_over', 'opted_out', 'opted_in')),
  subject uuid not null,
  body jsonb,
  reason text,
  at timestamptz not null,
  unique (workspace_id, id),
  unique (workspace_id, turn_id, kind, subject),
  foreign key (workspace_id, conversation_id)
    references public.conversations (workspace_id, id) on delete cascade,
  foreign key (workspace_id, lead_id) references public.leads (workspace_id, id) on delete cascade
);
create index receipts_lead on public.receipts (workspace_id, lead_id);
create index receipts_conversation on public.receipts (workspace_id, conversation_id);

create table public.chat_sessions (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  token_hash text not null,
  integration_id uuid,
  conversation_id uuid not null,
  language text,
  zone text,
  origin text,
  created_at timestamptz not null,
  foreign key (workspace_id, integration_id)
    references public.integrations (workspace_id, id) on delete cascade
);
create index chat_sessions_integration on public.chat_sessions (workspace_id, integration_id);
