-- Makes a draft an account's, unless it is somebody's already.
update draft set account = $2 where id = $1 and account is null and handed_in_at is null
