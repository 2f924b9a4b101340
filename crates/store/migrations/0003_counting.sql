-- Lists of work in hand are counted and filtered from their indexes alone; dossiers that nobody works on any more
-- are in none of them, so an act on a settled dossier writes less.
drop index dossier_mine;
drop index dossier_queue;
drop index dossier_state;
drop index dossier_running;
drop index dossier_waiting;
create index dossier_mine on dossier (top, officer, due_at, code, due_binds, procedure, state)
    where officer is not null and state in ('received', 'processing', 'approved');
create index dossier_queue on dossier (top, agency, role, due_at, code, due_binds, procedure, state, officer)
    where role is not null and officer is null and state in ('received', 'processing', 'approved');
create index dossier_running on dossier (top, agency, due_at, code, due_binds, procedure, state)
    where state in ('received', 'processing', 'approved');
create index dossier_waiting on dossier (top, agency, due_at, code, due_binds, procedure, state)
    where state in ('awaiting-supplement', 'awaiting-payment', 'paused');
create index dossier_new on dossier (top, agency, due_at, code, due_binds, procedure, state)
    where state = 'submitted';
create index dossier_settled on dossier (top, agency, due_at, code, due_binds, procedure, state)
    where state = 'settled';

-- Running totals per day and per block of 32 days: a period is some whole blocks and the days at its ends. Days come
-- before keys, so that a report reads its days and no others.
create table totals (
    top text not null,
    dimension text not null,
    days integer not null default 1,
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
    primary key (top, dimension, days, day, key, channel)
) strict, without rowid;
insert into totals
    select top, dimension, 1, day, key, channel, received, settled_early, settled_on_time, settled_late,
        settled_no_deadline, withdrawn, stopped, not_accepted, corrected, open_delta, paused_delta, overdue_delta,
        no_deadline_delta
    from tally;
insert into totals select top, dimension, 32, day - ((day % 32) + 32) % 32, key, channel, sum(received),
    sum(settled_early), sum(settled_on_time), sum(settled_late), sum(settled_no_deadline), sum(withdrawn),
    sum(stopped), sum(not_accepted), sum(corrected), sum(open_delta), sum(paused_delta), sum(overdue_delta),
    sum(no_deadline_delta)
    from tally group by top, dimension, day - ((day % 32) + 32) % 32, key, channel;
drop table tally;
alter table totals rename to tally;
