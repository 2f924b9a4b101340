-- The dossiers of a journey in their order.
select place, procedure, agency, waits_for, dossier, handed_in_at, dropped_at
from journey_member
where top = $1 and journey = $2
order by place
