-- Questions whose time to be asked has come, longest waiting first.
select top, id, agency, person, content, actor, asked_at, state, tries, next_at, answered_at
from insurance_waiting where state = 'waiting' and next_at <= $1 order by next_at limit $2
