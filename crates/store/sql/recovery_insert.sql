-- Keeps the hash of a recovery code.
insert into recovery_code (top, login, code_hash, made_at, used_at) values ($1, $2, $3, $4, null)
