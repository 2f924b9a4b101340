-- Takes out sessions that have run out.
delete from session where expires_at <= $1
