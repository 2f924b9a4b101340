-- Writes an officer.
insert into officer (top, login, agency, name, roles, password_hash, active) values ($1, $2, $3, $4, $5, $6, $7)
on conflict (top, login) do update set
    agency = excluded.agency, name = excluded.name, roles = excluded.roles,
    password_hash = excluded.password_hash, active = excluded.active
