-- Insurance asked for at the desks of health facilities: who asked, when, what for, and the code of the answer; none
-- where the service did not answer. Appended to. The person is a keyed fingerprint: no number, no name.
create table insurance_check (
    top text not null,
    id text not null,
    agency text not null,
    at integer not null,
    actor text not null,
    purpose text not null,
    person blob not null,
    code text not null,
    standing text not null,
    primary key (top, id)
) strict, without rowid;
create index insurance_check_agency on insurance_check (top, agency, at, id);

-- Questions that are still to be answered, and answers that came later and that nobody has looked at yet. What they
-- say of a person is sealed with the system's key, and goes with the row.
create table insurance_waiting (
    top text not null,
    id text not null,
    agency text not null,
    person blob not null,
    content blob not null,
    actor text not null,
    asked_at integer not null,
    state text not null,
    tries integer not null,
    next_at integer not null,
    answered_at integer,
    primary key (top, id)
) strict, without rowid;
create index insurance_waiting_due on insurance_waiting (state, next_at);
create index insurance_waiting_agency on insurance_waiting (top, agency, asked_at, id);
create index insurance_waiting_ended on insurance_waiting (state, answered_at, asked_at);

-- What the service last said of a person, sealed likewise, until a day.
create table insurance_answer (
    top text not null,
    person blob not null,
    answered_at integer not null,
    expires_at integer not null,
    content blob not null,
    primary key (top, person)
) strict, without rowid;
create index insurance_answer_end on insurance_answer (expires_at);

-- Health facilities, and which of them take the chip card in place of the insurance card.
create table facility (
    code text not null primary key,
    name text not null,
    province text not null,
    kind text not null,
    accepts_card integer not null,
    since integer
) strict, without rowid;
create index facility_province on facility (province, code, accepts_card, since);
