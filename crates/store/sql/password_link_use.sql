-- Uses a link up; changes nothing if it was used before or has run out.
update password_link set used_at = $2 where token_hash = $1 and used_at is null and expires_at > $2
