-- Takes out all recovery codes of an officer.
delete from recovery_code where top = $1 and login = $2
