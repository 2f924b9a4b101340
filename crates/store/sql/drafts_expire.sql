-- Deletes drafts that have run out.
delete from draft where expires_at <= $1
