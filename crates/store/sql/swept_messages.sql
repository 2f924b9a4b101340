-- Deletes messages of an agency made before a moment, but for those still to be sent.
delete from delivery where top = $1 and agency = $2 and created_at < $3 and state <> 'waiting'
