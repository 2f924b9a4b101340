-- Counted dates of the dossiers of agencies whose code lies between two, received before a moment and not ended before another.
select dossier, agency, procedure, channel, imported, received_at, not_accepted_at, due_at, due_binds, ended_at, outcome,
    timeliness, spans, recorded_at
from track
where top = $1 and (received_at is null or received_at < $2) and (ended_at is null or ended_at >= $3)
    and agency >= $4 and agency < $5
order by agency, dossier
