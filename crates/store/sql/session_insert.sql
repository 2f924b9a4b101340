-- Begins a session.
insert into session (token_hash, top, login, csrf, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)
