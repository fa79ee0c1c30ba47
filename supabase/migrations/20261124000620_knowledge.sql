-- What the business knows: its documents, cut into passages that answer questions.

create table public.documents (
  id uuid primary key,
  workspace_id uuid not null references public.workspaces (id) on delete cascade,
  name text not null,
  language text not null check (language in ('es', 'en', 'pt')),
  text text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (workspace_id, id),
  unique (workspace_id, name)
);

create function private.text_config(p_language text) returns regconfig
  language sql immutable set search_path = ''
  as $$ select case p_language when 'es' then 'pg_catalog.spanish'::regconfig
    when 'pt' then 'pg_catalog.portuguese'::regconfig else 'pg_catalog.english'::regconfig end $$;

-- As people type: no accents. Then the stemmers know neither "-ção" nor "-ciones", which take the
-- place of a verb ("integración", "integrar"): one form for all of them, in questions and in texts.
create function private.typed(p_language text, p_text text) returns text
  language sql immutable set search_path = '' as $$
  with bare as (
    select regexp_replace(
      normalize(lower(p_text), NFD), '[\u0300-\u036f]', '', 'g') as text)
  select case p_language
    when 'es' then regexp_replace(regexp_replace(regexp_replace(bare.text,
      '(\w{2})(aciones|acion|amientos|amiento)\M', '\1ar', 'g'), '(\w{2})iones\M', '\1ion', 'g'),
      '(\w{3})[ae]is\M', '\1a', 'g')
    when 'pt' then regexp_replace(regexp_replace(bare.text,
      '(\w{2})(acoes|acao|amentos|amento)\M', '\1ar', 'g'), '(\w{2})(oes|aes)\M', '\1ao', 'g')
    else bare.text end
  from bare $$;

create function private.words_of(p_language text, p_text text) returns tsvector
  language sql immutable set search_path = ''
  as $$ select to_tsvector(private.text_config(p_language), private.typed(p_language, p_text)) $$;

create table public.passages (
  id uuid primary key,
  workspace_id uuid not null,
  document_id uuid not null,
  language text not null check (language in ('es', 'en', 'pt')),
  place integer not null,
  title text not null,
  text text not null,
  hints text not null,   -- words for what it speaks of without naming it
  title_words tsvector not null generated always as (private.words_of(language, title)) stored,
  words tsvector not null generated always as
    (private.words_of(language, title) || private.words_of(language, text)
      || private.words_of(language, hints)) stored,
  unique (workspace_id, document_id, place),
  foreign key (workspace_id, document_id) references public.documents (workspace_id, id) on delete cascade
);
create index passages_words on public.passages using gin (words);
create index passages_language on public.passages (workspace_id, language);

create function private.document_json(p public.documents) returns jsonb
  language sql stable set search_path = ''
  as $$ select jsonb_build_object(
    'id', p.id, 'name', p.name, 'language', p.language, 'characters', length(p.text),
    'passages', (select count(*) from public.passages k
      where k.workspace_id = p.workspace_id and k.document_id = p.id),
    'created_at', private.iso(p.created_at), 'updated_at', private.iso(p.updated_at)) $$;

-- A document of this name, or the one of this id, whole: the same again changes nothing.
create function public.put_document(
  p_workspace uuid, p_id uuid, p_document uuid, p_name text, p_language text, p_text text,
  p_passages jsonb, p_now timestamptz)
returns jsonb language plpgsql security invoker set search_path = '' as $$
declare v public.documents; v_outcome text := 'replaced';
begin
  perform from public.workspaces where id = p_workspace for no key update;   -- two of one name take turns
  if not found then
    raise exception 'there is no such workspace' using errcode = 'PW002';
  end if;
  select * into v from public.documents where workspace_id = p_workspace
    and case when p_id is null then name = p_name else id = p_id end;
  if found and (v.name, v.language, v.text) = (p_name, p_language, p_text) then
    return jsonb_build_object('outcome', 'unchanged', 'document', private.document_json(v));
  elsif found then
    update public.documents set name = p_name, language = p_language, text = p_text, updated_at = p_now
      where id = v.id returning * into v;
    delete from public.passages where workspace_id = p_workspace and document_id = v.id;
  elsif p_id is not null then
    raise exception 'there is no such document' using errcode = 'PW002';
  else
    v_outcome := 'added';
    insert into public.documents (id, workspace_id, name, language, text, created_at, updated_at)
      values (p_document, p_workspace, p_name, p_language, p_text, p_now, p_now) returning * into v;
  end if;
  insert into public.passages (id, workspace_id, document_id, language, place, title, text, hints)
    select (piece ->> 'id')::uuid, p_workspace, v.id, p_language, place, piece ->> 'title', piece ->> 'text',
      piece ->> 'hints'
    from jsonb_array_elements(p_passages) with ordinality as each(piece, place);
  return jsonb_build_object('outcome', v_outcome, 'document', private.document_json(v));
end $$;

create function public.find_document(p_workspace uuid, p_document text)
returns jsonb language sql stable security invoker set search_path = '' as $$
  select private.document_json(d) || jsonb_build_object('text', d.text) from public.documents d
  where d.workspace_id = p_workspace and d.id = private.as_uuid(p_document) $$;

create function public.remove_document(p_workspace uuid, p_document text)
returns boolean language plpgsql security invoker set search_path = '' as $$
begin
  delete from public.documents where workspace_id = p_workspace and id = private.as_uuid(p_document);
  return found;
end $$;

-- `p_search` is looked for in names and texts, as people type: without accents.
create function public.list_documents(
  p_workspace uuid, p_search text, p_language text, p_sort text, p_limit integer, p_offset integer)
returns jsonb language sql stable security invoker set search_path = '' as $$
  with matching as (
    select d.* from public.documents d
    where d.workspace_id = p_workspace and (p_language is null or d.language = p_language)
      and (p_search is null or strpos(private.typed(null, d.name), private.typed(null, p_search)) > 0
        or strpos(private.typed(null, d.text), private.typed(null, p_search)) > 0)),
  page as (
    select m.id, row_number() over (order by case when p_sort = 'updated_at' then m.updated_at end desc nulls last,
      m.name, m.id) as place
    from matching m order by place limit p_limit offset p_offset)
  select jsonb_build_object(
    'total', (select count(*) from matching),
    'documents', (select coalesce(jsonb_agg(private.document_json(d) order by page.place), '[]')
      from page join public.documents d on d.id = page.id)) $$;

-- Each of `p_things` is one thing asked about: the word it was asked with, its kin, and how much it
-- tells. A passage answers as far as it speaks of them; what few passages speak of counts more, and what
-- none does counts most: of a question about parking in Tokyo, a passage about office hours is no answer.
-- Another word for it counts a little less. Below `p_floor` nothing is quoted.
create function private.any_of(p_language text, p_names jsonb) returns tsquery
  language sql immutable set search_path = '' as $$
  select string_agg('(' || said.query::text || ')', ' | ')::tsquery
  from jsonb_array_elements_text(p_names) as name,
    lateral (select plainto_tsquery(private.text_config(p_language), private.typed(p_language, name)) as query) said
  where numnode(said.query) > 0 $$;

create function public.find_passages(
  p_workspace uuid, p_language text, p_things jsonb, p_floor double precision, p_limit integer)
returns jsonb language sql stable security invoker set search_path = '' as $$
  with mine as (
    select k.* from public.passages k where k.workspace_id = p_workspace and k.language = p_language
      and right(k.title, length(k.text)) <> k.text),   -- a heading over nothing answers nothing
  asked as (
    select private.any_of(p_language, jsonb_build_array(thing -> 'names' -> 0)) as own,
      private.any_of(p_language, thing -> 'names') as kin, (thing ->> 'weight')::double precision as tells
    from jsonb_array_elements(p_things) as thing),
  counted as (
    select asked.*, (select count(*) from mine where mine.words @@ asked.own) as named,
      (select count(*) from mine where mine.words @@ asked.kin) as meant, (select count(*) from mine) as all_of_them
    from asked where asked.kin is not null),
  weighed as (
    select counted.own, counted.kin, counted.named,
      tells * ln(1 + all_of_them / greatest(coalesce(nullif(named, 0), meant), 0.5)) as weight
    from counted),
  matched as (
    select mine.id, mine.title, mine.text, mine.title_words, mine.document_id, mine.place,
      case when mine.words @@ weighed.own then weighed.weight
        when mine.words @@ weighed.kin then weighed.weight * case when named > 0 then 0.95 else 1 end else 0 end as worth,
      case when mine.title_words @@ weighed.kin then weighed.weight else 0 end as in_title, weighed.weight
    from mine, weighed),
  ranked as (
    select id, title, text, document_id, place, sum(worth) / nullif(sum(weight), 0) as share,
      sum(in_title) / nullif(sum(weight), 0) / greatest(length(title_words), 1) as in_title
    from matched group by id, title, text, title_words, document_id, place),
  best as (
    select *, row_number() over (order by share + in_title / 4 desc, length(text), document_id, place) as rank
    from ranked where share >= p_floor order by rank limit p_limit)
  select coalesce(jsonb_agg(jsonb_build_object('id', id, 'title', title, 'text', text, 'share', share)
    order by rank), '[]')
  from best $$;

create function public.read_passages(p_workspace uuid, p_ids jsonb)
returns jsonb language sql stable security invoker set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', k.id, 'title', k.title, 'text', k.text)
    order by wanted.place), '[]')
  from jsonb_array_elements_text(p_ids) with ordinality as wanted(id, place)
  join public.passages k on k.workspace_id = p_workspace and k.id = private.as_uuid(wanted.id) $$;
