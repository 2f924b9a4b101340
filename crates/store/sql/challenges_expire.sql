-- Takes out spent challenges that have run out.
delete from spent_challenge where expires_at <= $1
