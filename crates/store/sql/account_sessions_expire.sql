-- Takes out sessions of accounts that have run out.
delete from account_session where expires_at <= $1
