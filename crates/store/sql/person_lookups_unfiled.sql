-- Officers with so many look-ups without a dossier on one day, between two days.
select agency, actor, day, count(*)
from person_lookup where top = $1 and day >= $2 and day <= $3 and dossier = ''
group by agency, actor, day having count(*) >= $4
