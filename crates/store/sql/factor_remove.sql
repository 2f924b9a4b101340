-- Takes a second factor out.
delete from factor where top = $1 and login = $2 and id = $3
