-- All entries of a dossier, in order.
select agency, dossier, seq, happened_at, recorded_at, actor, kind, payload, prev, hash
from event where top = $1 and dossier = $2 order by seq
