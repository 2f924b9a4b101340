-- Ends all sessions of an officer but one.
delete from session where top = $1 and login = $2 and token_hash <> $3
