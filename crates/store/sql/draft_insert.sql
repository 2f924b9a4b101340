-- Begins a draft; an id that is there is left alone.
insert into draft (id, key_hash, procedure, content, revision, created_at, updated_at, expires_at, account)
values ($1, $2, $3, $4, 0, $5, $5, $6, $7)
on conflict (id) do nothing
