-- Entries an agency recorded between two moments, by dossier and number.
select agency, dossier, seq, happened_at, recorded_at, actor, kind, payload, prev, hash
from event where top = $1 and agency = $2 and recorded_at >= $3 and recorded_at < $4 order by dossier, seq
