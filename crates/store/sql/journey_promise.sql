-- Promises a dossier of a journey its code, in place of the one it was promised before.
update journey_member set dossier = $5
where top = $1 and journey = $2 and place = $3 and coalesce(dossier, '') = $4 and handed_in_at is null
