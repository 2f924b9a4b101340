-- Keeps a question before it is asked.
insert into insurance_waiting (top, id, agency, person, content, actor, asked_at, state, tries, next_at)
values ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0, $8)
on conflict (top, id) do nothing
