-- How many messages of an agency were made before a moment and need not be sent any more.
select count(*) from delivery where top = $1 and agency = $2 and created_at < $3 and state <> 'waiting'
