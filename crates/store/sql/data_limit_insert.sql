-- Begins a restriction.
insert into data_limit (person, about, made_at, request) values ($1, $2, $3, $4)
on conflict (person, about, made_at) do nothing
