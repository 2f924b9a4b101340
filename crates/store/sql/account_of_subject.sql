-- The account of somebody the provider vouches for.
select id, subject_key, person_key, content, created_at, signed_in_at from account where subject_key = $1
