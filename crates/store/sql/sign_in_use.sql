-- Uses a way in up; changes nothing if it was used before.
insert into sign_in_used (state, expires_at) values ($1, $2) on conflict (state) do nothing
