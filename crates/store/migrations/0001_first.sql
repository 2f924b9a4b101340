-- The memory of a one-stop office. One text for both engines: columns are integers (moments are seconds
-- since 1970 in UTC, days are days since 1970 in Viet Nam), texts (words, JSON) and blobs (hashes).
-- Tables of an agency's work begin their key with the level-1 code (H42): on Citus it is where a row lives.

-- Counters that tell other nodes that what they remember is old.
create table revision (
    name text not null primary key,
    value integer not null
) strict, without rowid;

-- Agencies with dates: the same code may mean another body at another date.
create table agency (
    top text not null,
    code text not null,
    valid_from integer not null,
    valid_to integer,
    name text not null,
    level text not null,
    content text not null,
    primary key (top, code, valid_from)
) strict, without rowid;

-- What an agency chose for itself: how working days count, its hours.
create table agency_setting (
    top text not null,
    agency text not null,
    key text not null,
    value text not null,
    primary key (top, agency, key)
) strict, without rowid;

create table officer (
    top text not null,
    login text not null,
    agency text not null,
    name text not null,
    roles text not null,
    password_hash text not null,
    active integer not null,
    primary key (top, login)
) strict, without rowid;
create index officer_agency on officer (top, agency, login);
create index officer_login on officer (login);

-- Only the hash of a session's token is kept: whoever reads this table cannot sign in with it.
create table session (
    token_hash blob not null primary key,
    top text not null,
    login text not null,
    csrf text not null,
    created_at integer not null,
    expires_at integer not null
) strict, without rowid;
create index session_officer on session (top, login);
create index session_expiry on session (expires_at);

create table procedure_version (
    code text not null,
    version integer not null,
    effective_from integer not null,
    effective_to integer,
    content_hash blob not null,
    content text not null,
    primary key (code, version)
) strict, without rowid;

create table process_version (
    top text not null,
    agency text not null,
    procedure text not null,
    version integer not null,
    published_at integer not null,
    content text not null,
    primary key (top, agency, procedure, version)
) strict, without rowid;

create table dossier_number (
    top text not null,
    agency text not null,
    day integer not null,
    last integer not null,
    primary key (top, agency, day)
) strict, without rowid;

-- The ledger: appended to, never changed. Every column is under the hash of its row.
create table event (
    top text not null,
    dossier text not null,
    seq integer not null,
    agency text not null,
    happened_at integer not null,
    recorded_at integer not null,
    actor text not null,
    kind text not null,
    payload text not null,
    prev blob not null,
    hash blob not null,
    primary key (top, dossier, seq)
) strict, without rowid;
create index event_recorded on event (top, agency, recorded_at);

-- What a dossier is now, for lists. base_seq is the seq before the act that wrote the row.
-- due_at is never null: dossiers without a due moment carry the greatest integer, so that they sort last.
create table dossier (
    top text not null,
    code text not null,
    agency text not null,
    procedure text not null,
    channel text not null,
    state text not null,
    applicant_name text not null,
    applicant_folded text not null,
    submitted_at integer not null,
    received_at integer,
    due_at integer not null,
    due_binds text,
    step text,
    role text,
    officer text,
    step_due_at integer,
    step_due_binds text,
    finished_at integer,
    outcome text,
    returned_at integer,
    imported integer not null,
    updated_at integer not null,
    base_seq integer not null,
    seq integer not null,
    head_hash blob not null,
    primary key (top, code)
) strict, without rowid;
create index dossier_code on dossier (code);
create index dossier_mine on dossier (top, officer, due_at, code) where officer is not null;
create index dossier_queue on dossier (top, agency, role, due_at, code) where role is not null;
create index dossier_state on dossier (top, agency, state, due_at, code);
create index dossier_newest on dossier (top, agency, submitted_at, code);
create index dossier_applicant on dossier (top, applicant_folded, code);

-- The dates of a dossier that are counted. spans is null where the other columns tell all.
create table track (
    top text not null,
    dossier text not null,
    agency text not null,
    procedure text not null,
    channel text not null,
    imported integer not null,
    received_at integer,
    not_accepted_at integer,
    due_at integer,
    due_binds text,
    ended_at integer,
    outcome text,
    timeliness text,
    spans text,
    recorded_at integer not null,
    primary key (top, dossier)
) strict, without rowid;
create index track_agency on track (top, agency, dossier);

-- Running totals of figures, per day: what a report adds up. A test recomputes them from the events.
create table tally (
    top text not null,
    dimension text not null,
    key text not null,
    day integer not null,
    channel text not null,
    received integer not null,
    settled_early integer not null,
    settled_on_time integer not null,
    settled_late integer not null,
    settled_no_deadline integer not null,
    withdrawn integer not null,
    stopped integer not null,
    not_accepted integer not null,
    corrected integer not null,
    open_delta integer not null,
    paused_delta integer not null,
    overdue_delta integer not null,
    no_deadline_delta integer not null,
    primary key (top, dimension, key, day, channel)
) strict, without rowid;

-- Who the applicant is and what he answered: beside the ledger, which names only the hash of this.
create table particulars (
    top text not null,
    dossier text not null,
    digest blob not null,
    content text not null,
    primary key (top, dossier, digest)
) strict, without rowid;

create table paper (
    sha256 blob not null primary key,
    bytes integer not null,
    media_type text not null,
    created_at integer not null
) strict, without rowid;

-- What is still to be told to the outside, saved together with the act that caused it.
create table outbox (
    top text not null,
    dossier text not null,
    seq integer not null,
    number integer not null,
    kind text not null,
    payload text not null,
    created_at integer not null,
    done_at integer,
    primary key (top, dossier, seq, number)
) strict, without rowid;
create index outbox_waiting on outbox (kind, created_at) where done_at is null;

-- Closed days of agencies.
create table seal (
    top text not null,
    agency text not null,
    day integer not null,
    count integer not null,
    root blob not null,
    prev blob not null,
    hash blob not null,
    primary key (top, agency, day)
) strict, without rowid;
