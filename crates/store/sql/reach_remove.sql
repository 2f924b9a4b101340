-- Forgets how a person wants to be told.
delete from reach where top = $1 and person = $2
