-- Sends a message that had failed once more.
update delivery set state = 'waiting', tries = 0, next_at = $3, failure = null
where top = $1 and id = $2 and state = 'failed'
