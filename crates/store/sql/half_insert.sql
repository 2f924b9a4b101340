-- Somebody gave the right password.
insert into half_session (token_hash, top, login, expires_at) values ($1, $2, $3, $4)
