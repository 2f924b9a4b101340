-- Writes that somebody came to his appointment or called it off.
update appointment set state = $7
where top = $1 and agency = $2 and day = $3 and minute = $4 and place = $5 and code_hash = $6 and state = 'made'
