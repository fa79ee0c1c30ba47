-- The emulator's documents, in a schema of their own. Safe to run again and again.
create schema if not exists emulator;

create table if not exists emulator.documents (
    account text not null,
    kind    text not null,
    id      text not null,
    doc     jsonb not null,
    primary key (account, kind, id)
);

-- A link, an invitee or a token is looked up before anyone knows whose it is.
create index if not exists documents_by_id on emulator.documents (kind, id);
