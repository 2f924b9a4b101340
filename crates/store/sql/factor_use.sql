-- Notes that a second factor was used; changes nothing if its counter has been as far already.
update factor set counter = $4, used_at = $5
where top = $1 and login = $2 and id = $3 and (counter < $4 or (counter = 0 and $4 = 0))
