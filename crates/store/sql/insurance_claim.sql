-- Lends one question to a worker until a moment; changes nothing if another took it.
update insurance_waiting set next_at = $5, tries = tries + 1
where top = $1 and id = $2 and state = 'waiting' and tries = $3 and next_at = $4
