-- Takes out a question that was answered at once.
delete from insurance_waiting where top = $1 and id = $2 and state = 'waiting'
