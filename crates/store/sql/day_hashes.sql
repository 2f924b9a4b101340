-- Hashes of the entries an agency recorded between two moments, by dossier and number.
select hash from event where top = $1 and agency = $2 and recorded_at >= $3 and recorded_at < $4 order by dossier, seq
