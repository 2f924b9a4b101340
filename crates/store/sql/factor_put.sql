-- Writes a second factor.
insert into factor (top, login, id, kind, name, secret, credential, counter, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
