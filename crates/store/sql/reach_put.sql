-- Writes how a person wants to be told.
insert into reach (top, person, channels, email, phone) values ($1, $2, $3, $4, $5)
on conflict (top, person) do update set channels = excluded.channels, email = excluded.email, phone = excluded.phone
