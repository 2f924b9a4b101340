-- Ends all half sessions of an officer.
delete from half_session where top = $1 and login = $2
