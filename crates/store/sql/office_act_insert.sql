-- Notes one thing done in the office.
insert into office_act (top, id, agency, at, actor, kind, subject, content) values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (top, id) do nothing
