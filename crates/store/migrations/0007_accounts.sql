-- Keys of the system that all nodes share and that go where the data goes: each is made once, by whoever is first.
create table system_key (
    name text not null primary key,
    key blob not null
) strict, without rowid;

-- Citizens, enterprises and other bodies who sign in. A subject is known by a keyed fingerprint of who vouches for it
-- and its name there; a person by a keyed fingerprint of his number, empty where none was told. Accounts, their
-- sessions and what is theirs belong to the nation and not to an agency.
create table account (
    id text not null primary key,
    subject_key text not null,
    person_key text not null,
    content text not null,
    created_at integer not null,
    signed_in_at integer not null
) strict, without rowid;
create unique index account_subject on account (subject_key);
create index account_person on account (person_key) where person_key <> '';

-- Only the hash of a session's token is kept. id names it in the list its owner sees, and opens nothing.
create table account_session (
    token_hash blob not null primary key,
    account text not null,
    id text not null,
    csrf text not null,
    device text not null,
    created_at integer not null,
    expires_at integer not null
) strict, without rowid;
create index account_session_of on account_session (account, created_at, id);
create index account_session_expiry on account_session (expires_at);

-- Which dossiers an account opens without their key.
create table account_dossier (
    account text not null,
    top text not null,
    dossier text not null,
    added_at integer not null,
    primary key (account, top, dossier)
) strict, without rowid;
create index account_dossier_newest on account_dossier (account, added_at, dossier);

-- Ways in that were walked to their end: none is walked twice. Kept until they would have run out.
create table sign_in_used (
    state text not null primary key,
    expires_at integer not null
) strict, without rowid;
create index sign_in_used_expiry on sign_in_used (expires_at);

-- Whose draft it is, where somebody signed in writes it.
alter table draft add column account text;
create index draft_account on draft (account, updated_at, id) where account is not null;
