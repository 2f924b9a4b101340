-- Notes that somebody was warned of a due moment.
insert into warning (top, dossier, stage, due_at, warned_at) values ($1, $2, $3, $4, $5)
on conflict (top, dossier, stage, due_at) do nothing
