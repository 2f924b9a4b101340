-- Messages on their way to one person by one channel, made from the outbox. An id comes from what it is about, so
-- that the same message is made once, and receivers can tell a repetition.
create table delivery (
    top text not null,
    id text not null,
    agency text not null,
    dossier text not null,
    recipient text not null,
    channel text not null,
    about text not null,
    subject text not null,
    content text not null,
    state text not null,
    tries integer not null,
    next_at integer not null,
    created_at integer not null,
    sent_at integer,
    read_at integer,
    failure text,
    primary key (top, id)
) strict, without rowid;
create index delivery_due on delivery (channel, next_at) where state = 'waiting';
create index delivery_recipient on delivery (top, recipient, created_at, id) where channel = 'in-app';
create index delivery_unread on delivery (top, recipient) where channel = 'in-app' and read_at is null;
create index delivery_newest on delivery (top, created_at, id);
create index delivery_agency on delivery (top, agency, created_at, id);

-- How a person wants to be told: an officer, or the owner of a dossier.
create table reach (
    top text not null,
    person text not null,
    channels text not null,
    email text not null,
    phone text not null,
    primary key (top, person)
) strict, without rowid;

-- Which due moments somebody was warned of, so that nobody is warned twice.
create table warning (
    top text not null,
    dossier text not null,
    stage text not null,
    due_at integer not null,
    warned_at integer not null,
    primary key (top, dossier, stage, due_at)
) strict, without rowid;
create index dossier_step_due on dossier (top, agency, step_due_at, code)
    where step_due_at is not null and state in ('received', 'processing');

-- What officers write to each other about a dossier: appended to, never shown to the applicant.
create table remark (
    top text not null,
    dossier text not null,
    number integer not null,
    author text not null,
    written_at integer not null,
    content text not null,
    primary key (top, dossier, number)
) strict, without rowid;

-- Who acts for whom while he is away. A row is ended, never taken out.
create table deputy (
    top text not null,
    absent text not null,
    deputy text not null,
    first_day integer not null,
    last_day integer not null,
    reason text not null,
    made_by text not null,
    made_at integer not null,
    ended_at integer,
    primary key (top, absent, made_at)
) strict, without rowid;
create index deputy_newest on deputy (top, made_at);
create index deputy_of on deputy (top, deputy, last_day) where ended_at is null;

create table saved_filter (
    top text not null,
    login text not null,
    name text not null,
    content text not null,
    primary key (top, login, name)
) strict, without rowid;

-- The queue in the hall: a ticket is taken, called, and served or missed.
create table ticket (
    top text not null,
    agency text not null,
    day integer not null,
    series text not null,
    number integer not null,
    state text not null,
    counter text not null,
    taken_at integer not null,
    called_at integer,
    calls integer not null,
    ended_at integer,
    primary key (top, agency, day, series, number)
) strict, without rowid;

-- Appointments: as many a slot as its capacity, each with a place of its own.
create table appointment (
    top text not null,
    agency text not null,
    day integer not null,
    minute integer not null,
    place integer not null,
    series text not null,
    code_hash blob not null,
    name text not null,
    phone text not null,
    made_at integer not null,
    state text not null,
    primary key (top, agency, day, minute, place)
) strict, without rowid;
create index appointment_code on appointment (code_hash);

-- What was done in the office besides acts on dossiers: accounts, settings, look-ups of persons. Appended to.
create table office_act (
    top text not null,
    id text not null,
    agency text not null,
    at integer not null,
    actor text not null,
    kind text not null,
    subject text not null,
    content text not null,
    primary key (top, id)
) strict, without rowid;
create index office_act_newest on office_act (top, agency, at, id);
create index office_act_all on office_act (top, at, id);

-- A link by which an officer sets his password, once; only the hash of its secret is kept.
create table password_link (
    token_hash blob not null primary key,
    top text not null,
    login text not null,
    expires_at integer not null,
    used_at integer
) strict, without rowid;

-- Which units were asked for an opinion on a dossier, for the lists of those who wait and of those who are asked.
create table consultation (
    top text not null,
    dossier text not null,
    number integer not null,
    asking text not null,
    unit text not null,
    answered integer not null,
    primary key (top, dossier, number)
) strict, without rowid;
create index consultation_open on consultation (top, unit, dossier) where answered = 0;
