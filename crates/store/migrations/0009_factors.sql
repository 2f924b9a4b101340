-- What proves an officer besides his password. secret is under the system's seal (an authenticator app) or public (a
-- passkey); counter is the last step of time taken, or how often the key has signed.
create table factor (
    top text not null,
    login text not null,
    id text not null,
    kind text not null,
    name text not null,
    secret blob not null,
    credential blob,
    counter integer not null,
    suspect_at integer,
    created_at integer not null,
    used_at integer,
    primary key (top, login, id)
) strict, without rowid;
create index factor_credential on factor (credential) where credential is not null;

-- Only hashes of recovery codes are kept, under the system's key; each is used once.
create table recovery_code (
    top text not null,
    login text not null,
    code_hash blob not null,
    made_at integer not null,
    used_at integer,
    primary key (top, login, code_hash)
) strict, without rowid;

-- Wrong codes in a row; gone with the first right one.
create table factor_failure (
    top text not null,
    login text not null,
    failures integer not null,
    failed_at integer not null,
    primary key (top, login)
) strict, without rowid;

-- Somebody gave the right password and has yet to give his second factor. It opens no page.
create table half_session (
    token_hash blob not null primary key,
    top text not null,
    login text not null,
    expires_at integer not null
) strict, without rowid;
create index half_session_officer on half_session (top, login);
create index half_session_expiry on half_session (expires_at);

-- Challenges that were answered, until they would have run out.
create table spent_challenge (
    id blob not null primary key,
    expires_at integer not null
) strict, without rowid;
create index spent_challenge_expiry on spent_challenge (expires_at);

-- Whether a second factor was given, when the officer last proved who he is, when and where from he was last seen.
alter table session add column proven integer not null default 0;
alter table session add column confirmed_at integer not null default 0;
alter table session add column seen_at integer not null default 0;
alter table session add column browser text not null default '';
alter table session add column address text not null default '';
