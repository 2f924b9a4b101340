-- Writes what an agency chose.
insert into agency_setting (top, agency, key, value) values ($1, $2, $3, $4)
on conflict (top, agency, key) do update set value = excluded.value
