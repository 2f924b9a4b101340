-- Restrictions of a person that are in force.
select about from data_limit where person = $1 and lifted_at is null
