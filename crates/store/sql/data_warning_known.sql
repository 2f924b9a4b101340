-- Whether somebody was warned of a due moment.
select 1 from warning where top = $1 and dossier = $2 and stage = $3 and due_at = $4
