-- Closes a journey in which nothing waits any more: what was handed in is in its dossiers.
update journey set content = '', closed_at = $3
where top = $1 and id = $2 and closed_at is null and not exists (
    select 1 from journey_member as member
    where member.top = $1 and member.journey = $2 and member.handed_in_at is null and member.dropped_at is null
)
