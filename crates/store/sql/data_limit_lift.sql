-- Lifts a restriction of a person.
update data_limit set lifted_at = $3 where person = $1 and about = $2 and lifted_at is null
