-- Running totals by procedure are kept for each agency too, so that no report of one is a recount, and by calendar month
-- instead of by 32 days, as most periods begin and end with one. All totals are made anew, from the counted dates, when
-- the database is opened.
drop table tally;
create table tally (
    scope text not null,
    dimension text not null,
    span text not null,
    day integer not null,
    key text not null,
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
    primary key (scope, dimension, span, day, key, channel)
) strict, without rowid;
insert into revision (name, value) select 'totals-to-make', 1 where exists (select 1 from dossier);

-- Counted dates lie by agency: a report of one agency, and a list behind one of its numbers, reads no others.
create table counted as select * from track;
drop table track;
create table track (
    top text not null,
    agency text not null,
    dossier text not null,
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
    primary key (top, agency, dossier)
) strict, without rowid;
insert into track
    select top, agency, dossier, procedure, channel, imported, received_at, not_accepted_at, due_at, due_binds, ended_at,
        outcome, timeliness, spans, recorded_at
    from counted;
drop table counted;
-- Lists behind numbers: what is not settled and what is rare, with all that is asked of it; one procedure among all.
create index track_open on track (top, agency, dossier, procedure, channel, received_at, not_accepted_at, due_at,
    ended_at, outcome, timeliness)
    where ended_at is null;
create index track_apart on track (top, agency, dossier, procedure, channel, received_at, not_accepted_at, due_at,
    ended_at, outcome, timeliness)
    where timeliness = 'late' or timeliness = 'no-deadline' or outcome = 'withdrawn' or outcome = 'stopped'
        or not_accepted_at is not null;
create index track_procedure on track (top, procedure, agency, dossier);
