-- Writes a new hash of an officer's password.
update officer set password_hash = $3 where top = $1 and login = $2
