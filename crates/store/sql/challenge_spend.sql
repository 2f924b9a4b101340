-- Spends a challenge; writes nothing if it was spent before.
insert into spent_challenge (id, expires_at) values ($1, $2) on conflict (id) do nothing
