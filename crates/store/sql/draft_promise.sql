-- Promises a draft the code of its dossier, in place of the one it was promised before.
update draft set dossier = $3 where id = $1 and coalesce(dossier, '') = $2 and handed_in_at is null
