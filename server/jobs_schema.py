"""Writes the job queue's migration: `python -m server.jobs_schema > …/20261124000100_jobs.sql`."""

import importlib.metadata
import sys

from procrastinate.schema import SchemaManager

HEAD = """\
-- The job queue, and how the rest of the database puts a job into it.
-- Made by `python -m server.jobs_schema`: do not edit, a test compares it with what is installed.

create schema if not exists jobs;
revoke all on schema jobs from public;
set search_path = jobs;

-- From here to the mark: the schema of procrastinate {version}, word for word. MIT licence,
-- copyright (c) 2019-2021 PeopleDoc, (c) 2021-2023 Joachim Jablon and Eric Lemoine,
-- (c) 2024 Joachim Jablon and Kai Schlamp.

"""

TAIL = """
-- The mark. Its functions use bare names: pinned, they work whatever the caller's path is.
do $$
declare
  v_function regprocedure;
begin
  for v_function in select oid from pg_proc where pronamespace = 'jobs'::regnamespace loop
    execute format('alter function %s set search_path = jobs, pg_temp', v_function);
    execute format('revoke execute on function %s from public', v_function);
  end loop;
end $$;
reset search_path;

create schema if not exists private;
revoke all on schema private from public;
grant usage on schema private to service_role;

-- Runs as its owner, so that the service role can enqueue within any function of ours and from
-- either adapter without a right on schema jobs. Workers are told at commit, never before.
create function private.enqueue(
  p_queue text,
  p_task text,
  p_args jsonb,
  p_lock text default null,
  p_queueing_lock text default null,
  p_at timestamptz default null,
  p_priority int default 0
) returns bigint
language plpgsql security definer set search_path = '' as $$
begin
  return (jobs.procrastinate_defer_jobs_v1(array[
    row(p_queue, p_task, p_priority, p_lock, p_queueing_lock, p_args, p_at)
      ::jobs.procrastinate_job_to_defer_v1
  ]))[1];
exception when unique_violation then
  return null;  -- a job with this queueing lock has not started yet and will do this work too
end $$;
revoke execute on function
  private.enqueue(text, text, jsonb, text, text, timestamptz, int) from public, anon, authenticated;
grant execute on function
  private.enqueue(text, text, jsonb, text, text, timestamptz, int) to service_role;
"""


def jobs_migration() -> str:
    head = HEAD.format(version=importlib.metadata.version("procrastinate"))
    return f"{head}{SchemaManager.get_schema().strip()}\n{TAIL}"


if __name__ == "__main__":
    sys.stdout.write(jobs_migration())
