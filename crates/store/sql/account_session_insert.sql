-- Begins a session of an account.
insert into account_session (token_hash, account, id, csrf, device, created_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7)
