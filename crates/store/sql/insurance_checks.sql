-- Questions of a facility to the insurance service since a moment, newest first, with what is still known of the person.
select c.id, c.agency, c.at, c.actor, c.purpose, c.person, c.code, c.standing, a.content
from insurance_check c left join insurance_answer a on a.top = c.top and a.person = c.person and a.expires_at > $3
where c.top = $1 and c.agency = $2 and c.at >= $4
order by c.at desc, c.id desc limit $5
