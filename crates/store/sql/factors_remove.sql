-- Takes out all second factors of an officer.
delete from factor where top = $1 and login = $2
