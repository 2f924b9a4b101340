-- All entries that correct something.
select agency, dossier, seq, happened_at, recorded_at, actor, kind, payload, prev, hash
from event where kind = 'corrected'
