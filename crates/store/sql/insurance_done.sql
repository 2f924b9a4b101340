-- Takes out a late answer somebody has looked at.
delete from insurance_waiting where top = $1 and id = $2 and agency = $3 and state = 'answered'
