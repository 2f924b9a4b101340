-- Notes that a dossier of a journey will never be: what it waited for ended without a result.
update journey_member set dropped_at = $4
where top = $1 and journey = $2 and place = $3 and handed_in_at is null and dropped_at is null
