-- Notes that the officer of a session proved who he is, and whether by a second factor.
update session set confirmed_at = $2, proven = case when proven < $3 then $3 else proven end where token_hash = $1
