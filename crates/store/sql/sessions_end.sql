-- Ends all sessions of an officer.
delete from session where top = $1 and login = $2
