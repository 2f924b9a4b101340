-- Closes a draft: its content is the dossier's now.
update draft set content = '', handed_in_at = $2 where id = $1 and handed_in_at is null
