-- How many look-ups an officer and his whole agency made on a day.
select cast(coalesce(sum(case when actor = $4 then 1 else 0 end), 0) as bigint), count(*)
from person_lookup where top = $1 and day = $2 and agency = $3 and actor not like 'citizen.%'
