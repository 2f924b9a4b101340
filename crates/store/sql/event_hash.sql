-- The hash of one entry.
select hash from event where top = $1 and dossier = $2 and seq = $3
