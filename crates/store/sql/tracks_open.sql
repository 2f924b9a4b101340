-- The same as `tracks`, of dossiers that are not settled: found in an index, then read.
select t.dossier, t.agency, t.procedure, t.channel, t.imported, t.received_at, t.not_accepted_at, t.due_at, t.due_binds,
    t.ended_at, t.outcome, t.timeliness, t.spans, t.recorded_at
from (
    select agency, dossier
    from track
    where top = $1 and (agency, dossier) > ($2, $3) and agency < $4
        and ended_at is null
        and coalesce(received_at, not_accepted_at, -9223372036854775807) >= $5
        and coalesce(received_at, not_accepted_at, -9223372036854775807) < $6
        and coalesce(ended_at, 9223372036854775806) >= $7 and coalesce(ended_at, 9223372036854775806) < $8
        and ($9 = '' or timeliness = $9) and ($10 = '' or outcome = $10)
        and ($11 = '' or procedure = $11) and ($12 = '' or channel = $12)
        and coalesce(due_at, 9223372036854775806) < $13
    order by agency, dossier limit $14
) as found
    cross join track t
where t.top = $1 and t.agency = found.agency and t.dossier = found.dossier
order by t.agency, t.dossier
