-- How many wrong codes an officer gave in a row, and when the last.
select failures, failed_at from factor_failure where top = $1 and login = $2
