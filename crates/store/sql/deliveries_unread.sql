-- How many messages a person has not read, counted no further than asked.
select count(*) from (
    select 1 from delivery where top = $1 and recipient = $2 and channel = 'in-app' and read_at is null limit $3
) as found
