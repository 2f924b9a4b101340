-- Takes a place at a time, unless it is taken; one that was called off is free again.
insert into appointment (top, agency, day, minute, place, series, code_hash, name, phone, made_at, state)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'made')
on conflict (top, agency, day, minute, place) do update set
    series = excluded.series, code_hash = excluded.code_hash, name = excluded.name, phone = excluded.phone,
    made_at = excluded.made_at, state = 'made'
where appointment.state = 'cancelled'
