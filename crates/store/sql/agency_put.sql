-- Writes an agency's row of one date.
insert into agency (top, code, valid_from, valid_to, name, level, content) values ($1, $2, $3, $4, $5, $6, $7)
on conflict (top, code, valid_from) do update set
    valid_to = excluded.valid_to, name = excluded.name, level = excluded.level, content = excluded.content
