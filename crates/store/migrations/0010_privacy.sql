-- What a person agreed to and took back: appended to, each record naming the hash of the one before. They are a
-- person's and not an agency's; a person is known by a keyed fingerprint.
create table consent (
    person text not null,
    number integer not null,
    at integer not null,
    purpose text not null,
    given integer not null,
    version integer not null,
    content text not null,
    how text not null,
    prev blob not null,
    hash blob not null,
    primary key (person, number)
) strict, without rowid;

-- The last record of each person, so that records cut off at the end are missed.
create table consent_head (
    person text not null primary key,
    number integer not null,
    hash blob not null
) strict, without rowid;

-- What persons ask of those who hold their data, as it stands after the last of its events.
create table data_request (
    top text not null,
    code text not null,
    agency text not null,
    person text not null,
    state text not null,
    due_at integer not null,
    made_at integer not null,
    seq integer not null,
    primary key (top, code)
) strict, without rowid;
create index data_request_open on data_request (top, due_at, code)
    where state in ('waiting', 'accepted', 'correcting');
create index data_request_newest on data_request (top, made_at, code);
create index data_request_person on data_request (person, made_at, code);

-- What happened to a request: appended to, never changed.
create table data_request_event (
    top text not null,
    code text not null,
    seq integer not null,
    at integer not null,
    actor text not null,
    content text not null,
    primary key (top, code, seq)
) strict, without rowid;

-- Restrictions and objections: which data of a person, or which purpose, are not to be used. Lifted, never taken out.
create table data_limit (
    person text not null,
    about text not null,
    made_at integer not null,
    request text not null,
    lifted_at integer,
    primary key (person, about, made_at)
) strict, without rowid;
create index data_limit_about on data_limit (about) where lifted_at is null;

-- Marks of warnings are swept by their age.
create index warning_age on warning (top, warned_at);
