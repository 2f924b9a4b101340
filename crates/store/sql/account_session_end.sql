-- Ends the session of a token.
delete from account_session where token_hash = $1
