-- Ends one session of an officer.
delete from session where top = $1 and login = $2 and token_hash = $3
