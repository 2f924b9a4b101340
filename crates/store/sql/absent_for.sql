-- Those for whom an officer acts on a day.
select absent from deputy
where top = $1 and deputy = $2 and first_day <= $3 and last_day >= $3 and ended_at is null
