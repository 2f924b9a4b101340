-- Look-ups of people, for counting and for the one who was looked up. They stand for good elsewhere: in the ledger of
-- a dossier (number 0, id CODE#SEQ), or in the office's journal (under the same id, with their number among those of
-- the same officer). The person is a keyed fingerprint.
create table person_lookup (
    top text not null,
    id text not null,
    at integer not null,
    day integer not null,
    agency text not null,
    actor text not null,
    person text not null,
    dossier text not null,
    kind text not null,
    purpose text not null,
    answer text not null,
    source text not null,
    number integer not null,
    primary key (top, id)
) strict, without rowid;
create index person_lookup_person on person_lookup (person, at, id) where person <> '';
create index person_lookup_day on person_lookup (top, day, agency, actor);
create unique index person_lookup_number on person_lookup (top, actor, number) where number > 0;
create index event_looked_up on event (top, dossier, seq) where kind = 'looked-up';
create index office_act_subject on office_act (top, subject, kind, at, id);
