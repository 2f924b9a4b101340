-- Forgets a filter of an officer.
delete from saved_filter where top = $1 and login = $2 and name = $3
