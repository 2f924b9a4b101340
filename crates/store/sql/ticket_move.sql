-- Moves a number to another state, unless somebody else did meanwhile.
update ticket set state = $8, counter = $9, called_at = $10, calls = $11
where top = $1 and agency = $2 and day = $3 and series = $4 and number = $5 and state = $6 and calls = $7
