-- Applications for several procedures at once (thủ tục liên thông): what was handed in for those that still wait for
-- another's result, which is personal and goes when nothing waits any more.
create table journey (
    top text not null,
    id text not null,
    procedure text not null,
    content text not null,
    begun_at integer not null,
    closed_at integer,
    primary key (top, id)
) strict, without rowid;

-- The dossiers a journey is made of, in order. The ledger says which there are; this says which are still to come.
create table journey_member (
    top text not null,
    journey text not null,
    place integer not null,
    procedure text not null,
    agency text not null,
    waits_for integer,
    dossier text,
    handed_in_at integer,
    dropped_at integer,
    primary key (top, journey, place)
) strict, without rowid;
create index journey_member_open on journey_member (top, journey, place)
    where handed_in_at is null and dropped_at is null;
