-- The counted dates of one dossier.
select dossier, agency, procedure, channel, imported, received_at, not_accepted_at, due_at, due_binds, ended_at, outcome,
    timeliness, spans, recorded_at
from track where top = $1 and agency = $2 and dossier = $3
