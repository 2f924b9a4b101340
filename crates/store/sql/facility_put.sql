-- Writes a health facility.
insert into facility (code, name, province, kind, accepts_card, since) values ($1, $2, $3, $4, $5, $6)
on conflict (code) do update set name = excluded.name, province = excluded.province, kind = excluded.kind,
    accepts_card = excluded.accepts_card, since = excluded.since
