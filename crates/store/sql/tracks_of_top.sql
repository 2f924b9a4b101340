-- Counted dates of the dossiers of a ministry or province whose code lies between two, received before a moment and
-- not ended before another.
select dossier, agency, procedure, channel, imported, received_at, not_accepted_at, due_at, due_binds, ended_at, outcome,
    timeliness, spans, recorded_at
from track
where top = $1 and (received_at is null or received_at < $2) and (ended_at is null or ended_at >= $3)
    and dossier >= $4 and dossier < $5
order by dossier
