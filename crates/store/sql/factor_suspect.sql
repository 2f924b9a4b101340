-- Notes that there may be two of a passkey.
update factor set suspect_at = $4 where top = $1 and login = $2 and id = $3
