-- Marks one thing as told.
update outbox set done_at = $5 where top = $1 and dossier = $2 and seq = $3 and number = $4 and done_at is null
