-- What a facility waits for and what came late, oldest first.
select top, id, agency, person, content, actor, asked_at, state, tries, next_at, answered_at
from insurance_waiting where top = $1 and agency = $2 order by asked_at, id limit $3
