-- Look-ups of people between two days, counted by agency, purpose, answer, and whether they belong to a dossier.
select agency, purpose, answer, cast(case when dossier = '' then 0 else 1 end as bigint) as filed, count(*)
from person_lookup where top = $1 and day >= $2 and day <= $3
group by agency, purpose, answer, case when dossier = '' then 0 else 1 end
