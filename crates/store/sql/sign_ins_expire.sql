-- Forgets ways in that have run out by themselves.
delete from sign_in_used where expires_at <= $1
