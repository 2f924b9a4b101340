-- Ends an arrangement before its time.
update deputy set ended_at = $4 where top = $1 and absent = $2 and made_at = $3 and ended_at is null
