-- How many messages a person has not read.
select count(*) from delivery where top = $1 and recipient = $2 and channel = 'in-app' and read_at is null
