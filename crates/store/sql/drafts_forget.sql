-- Deletes drafts of an account that were not handed in.
delete from draft where account = $1 and account is not null and handed_in_at is null
