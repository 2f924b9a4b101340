-- Writes who signed in; who is there already keeps his account and the day it was made.
insert into account (id, subject_key, person_key, content, created_at, signed_in_at)
values ($1, $2, $3, $4, $5, $5)
on conflict (subject_key) do update
set person_key = excluded.person_key, content = excluded.content, signed_in_at = excluded.signed_in_at
