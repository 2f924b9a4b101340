-- Notes the last record of a person, where it follows the one noted before.
insert into consent_head (person, number, hash) values ($1, $2, $3)
on conflict (person) do update set number = excluded.number, hash = excluded.hash
