-- Notes that a dossier of a journey was handed in.
update journey_member set handed_in_at = $4
where top = $1 and journey = $2 and place = $3 and handed_in_at is null
