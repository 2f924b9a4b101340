-- Writes a link by which an officer sets his password.
insert into password_link (token_hash, top, login, expires_at, used_at) values ($1, $2, $3, $4, null)
