-- How promising a lead is: each workspace's own rules, and the score that a turn has worked out.

create table public.qualifications (
  workspace_id uuid primary key references public.workspaces (id) on delete cascade,
  rules jsonb not null,
  updated_at timestamptz not null
);

create function public.find_qualification(p_workspace uuid)
returns jsonb language sql stable security invoker set search_path = '' as $$
  select q.rules from public.qualifications q where q.workspace_id = p_workspace $$;

-- Null: the workspace goes back to the usual ones.
create function public.set_qualification(p_workspace uuid, p_rules jsonb, p_now timestamptz)
returns void language plpgsql security invoker set search_path = '' as $$
begin
  if p_rules is null then
    delete from public.qualifications where workspace_id = p_workspace;
  else
    insert into public.qualifications values (p_workspace, p_rules, p_now)
      on conflict (workspace_id) do update set rules = excluded.rules, updated_at = excluded.updated_at;
  end if;
end $$;

-- In the transaction that ends the turn. The status moves along a legal transition or not at all.
create function private.keep_score(p_workspace uuid, p_lead uuid, p_score jsonb, p_now timestamptz)
returns void language plpgsql security invoker set search_path = '' as $$
begin
  if p_score is null then return; end if;
  update public.leads set score = (p_score ->> 'score')::integer, band = p_score ->> 'band',
      score_reasons = p_score -> 'reasons', updated_at = p_now
    where workspace_id = p_workspace and id = p_lead
      and (score, band, score_reasons) is distinct from
        ((p_score ->> 'score')::integer, p_score ->> 'band', p_score -> 'reasons');
  if p_score ->> 'status' is not null then
    perform private.move_status(p_workspace, p_lead, p_score ->> 'status', p_now);
  end if;
end $$;
