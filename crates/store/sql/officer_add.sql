-- Writes an officer who is not there yet.
insert into officer (top, login, agency, name, roles, password_hash, active) values ($1, $2, $3, $4, $5, $6, $7)
on conflict (top, login) do nothing
