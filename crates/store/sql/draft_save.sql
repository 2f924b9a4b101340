-- Writes what a draft holds, unless somebody wrote meanwhile or it was handed in.
update draft set content = $3, revision = revision + 1, updated_at = $4
where id = $1 and revision = $2 and handed_in_at is null
