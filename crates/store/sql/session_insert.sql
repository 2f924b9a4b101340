-- Begins a session.
insert into session (token_hash, top, login, csrf, created_at, expires_at, proven, confirmed_at, seen_at, browser, address)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
