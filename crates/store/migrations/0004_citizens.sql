-- Applications that are being written. Only the hash of the key that opens one is kept. dossier is the code the
-- draft was promised before it was handed in, so that handing in twice makes one dossier; once it is handed in the
-- content is gone and the row remembers what became of it.
create table draft (
    id text not null primary key,
    key_hash blob not null,
    procedure text not null,
    content text not null,
    revision integer not null,
    created_at integer not null,
    updated_at integer not null,
    expires_at integer not null,
    dossier text,
    handed_in_at integer
) strict, without rowid;
create index draft_expiry on draft (expires_at);

-- What applicants thought of how their dossier was settled: one record a dossier, never changed.
create table rating (
    top text not null,
    dossier text not null,
    rated_at integer not null,
    overall integer not null,
    ease integer,
    manner integer,
    contacts integer,
    words text not null,
    primary key (top, dossier)
) strict, without rowid;
