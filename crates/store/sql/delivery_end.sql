-- Writes what became of a try, unless another worker tried after it.
update delivery set state = $4, next_at = $5, sent_at = $6, failure = $7
where top = $1 and id = $2 and tries = $3 and state = 'waiting'
