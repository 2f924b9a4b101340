-- Marks the messages of a person as read.
update delivery set read_at = $3 where top = $1 and recipient = $2 and channel = 'in-app' and read_at is null
