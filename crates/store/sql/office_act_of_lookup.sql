-- Writes the line of the journal of a look-up that was just written, and only if it was.
insert into office_act (top, id, agency, at, actor, kind, subject, content)
select top, id, agency, at, actor, $3, $4, $5 from person_lookup where top = $1 and id = $2
on conflict (top, id) do nothing
