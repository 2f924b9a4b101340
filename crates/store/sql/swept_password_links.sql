-- Deletes links that ran out before a moment, from the whole table, which is small.
delete from password_link where expires_at <= $1
