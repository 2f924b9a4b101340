-- Takes out half sessions that have run out.
delete from half_session where expires_at <= $1
