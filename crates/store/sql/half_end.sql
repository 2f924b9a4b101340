-- Ends one half session; changes nothing if it ended before.
delete from half_session where token_hash = $1
