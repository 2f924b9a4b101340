-- Ends all sessions of an account but one.
delete from account_session where account = $1 and id <> $2
