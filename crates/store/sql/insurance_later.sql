-- Lets a question be asked again at a moment.
update insurance_waiting set next_at = $3 where top = $1 and id = $2 and state = 'waiting'
