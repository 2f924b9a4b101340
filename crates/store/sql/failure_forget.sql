-- Forgets an officer's wrong codes.
delete from factor_failure where top = $1 and login = $2
