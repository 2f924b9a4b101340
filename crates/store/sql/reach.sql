-- How a person wants to be told.
select channels, email, phone from reach where top = $1 and person = $2
