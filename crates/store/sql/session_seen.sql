-- Notes where a session was last seen.
update session set seen_at = $2, browser = $3, address = $4 where token_hash = $1
