-- Officers who looked one person up so often without a dossier, between two days.
select agency, actor, count(*)
from person_lookup where top = $1 and day >= $2 and day <= $3 and dossier = '' and person <> ''
group by agency, actor, person having count(*) >= $4
