-- Accounts of a person whose number was told.
select id from account where person_key = $1 and person_key <> ''
