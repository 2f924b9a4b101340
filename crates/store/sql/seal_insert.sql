-- Closes an agency's day.
insert into seal (top, agency, day, count, root, prev, hash) values ($1, $2, $3, $4, $5, $6, $7)
on conflict (top, agency, day) do nothing
