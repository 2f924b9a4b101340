-- Writes a late answer beside its question, for somebody to look at.
update insurance_waiting set state = 'answered', content = $3, answered_at = $4
where top = $1 and id = $2 and state = 'waiting'
