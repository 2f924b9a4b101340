-- One account.
select id, subject_key, person_key, content, created_at, signed_in_at from account where id = $1
