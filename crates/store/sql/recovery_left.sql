-- How many recovery codes of an officer are unused.
select count(*) from recovery_code where top = $1 and login = $2 and used_at is null
