-- The same as `tracks`, of dossiers that are not settled.
select dossier, agency, procedure, channel, imported, received_at, not_accepted_at, due_at, due_binds, ended_at, outcome,
    timeliness, spans, recorded_at
from track
where top = $1 and (agency, dossier) > ($2, $3) and agency < $4 and ended_at is null
    and coalesce(received_at, not_accepted_at, -9223372036854775807) >= $5
    and coalesce(received_at, not_accepted_at, -9223372036854775807) < $6
    and coalesce(ended_at, 9223372036854775806) >= $7 and coalesce(ended_at, 9223372036854775806) < $8
    and ($9 = '' or timeliness = $9) and ($10 = '' or outcome = $10)
    and ($11 = '' or procedure = $11) and ($12 = '' or channel = $12)
    and coalesce(due_at, 9223372036854775806) < $13
order by agency, dossier limit $14
