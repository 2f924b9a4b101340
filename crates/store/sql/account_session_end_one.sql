-- Ends one session of an account, by its name in the list.
delete from account_session where account = $1 and id = $2
